import { type Clock, sleep } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import type { ExchangeLimits, ExchangeResponse, HttpClient } from '../network/http-client.ts';
import type { OutgoingBody } from '../network/outgoing-body.ts';
import { backoffDelayMs, retryAfterCapMs } from '../resilience/backoff.ts';
import { isOutage } from '../resilience/decision.ts';
import { failureOfStatus } from '../upstream/status.ts';
import { type CallKind, describeCall } from './calls.ts';

/** Tries of one call; a download begins to count anew with every byte it gains. */
export const mostTries = 3;
/** Each of these costs a whole time limit, and what a cache can save is time. */
const mostTriesInSilence = 2;

/** No answer of the service but the archive itself comes near it. */
const mostAnswerBytes = 1024 * 1024;
const errorTextBytes = 2_048;

/** One call of @actions/cache, on its way to the service. */
export interface Call {
  readonly kind: CallKind;
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: OutgoingBody;
}

export interface CallTools {
  readonly client: HttpClient;
  readonly limits: ExchangeLimits;
  readonly clock: Clock;
  readonly random: () => number;
  /** Time of day in milliseconds. */
  readonly wallClock: () => number;
  /** Hears of every try that failed. */
  readonly onFailure: (failure: Failure) => void;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** An earlier try broke after it was sent: the service may have done then what it refuses now. */
  readonly uncertainty?: Failure;
}

/**
 * Makes a call until it is answered, at most `mostTries` times. All calls but the reservation may be repeated freely:
 * the service puts the same bytes into the same place.
 * @throws FailureError `cache-service` that says what the last try met, or the signal's reason.
 */
export async function forward(
  tools: CallTools,
  call: Call,
  signal: AbortSignal,
): Promise<CallAnswer> {
  let uncertainty: Failure | undefined;
  const answer = await tryRepeatedly(tools, call, signal, async () => {
    try {
      const response = await openAnswer(tools, call, signal);
      const body = await readAll(response);
      return { status: response.status, headers: response.headers, body };
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (isAfterSending(failure)) uncertainty = failure;
      throw thrown;
    }
  });
  return { ...answer, ...(uncertainty && { uncertainty }) };
}

/**
 * The answer of one try, its body still to come.
 * @throws FailureError for what broke and for statuses that another try may change.
 */
export async function openAnswer(
  tools: CallTools,
  { method, url, headers, body }: Omit<Call, 'kind'>,
  signal: AbortSignal,
): Promise<ExchangeResponse> {
  const response = await tools.client.send({
    method,
    url,
    headers,
    ...(body && { body }),
    limits: tools.limits,
    signal,
  });
  const { status } = response;
  if (status !== 408 && status !== 429 && status < 500) return response;
  const text = await readStart(response);
  const facts = { status, headers: response.headers, text, wallClockMs: tools.wallClock() };
  throw new FailureError(failureOfStatus(facts));
}

/** Runs `attempt` until it succeeds, meets what no repetition changes, or has failed `mostTries` times. */
export async function tryRepeatedly<T>(
  tools: CallTools,
  { kind }: Pick<Call, 'kind'>,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (thrown) {
      signal.throwIfAborted();
      const failure = failureOf(thrown);
      tools.onFailure(failure);
      if (!isWorthAnotherTry(failure, tries)) {
        throw new FailureError(serviceFailure(kind, tries, failure));
      }
      await sleep(tools.clock, delayBefore(tries, failure, tools.random), signal);
    }
  }
}

/** What becomes of the cache for the lack of one call. */
export function serviceFailure(kind: CallKind, tries: number, because: Failure): Failure {
  const times = tries === 1 ? '' : ` ${tries} times`;
  return {
    class: 'cache-service',
    detail: `${describeCall(kind)} failed${times}: ${because.class}: ${because.detail}`,
    because,
    ...(because.cause !== undefined && { cause: because.cause }),
  };
}

export function delayBefore(tries: number, failure: Failure, random: () => number): number {
  const asked = failure.class === 'http-throttled' ? (failure.retryAfterMs ?? 0) : 0;
  return Math.max(Math.min(asked, retryAfterCapMs), backoffDelayMs(tries - 1, random));
}

/** @param tries made so far, this one included */
export function isWorthAnotherTry(failure: Failure, tries: number): boolean {
  const isSilence = failure.class === 'stall' || failure.class === 'connect-timeout';
  if (tries >= (isSilence ? mostTriesInSilence : mostTries)) return false;
  return isOutage(failure) || (failure.class === 'http-other' && failure.status === 408);
}

/** The request may have arrived whole: only its answer is missing. */
function isAfterSending(failure: Failure): boolean {
  switch (failure.class) {
    case 'connection-reset':
    case 'stall':
      return failure.phase === 'headers' || failure.phase === 'body';
    case 'truncated':
      return true;
    default:
      return false;
  }
}

async function readAll({ body }: ExchangeResponse): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostAnswerBytes) {
      const detail = `an answer of more than ${mostAnswerBytes} bytes, which no cache service gives`;
      throw new FailureError({ class: 'bad-content', detail });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The start of an error page; one that breaks off changes nothing about the status. */
async function readStart({ body }: ExchangeResponse): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= errorTextBytes) break;
    }
  } catch {
    // What came of it is enough.
  }
  return Buffer.concat(chunks).subarray(0, errorTextBytes).toString('utf8');
}
