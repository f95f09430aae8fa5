import type { Clock } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import { isWorthParts, partEnds } from '../resilience/parts.ts';
import { freeResumeBytes } from '../resilience/range.ts';
import type { Intake } from './intake.ts';
import { isBreak } from './partial-file.ts';
import type { SpoolSpace } from './spool.ts';
import { readPieces } from './spooled.ts';

export interface PartsOptions {
  readonly clock: Clock;
  readonly spool: SpoolSpace;
  readonly signal: AbortSignal;
  /** The first stream, and where in the file it begins. */
  readonly body: AsyncIterable<Buffer>;
  readonly startsAtBytes: number;
  readonly totalBytes: number;
  /** The same file of the same mirror from a byte on, under the same validator; throws where it is another. */
  readonly open: (fromBytes: number, signal: AbortSignal) => Promise<AsyncIterable<Buffer>>;
  /** Lets one more request go when the mirror bears it. */
  readonly admit: (request: () => Promise<void>, signal: AbortSignal) => Promise<void>;
  /** The body was split: what comes of it consists of several answers. */
  readonly onSplit: () => void;
  /** A part could not be had: from now on one stream has to do. */
  readonly onContradiction: () => void;
}

/** One of the later parts, on its way beside the first stream. */
interface LaterPart {
  readonly startsAtBytes: number;
  readonly intake: Intake;
  readonly ending: AbortController;
  hasBegun: boolean;
  failure: Failure | undefined;
  settled: Promise<void>;
}

const notNeeded = new FailureError({
  class: 'cancelled',
  detail: 'this part of the file is not needed any more',
});

/**
 * A body in order, of which the rest is fetched in up to four parts at once where its own stream proves slow for its
 * length. A part that fails ends the attempt to be faster: the first stream goes on alone, or, where it has ended, what
 * is there up to the gap is delivered before the error.
 */
export async function* inParts(options: PartsOptions): AsyncGenerator<Buffer> {
  const { clock, signal, totalBytes, startsAtBytes, open, onSplit, onContradiction } = options;
  const startedAtMs = clock.now();
  const begun: LaterPart[] = [];
  let position = startsAtBytes;
  let later: LaterPart[] = [];
  let hasSplit = false;

  const drop = (count: number) => {
    for (const part of later.splice(0, count)) part.ending.abort(notNeeded);
  };
  /** Where the first stream has to go to: up to the first part that is really on its way. */
  const end = () => {
    if (later.some(({ failure }) => failure !== undefined)) {
      onContradiction();
      drop(later.length);
    }
    while (later[0] && !later[0].hasBegun && position >= later[0].startsAtBytes) drop(1);
    return later[0]?.startsAtBytes ?? totalBytes;
  };
  const splitIfSlow = () => {
    const receivedBytes = position - startsAtBytes;
    const elapsedMs = clock.now() - startedAtMs;
    const restBytes = totalBytes - position;
    if (hasSplit || !isWorthParts({ receivedBytes, elapsedMs, restBytes })) return;
    hasSplit = true;
    onSplit();
    const ends = partEnds(position, totalBytes);
    later = ends.slice(1).map((endBytes, index) => beginPart(options, ends[index] ?? 0, endBytes));
    begun.push(...later);
  };
  async function* upToEnd(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      const wanted = chunk.subarray(0, Math.max(0, end() - position));
      position += wanted.length;
      yield wanted;
      splitIfSlow();
      if (hasSplit && position >= end()) return;
    }
  }

  try {
    for (let body: AsyncIterable<Buffer> | undefined = options.body; ; body = undefined) {
      const before = position;
      try {
        yield* upToEnd(body ?? (await open(position, signal)));
      } catch (thrown) {
        const isWorthAnother =
          later.length > 0 && isBreak(failureOf(thrown)) && position - before >= freeResumeBytes;
        if (signal.aborted || !isWorthAnother) throw thrown;
        continue;
      }
      while (later[0]?.hasBegun) {
        const [part] = later.splice(0, 1);
        if (part) position += yield* deliver(options, part);
      }
      // Without a part, the body's own end is the file's: whether it is the right one, others check.
      if (!hasSplit || position >= totalBytes) return;
    }
  } finally {
    for (const part of begun) part.ending.abort(notNeeded);
    await Promise.all(begun.map(({ settled }) => settled));
    for (const part of begun) await part.intake.discard();
  }
}

function beginPart(options: PartsOptions, startsAtBytes: number, endBytes: number): LaterPart {
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const intake = options.spool.open(endBytes - startsAtBytes);
  const part: LaterPart = {
    startsAtBytes,
    intake,
    ending,
    hasBegun: false,
    failure: undefined,
    settled: Promise.resolve(),
  };
  const request = async () => {
    part.hasBegun = true;
    await collect(options, startsAtBytes, endBytes, intake, signal);
  };
  part.settled = options.admit(request, signal).catch((thrown) => {
    part.failure = failureOf(signal.aborted ? signal.reason : thrown);
  });
  return part;
}

/** What has come of a part, once it is over; throws after it if that is not all. */
async function* deliver(options: PartsOptions, part: LaterPart): AsyncGenerator<Buffer, number> {
  await part.settled;
  const file = await part.intake.finish();
  try {
    yield* readPieces(file);
  } finally {
    await options.spool.release(file);
  }
  if (!part.failure) return file.size;
  options.signal.throwIfAborted();
  options.onContradiction();
  const { class: name, detail } = part.failure;
  const isOurs = name === 'disk-full' || name === 'permission' || name === 'internal';
  throw new FailureError(
    isOurs || isBreak(part.failure)
      ? part.failure
      : // Whatever the mirror said to the part: what came before it is good, and the next request hears it, too.
        { class: 'truncated', detail: `the part from byte ${part.startsAtBytes} on: ${detail}` },
  );
}

/** Fetches one part to its end, going on behind each break that brought something. */
async function collect(
  { open }: PartsOptions,
  startBytes: number,
  endBytes: number,
  intake: Intake,
  signal: AbortSignal,
): Promise<void> {
  const length = endBytes - startBytes;
  while (intake.size < length) {
    const before = intake.size;
    try {
      for await (const chunk of await open(startBytes + before, signal)) {
        await intake.append(chunk.subarray(0, length - intake.size));
        if (intake.size === length) return;
      }
    } catch (thrown) {
      const isWorthAnother = isBreak(failureOf(thrown)) && intake.size - before >= freeResumeBytes;
      if (signal.aborted || !isWorthAnother) throw thrown;
    }
  }
}
