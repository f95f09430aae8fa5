import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Cancel } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import type { SumIndex } from '../module/gosum.ts';
import { isDirectory, type MirrorEntry } from '../module/mirror-list.ts';
import { untilAborted } from '../network/abort.ts';
import { type AttemptTools, attemptFile } from './attempt.ts';
import type { Tell } from './events.ts';
import type { MirrorSet } from './mirror-set.ts';
import type { ProbeQuestion } from './probe-question.ts';
import type { Spooled } from './spooled.ts';
import { findHtml, verifyFile } from './verify.ts';

/** Better-placed mirrors get this much longer than the first good answer took, but at least so many ms (design §6). */
const headStartFactor = 2;
const headStartFloorMs = 250;

export interface ProbeOptions {
  readonly tools: AttemptTools;
  readonly mirrors: MirrorSet;
  readonly sums: SumIndex;
  /** What to ask a mirror for. */
  readonly endpointFor: ProbeQuestion;
  readonly limits: {
    readonly connectMs: number;
    readonly firstByteMs: number;
    readonly stallMs: number;
  };
  readonly signal: AbortSignal;
  readonly tell?: Tell;
}

export interface Probing {
  /** Settles when traffic may start: a good answer plus the head start of better-placed mirrors, or all have ended. */
  readonly ready: Promise<void>;
  /** Ends what is still open; each such mirror is reported as a stall with the time it had. */
  finish(): Promise<readonly ProbeVerdict[]>;
}

/** How a mirror's probe ended; without `failure` the mirror works. */
export interface ProbeVerdict {
  readonly mirror: MirrorEntry;
  readonly failure: Failure | undefined;
}

/** Asks every mirror at once for one small file with a known hash; none waits for another. */
export function probeMirrors(options: ProbeOptions): Probing {
  const { tools, mirrors, signal, tell } = options;
  const startedAtMs = tools.clock.now();
  const ending = new AbortController();
  const probeSignal = AbortSignal.any([signal, ending.signal]);
  const verdicts = new Map<MirrorEntry, Failure | undefined>();
  // The answer of a mirror for a few modules says nothing of those that all the others come from.
  const general = mirrors.all.filter(({ only }) => only === undefined);
  const awaited = general.length > 0 ? general : mirrors.all;
  const { promise: ready, resolve: markReady } = Promise.withResolvers<void>();
  let cancelHeadStart: Cancel | undefined;

  const settle = (mirror: MirrorEntry, failure: Failure | undefined) => {
    verdicts.set(mirror, failure);
    const atMs = tools.clock.now();
    tell?.({
      kind: 'probe-ended',
      atMs,
      mirror: mirror.name,
      durationMs: atMs - startedAtMs,
      outcome: failure?.class ?? 'ok',
      ...(failure && { detail: failure.detail }),
    });
    const unsettled = awaited.filter((other) => !verdicts.has(other));
    const best = awaited.findIndex(
      (other) => verdicts.has(other) && verdicts.get(other) === undefined,
    );
    const isBetterOneOpen = best < 0 || unsettled.some((other) => awaited.indexOf(other) < best);
    if (unsettled.length === 0 || !isBetterOneOpen) {
      markReady();
    } else if (failure === undefined && awaited.includes(mirror) && cancelHeadStart === undefined) {
      const tookMs = tools.clock.now() - startedAtMs;
      cancelHeadStart = tools.clock.after(
        Math.max(headStartFloorMs, headStartFactor * tookMs),
        markReady,
      );
    }
  };

  const running = mirrors.all.map(async (mirror) => {
    const failure = await probeMirror(options, mirror, probeSignal);
    if (failure !== 'aborted') settle(mirror, failure);
  });
  const all = Promise.all(running).then(() => markReady());

  return {
    ready,
    finish: async () => {
      const waitedMs = tools.clock.now() - startedAtMs;
      ending.abort(new FailureError(noAnswer(waitedMs)));
      await all;
      cancelHeadStart?.();
      return mirrors.all.map((mirror) => ({
        mirror,
        failure: verdicts.has(mirror)
          ? verdicts.get(mirror)
          : { ...noAnswer(waitedMs), mirror: mirror.name },
      }));
    },
  };
}

/**
 * One probe of one mirror; its health hears of the result.
 * @returns undefined for a mirror that works, `aborted` when the signal ended it.
 */
async function probeMirror(
  { tools, mirrors, sums, endpointFor, limits }: Omit<ProbeOptions, 'signal'>,
  mirror: MirrorEntry,
  signal: AbortSignal,
): Promise<Failure | undefined | 'aborted'> {
  const startedAtMs = tools.clock.now();
  let hasNamedModule = true;
  try {
    if (isDirectory(mirror)) {
      await untilAborted(expectDirectory(mirror), signal);
      mirrors.answered(mirror, 0);
      return undefined;
    }
    const endpoint = endpointFor(mirror);
    hasNamedModule = endpoint.kind !== 'sumdb';
    const verify = (file: Spooled) =>
      hasNamedModule ? verifyFile(endpoint, file, sums) : findHtml(file);
    const request = { mirror, endpoint, limits, verify };
    const { file, firstByteMs } = await attemptFile(tools, request, signal);
    await tools.spool.release(file);
    mirrors.answered(mirror, firstByteMs);
    return undefined;
  } catch (thrown) {
    if (signal.aborted) return 'aborted';
    const failure = failureOf(thrown);
    const isAnswer = failure.class === 'http-other' && failure.status !== undefined;
    if (failure.class === 'http-not-found' || (isAnswer && !hasNamedModule)) {
      // A mirror for one company's modules has never heard of the file asked for, and works.
      mirrors.answered(mirror, tools.clock.now() - startedAtMs);
      return undefined;
    }
    if (failure.class === 'http-auth' && !mirror.isPublic) {
      // A gatekeeper's "no" must not cost its place: every file would then be asked of the mirror behind it first.
      mirrors.answered(mirror, tools.clock.now() - startedAtMs);
      return failure;
    }
    mirrors.failed(mirror, failure, startedAtMs);
    return failure;
  }
}

/**
 * Asks these mirrors at once and resolves with the first answer; false when none came. A directory is never asked: that
 * it is there says nothing of a network that is not.
 */
export async function anyMirrorAnswers(
  options: ProbeOptions,
  candidates: readonly MirrorEntry[],
): Promise<boolean> {
  const remote = candidates.filter((mirror) => !isDirectory(mirror));
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  try {
    return await Promise.any(
      remote.map(async (mirror) => {
        if ((await probeMirror(options, mirror, signal)) !== undefined)
          throw new Error('no answer');
        return true;
      }),
    );
  } catch {
    options.signal.throwIfAborted();
    return false;
  } finally {
    ending.abort(new Error('one answer is enough'));
  }
}

async function expectDirectory(mirror: MirrorEntry): Promise<void> {
  const isThere = await stat(fileURLToPath(mirror.url)).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isThere) {
    throw new FailureError({
      // Not "not found": a mirror that says so about a file works, and this one is not there at all.
      class: 'input',
      detail: `${mirror.name} is not a directory`,
      mirror: mirror.name,
    });
  }
}

function noAnswer(waitedMs: number): Failure {
  return {
    class: 'stall',
    phase: 'headers',
    limitMs: waitedMs,
    detail: `no answer in ${(waitedMs / 1_000).toFixed(1)} s, by the end of the run`,
  };
}
