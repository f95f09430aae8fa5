import type { Clock } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import { type Endpoint, endpointPath } from '../module/endpoint.ts';
import { isDirectory, type MirrorEntry } from '../module/mirror-list.ts';
import { maxZipBytes } from '../module/zip.ts';
import type { ExchangeLimits, HttpClient } from '../network/http-client.ts';
import type { PartialBody } from '../resilience/range.ts';
import type { BodyPart } from './body-part.ts';
import type { Journal } from './journal.ts';
import { JournalEntry } from './journal-entry.ts';
import { readLocal } from './local-file.ts';
import { keepingPace } from './pace.ts';
import { PartialFile, type Progress } from './partial-file.ts';
import { inParts, type PartsOptions } from './parts.ts';
import { openRemote, RangeRefusedError } from './remote-file.ts';
import type { SpoolSpace } from './spool.ts';
import type { Spooled } from './spooled.ts';

/** The largest go.mod that `go` accepts; no other small file comes near it. */
const smallFileLimitBytes = 16 * 1024 * 1024;

/** One file, asked of one mirror. */
export interface FileRequest {
  readonly mirror: MirrorEntry;
  readonly endpoint: Endpoint;
  readonly limits: ExchangeLimits;
  /** Where the mirror keeps the file, below its URL, if not where the protocol says. */
  readonly path?: string;
  /** What is wrong with the bytes, if anything is; without it any body will do. */
  readonly verify?: (file: Spooled) => Promise<Failure | undefined>;
  /** Hears that the header of a good answer has come, before the body is touched; a directory has none. */
  readonly onHeader?: () => void;
  /** What is there from attempts before, and what this one adds; without it every attempt starts from zero. */
  readonly partial?: PartialFile;
  /** Whether another mirror could take over from one that is too slow; without it no speed is too low. */
  readonly canAskOther?: () => boolean;
  /** Whether to ask again is better than to bear a silence that has lasted this long; without it, it has its one limit. */
  readonly mayLeaveSilent?: (silentMs: number) => boolean;
  /** Lets a further request for the same file go out beside this one; without it there is none. */
  readonly admitPart?: PartsOptions['admit'];
}

export interface Received {
  readonly file: Spooled;
  readonly firstByteMs: number;
}

/** How an attempt failed, and what it did to the bytes that are there. */
export class AttemptError extends FailureError {
  readonly progress: Progress;
  constructor(failure: Failure, progress: Progress) {
    super(failure);
    this.progress = progress;
  }
}

export interface AttemptTools {
  readonly client: HttpClient;
  readonly spool: SpoolSpace;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Time of day in milliseconds. */
  readonly wallClock: () => number;
  /** Hears of every chunk of every body, for the progress lines and the watchdog. */
  readonly onBytes: (mirror: MirrorEntry, count: number) => void;
}

/** The file of an endpoint before its first attempt; the caller discards it after the last one. */
export function openPartial(
  spool: SpoolSpace,
  endpoint: Endpoint,
  isHashKnown: boolean,
): PartialFile {
  return new PartialFile({
    spool,
    limitBytes: limitBytesOf(endpoint),
    // What fits into a few packets is sooner asked for again than continued.
    isKept: endpoint.kind === 'zip',
    isHashKnown,
  });
}

/**
 * Asks one mirror once for one file, or for what is missing of it, takes the body and has the file verified; the journal
 * hears of every end, the ones that the signal made included.
 * @throws AttemptError that names the mirror, or the signal's reason. Nothing stays in the spool then but in `partial`.
 */
export async function attemptFile(
  tools: AttemptTools,
  request: FileRequest,
  signal: AbortSignal,
): Promise<Received> {
  const { mirror, endpoint, path = endpointPath(endpoint), verify } = request;
  const partial =
    request.partial ??
    new PartialFile({
      spool: tools.spool,
      limitBytes: limitBytesOf(endpoint),
      isKept: false,
      isHashKnown: false,
    });
  const entry = new JournalEntry(tools, mirror, path);
  let part: BodyPart | undefined;
  let file: Spooled | undefined;
  try {
    part = isDirectory(mirror)
      ? {
          mirror,
          body: entry.counting(readLocal(mirror, path)),
          startsAtBytes: 0,
          isContinuable: false,
        }
      : await openParts(tools, { ...request, path, partial }, signal, entry);
    file = await partial.take(part);
    const firstByteMs = entry.complete();
    const damage = await verify?.(file);
    if (damage) throw new FailureError(damage);
    entry.close();
    return { file, firstByteMs };
  } catch (thrown) {
    if (file) await tools.spool.release(file);
    const cause: Failure = {
      ...(signal.aborted ? endOf(signal) : failureOf(thrown)),
      mirror: mirror.name,
    };
    if (thrown instanceof RangeRefusedError) partial.refuseRangesOf(mirror);
    const settled: { failure: Failure; progress: Progress } = part
      ? await partial.settle(part, cause)
      : { failure: cause, progress: thrown instanceof RangeRefusedError ? 'start-over' : 'none' };
    entry.close(settled.failure);
    throw signal.aborted ? signal.reason : new AttemptError(settled.failure, settled.progress);
  }
}

type OpenRequest = FileRequest & { readonly path: string; readonly partial: PartialFile };

/** The body of a mirror's answer, which has to keep its pace, and of further ones where it is long and slow. */
async function openParts(
  tools: AttemptTools,
  request: OpenRequest,
  signal: AbortSignal,
  entry: JournalEntry,
): Promise<BodyPart> {
  const { mirror, partial, admitPart } = request;
  const part = await openPart(tools, request, partial.resumeAt(mirror), signal, entry);
  const { startsAtBytes, totalBytes, validator } = part;
  if (!admitPart || !partial.mayBeSplit || !validator || totalBytes === undefined) return part;
  const body = inParts({
    ...tools,
    signal,
    body: part.body,
    startsAtBytes,
    totalBytes,
    admit: admitPart,
    onSplit: () => partial.split(),
    onContradiction: () => partial.keepToOneStream(),
    open: (receivedBytes, partSignal) =>
      openBeside(tools, request, { receivedBytes, totalBytes, validator }, partSignal),
  });
  return { ...part, body };
}

async function openPart(
  tools: AttemptTools,
  { mirror, path, limits, partial, canAskOther, mayLeaveSilent, onHeader }: OpenRequest,
  resumeAt: PartialBody | undefined,
  signal: AbortSignal,
  entry: JournalEntry,
): Promise<BodyPart> {
  const { isHashKnown } = partial;
  const leaving = new AbortController();
  const breakOff = (reason: FailureError) => leaving.abort(reason);
  const part = await openRemote(
    tools,
    { mirror, path, limits, resumeAt, isHashKnown, onStep: (...step) => entry.connected(...step) },
    AbortSignal.any([signal, leaving.signal]),
    (response) => {
      entry.answered(response);
      if (response.status === 200 || response.status === 206) onHeader?.();
    },
  );
  // Two headers in the same moment: only one of the two may touch what is there of the file.
  signal.throwIfAborted();
  entry.startsAt(part.startsAtBytes);
  const body = entry.counting(part.body);
  return {
    ...part,
    body: canAskOther
      ? keepingPace(body, {
          ...tools,
          stallMs: limits.stallMs,
          canAskOther,
          mayLeaveSilent,
          breakOff,
        })
      : body,
  };
}

/** A further request for the same file, with an entry of its own. */
async function openBeside(
  tools: AttemptTools,
  request: OpenRequest,
  resumeAt: PartialBody,
  signal: AbortSignal,
): Promise<AsyncIterable<Buffer>> {
  const entry = new JournalEntry(tools, request.mirror, request.path);
  const close = (thrown: unknown) => {
    const cause = signal.aborted ? endOf(signal) : failureOf(thrown);
    entry.close({ ...cause, mirror: request.mirror.name });
  };
  async function* recorded(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    try {
      yield* body;
    } catch (thrown) {
      close(thrown);
      throw thrown;
    } finally {
      entry.close();
    }
  }
  try {
    const part = await openPart(tools, request, resumeAt, signal, entry);
    if (part.startsAtBytes === resumeAt.receivedBytes) return recorded(part.body);
    // Its first bytes have to be waited for: a generator that never ran would leave the connection open.
    for await (const _ of part.body) break;
    const detail = 'asked for a part of the file, it answered with the whole';
    throw new RangeRefusedError({ class: 'http-other', detail });
  } catch (thrown) {
    close(thrown);
    throw thrown;
  }
}

function limitBytesOf(endpoint: Endpoint): number {
  return endpoint.kind === 'zip' ? maxZipBytes : smallFileLimitBytes;
}

/** An attempt that was broken off says nothing of its mirror, unless whoever did it says so. */
function endOf({ reason }: AbortSignal): Failure {
  if (reason instanceof FailureError) return reason.failure;
  const detail = reason instanceof Error ? reason.message : 'no longer needed';
  return { class: 'cancelled', detail };
}
