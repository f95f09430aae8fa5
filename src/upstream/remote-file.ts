import type { Clock } from '../effects.ts';
import { FailureError } from '../failure.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import type { OnStep } from '../network/connector.ts';
import type { ExchangeLimits, ExchangeResponse, HttpClient } from '../network/http-client.ts';
import {
  continuationOf,
  type PartialBody,
  parseContentRange,
  rangeHeaders,
  validatorOf,
} from '../resilience/range.ts';
import type { BodyPart } from './body-part.ts';
import { decoded, isIdentity } from './decoding.ts';
import { withRefusal } from './refusal.ts';
import { failureOfStatus } from './status.ts';

/** As much of an error page as is worth reading. */
const errorTextBytes = 2_048;

/** What a range is answered with by those who do not know how: 416 even where the validator should have brought the whole. */
const rangeRefusals = [400, 412, 416, 501];

export interface RemoteRequest {
  readonly mirror: MirrorEntry;
  /** Below the mirror's URL. */
  readonly path: string;
  readonly limits: ExchangeLimits;
  /** What is there of the file, to ask only for the rest. */
  readonly resumeAt: PartialBody | undefined;
  readonly isHashKnown: boolean;
  /** Hears how long each step of a new connection took. */
  readonly onStep: OnStep;
}

export interface RemoteTools {
  readonly client: HttpClient;
  readonly clock: Clock;
  /** Time of day in milliseconds. */
  readonly wallClock: () => number;
}

/** The answer to a range request is of no use with the bytes that are there; the whole may still be had. */
export class RangeRefusedError extends FailureError {}

/**
 * Asks a mirror for a file, or for the rest of one. `onHeader` hears of every answer, the refusals too.
 * @throws FailureError, RangeRefusedError, or the signal's reason; no connection stays occupied then.
 */
export async function openRemote(
  tools: RemoteTools,
  request: RemoteRequest,
  signal: AbortSignal,
  onHeader: (response: ExchangeResponse) => void,
): Promise<BodyPart> {
  const { mirror, path, limits, resumeAt, onStep } = request;
  const response = await tools.client.get({
    url: new URL(`${mirror.url}/${path}`),
    ...(mirror.credentials && { credentials: mirror.credentials }),
    ...(resumeAt && { headers: rangeHeaders(resumeAt) }),
    limits,
    signal,
    onStep,
  });
  onHeader(response);
  if (response.status === 200) return readWhole(mirror, response);
  if (resumeAt && response.status === 206) return readRest(request, resumeAt, response);
  const text = await readStart(response.body, tools.clock, limits.stallMs);
  const { status, headers } = response;
  const stated = failureOfStatus({ status, headers, text, wallClockMs: tools.wallClock() });
  const failure = withRefusal(stated, mirror, response);
  throw resumeAt && rangeRefusals.includes(response.status)
    ? new RangeRefusedError(failure)
    : new FailureError(failure);
}

async function readWhole(mirror: MirrorEntry, response: ExchangeResponse): Promise<BodyPart> {
  const { headers, body } = response;
  const encoding = headers['content-encoding'];
  const validator = validatorOf(headers);
  const length = headers['content-length'];
  const isContinuable = isIdentity(encoding);
  try {
    return {
      mirror,
      body: decoded(body, encoding),
      startsAtBytes: 0,
      ...(isContinuable && length !== undefined && { totalBytes: Number(length) }),
      ...(validator !== undefined && { validator }),
      isContinuable,
    };
  } catch (refused) {
    // A body that nobody reads would hold its connection to the end of the run.
    await response.discard();
    throw refused;
  }
}

async function readRest(
  { mirror, isHashKnown }: RemoteRequest,
  partial: PartialBody,
  response: ExchangeResponse,
): Promise<BodyPart> {
  const { status, headers, body } = response;
  const continuation = continuationOf(partial, status, headers, isHashKnown);
  const range = parseContentRange(headers['content-range'] ?? '');
  if (continuation.kind === 'rest' && range && isIdentity(headers['content-encoding'])) {
    const validator = validatorOf(headers);
    return {
      mirror,
      body,
      startsAtBytes: range.first,
      totalBytes: range.total ?? range.last + 1,
      ...(validator !== undefined && { validator }),
      isContinuable: true,
    };
  }
  await response.discard();
  throw new RangeRefusedError({
    class: 'http-other',
    status,
    detail: `asked for the rest from byte ${partial.receivedBytes} on, it answered with another part or another file (${JSON.stringify((headers['content-range'] ?? 'no Content-Range').slice(0, 60))})`,
  });
}

/** The start of a page about a status, or what of it came within `limitMs`: a page may drip for as long as it likes. */
async function readStart(
  body: AsyncIterable<Buffer>,
  clock: Clock,
  limitMs: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const iterator = body[Symbol.asyncIterator]();
  const { promise: timeIsUp, resolve } = Promise.withResolvers<'time is up'>();
  const cancel = clock.after(limitMs, () => resolve('time is up'));
  try {
    while (size < errorTextBytes) {
      const step = await Promise.race([iterator.next(), timeIsUp]);
      if (step === 'time is up' || step.done) break;
      chunks.push(step.value);
      size += step.value.length;
    }
  } catch {
    // The status is the news; a page about it that breaks off changes nothing.
  } finally {
    cancel();
    await iterator.return?.();
  }
  return Buffer.concat(chunks).subarray(0, errorTextBytes).toString('utf8');
}
