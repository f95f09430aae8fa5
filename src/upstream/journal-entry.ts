import type { Clock } from '../effects.ts';
import type { Failure } from '../failure.ts';
import { layerOf } from '../layer.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import type { OnStep } from '../network/connector.ts';
import type { ExchangeResponse } from '../network/http-client.ts';
import type { Attempt, Journal } from './journal.ts';

export interface EntryTools {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly onBytes: (mirror: MirrorEntry, count: number) => void;
}

type Connecting = Partial<Record<'dnsMs' | 'tcpMs' | 'tlsMs' | 'forwardProxyMs', number>>;

const stepNames = {
  dns: 'dnsMs',
  tcp: 'tcpMs',
  tls: 'tlsMs',
  'proxy-dns': 'forwardProxyMs',
  'proxy-tcp': 'forwardProxyMs',
  'proxy-tls': 'forwardProxyMs',
  tunnel: 'forwardProxyMs',
} as const satisfies Record<Parameters<OnStep>[0], keyof Connecting>;

/** What is seen of one request until its end, and the journal hears of then. */
export class JournalEntry {
  readonly #tools: EntryTools;
  readonly #mirror: MirrorEntry;
  readonly #path: string;
  readonly #startedAtMs: number;
  #seen: Partial<Attempt> = {};
  #connecting: Connecting = {};
  #bytes = 0;
  #lastByteAtMs: number | undefined;
  #isClosed = false;

  constructor(tools: EntryTools, mirror: MirrorEntry, path: string) {
    this.#tools = tools;
    this.#mirror = mirror;
    this.#path = path;
    this.#startedAtMs = tools.clock.now();
  }

  /** A step of a connection for this request is done; with redirects there are several connections. */
  readonly connected: OnStep = (step, tookMs) => {
    const name = stepNames[step];
    this.#connecting = {
      ...this.#connecting,
      [name]: (this.#connecting[name] ?? 0) + tookMs,
    };
  };

  answered({ firstByteMs, status, reusedConnection }: ExchangeResponse): void {
    this.#seen = { firstByteMs, status, reusedConnection };
  }

  startsAt(bytes: number): void {
    if (bytes > 0) this.#seen = { ...this.#seen, resumedAtBytes: bytes };
  }

  async *counting(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      this.#bytes += chunk.length;
      this.#tools.onBytes(this.#mirror, chunk.length);
      yield chunk;
    }
  }

  /** The last byte has come; what follows takes its time elsewhere. Says when the first one had. */
  complete(): number {
    this.#lastByteAtMs = this.#tools.clock.now();
    const firstByteMs = this.#seen.firstByteMs ?? this.#lastByteAtMs - this.#startedAtMs;
    this.#seen = { firstByteMs, ...this.#seen };
    return firstByteMs;
  }

  /** Tells the journal, the first time only. */
  close(failure?: Failure): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const endedAtMs = this.#lastByteAtMs ?? this.#tools.clock.now();
    this.#tools.journal.record(
      {
        mirror: this.#mirror.name,
        endpoint: this.#path,
        startedAtMs: this.#startedAtMs,
        durationMs: endedAtMs - this.#startedAtMs,
        bytes: this.#bytes,
        ...this.#connecting,
        ...this.#seen,
        outcome: failure?.class ?? 'ok',
        ...(failure && { layer: layerOf(failure), detail: failure.detail }),
      },
      failure,
    );
  }
}
