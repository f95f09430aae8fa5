import { type Clock, sleep } from '../../src/effects.ts';
import { FailureError } from '../../src/failure.ts';
import type {
  ExchangeRequest,
  ExchangeResponse,
  HttpClient,
} from '../../src/network/http-client.ts';

export interface SimulatedMirrorOptions {
  readonly clock: Clock;
  readonly rttMs: number;
  /** It serves so many requests per second, one after the other. */
  readonly requestsPerSecond: number;
  /** More than so many that wait are told 503 at once. */
  readonly longestQueue: number;
  readonly down: { readonly fromMs: number; readonly untilMs: number };
  readonly body: Buffer;
}

export interface Load {
  /** Requests in each second from the start, refused ones included. */
  readonly perSecond: readonly number[];
  readonly requests: number;
  readonly served: number;
  readonly overloaded: number;
}

/** The one mirror of a fleet. A request costs it the same whether or not somebody still waits for the answer. */
export interface SimulatedMirror {
  get(request: Pick<ExchangeRequest, 'limits' | 'signal'>): Promise<ExchangeResponse>;
  /** The same as the client of one runner. */
  readonly client: HttpClient;
  readonly load: Load;
}

export function createSimulatedMirror(options: SimulatedMirrorOptions): SimulatedMirror {
  const { clock, rttMs, down, body } = options;
  const serviceMs = 1_000 / options.requestsPerSecond;
  const perSecond: number[] = [];
  let requests = 0;
  let served = 0;
  let overloaded = 0;
  let freeAtMs = 0;

  async function get({ limits, signal }: Pick<ExchangeRequest, 'limits' | 'signal'>) {
    const startedAtMs = clock.now();
    const second = Math.floor(startedAtMs / 1_000);
    perSecond[second] = (perSecond[second] ?? 0) + 1;
    requests += 1;
    if (startedAtMs >= down.fromMs && startedAtMs < down.untilMs) {
      await sleep(clock, rttMs, signal);
      throw new FailureError({ class: 'connect-refused', detail: 'the mirror is down' });
    }
    const waitMs = Math.max(0, freeAtMs - startedAtMs);
    if (waitMs / serviceMs > options.longestQueue) {
      overloaded += 1;
      await sleep(clock, rttMs, signal);
      return answer(503, Buffer.from('overloaded'), rttMs);
    }
    freeAtMs = Math.max(freeAtMs, startedAtMs) + serviceMs;
    const firstByteMs = freeAtMs - startedAtMs + rttMs;
    if (firstByteMs > limits.firstByteMs) {
      await sleep(clock, limits.firstByteMs, signal);
      throw new FailureError({ class: 'stall', phase: 'headers', detail: 'no answer in time' });
    }
    await sleep(clock, firstByteMs, signal);
    if (clock.now() >= down.fromMs && clock.now() < down.untilMs) {
      throw new FailureError({ class: 'connection-reset', detail: 'the mirror went down' });
    }
    served += 1;
    return answer(200, body, firstByteMs);
  }

  return {
    get,
    client: {
      get,
      send: () => Promise.reject(new Error('a fleet sends nothing')),
      close: async () => {},
    },
    get load() {
      const all = Array.from(perSecond, (count) => count ?? 0);
      return { perSecond: all, requests, served, overloaded };
    },
  };
}

function answer(status: number, body: Buffer, firstByteMs: number): ExchangeResponse {
  return {
    status,
    headers: {},
    sent: 'none',
    firstByteMs,
    reusedConnection: true,
    body: (async function* () {
      yield body;
    })(),
    discard: async () => {},
  };
}
