/**
 * What a run has learned of one mirror, and in which order mirrors are asked for it. Pure: time comes in with the events.
 */

import {
  admits,
  type Breaker,
  breakerAfterAnswer,
  breakerAfterFailure,
  breakerAfterNoVerdict,
  breakerAfterRequest,
  closedBreaker,
} from './breaker.ts';

/** Weight of the newest sample in the moving average of the time to first byte. */
const ewmaWeight = 0.3;

/** A later mirror takes an earlier one's place only if it needs half its time and saves more than this (design §6). */
const placeLossMs = 500;

/** The longest time to first byte that losing races makes us believe in. */
const longestBoundMs = 15_000;

/** A mirror that served other bytes than go.sum names for this many modules is not asked any more (design §7). */
const quarantineAfterModules = 2;

/** How long a failure keeps a mirror behind others: after it one request tries whether it deserves its place again. */
const recentMs = 15_000;

export interface MirrorHealth {
  readonly successes: number;
  /**
   * Failures since the last success that came one after the other: those of requests that ran side by side count once,
   * because one outage of a second must not look like a series of outages.
   */
  readonly failuresInRow: number;
  readonly lastFailureAtMs: number;
  /** When a mirror with failures was last asked. */
  readonly lastTrialAtMs: number;
  /** Moving average of the time to first byte, milliseconds; undefined before the first answer. */
  readonly firstByteMs: number | undefined;
  readonly breaker: Breaker;
  /** Modules for which it served other bytes than go.sum names. */
  readonly wrongModules: ReadonlySet<string>;
}

export const unknownHealth: MirrorHealth = {
  successes: 0,
  failuresInRow: 0,
  lastFailureAtMs: Number.NEGATIVE_INFINITY,
  lastTrialAtMs: Number.NEGATIVE_INFINITY,
  firstByteMs: undefined,
  breaker: closedBreaker,
  wrongModules: new Set(),
};

/** As a request goes out. */
export function afterRequest(health: MirrorHealth, nowMs: number): MirrorHealth {
  if (health.failuresInRow === 0 && health.breaker.state === 'closed') return health;
  const breaker = breakerAfterRequest(health.breaker, nowMs);
  return { ...health, breaker, lastTrialAtMs: nowMs };
}

/** After an answer that had a meaning (a file, or a true "not found") to a request begun at `startedAtMs`. */
export function afterAnswer(
  health: MirrorHealth,
  firstByteMs: number,
  startedAtMs: number,
): MirrorHealth {
  return {
    ...health,
    successes: health.successes + 1,
    failuresInRow: 0,
    firstByteMs: averaged(health.firstByteMs, firstByteMs),
    breaker: breakerAfterAnswer(health.breaker, startedAtMs),
  };
}

/** After an attempt that failed; `startedAtMs` and `nowMs` on the same clock. */
export function afterFailure(
  health: MirrorHealth,
  startedAtMs: number,
  nowMs: number,
): MirrorHealth {
  const isSideBySide = startedAtMs < health.lastFailureAtMs && health.failuresInRow > 0;
  const failuresInRow = health.failuresInRow + (isSideBySide ? 0 : 1);
  return {
    ...health,
    failuresInRow,
    lastFailureAtMs: isSideBySide ? health.lastFailureAtMs : nowMs,
    breaker: breakerAfterFailure(health.breaker, {
      startedAtMs,
      nowMs,
      failuresInRow,
      hasEverAnswered: health.successes > 0,
    }),
  };
}

/**
 * After a request that another mirror's header overtook: no answer within `waitedMs` is a lower bound of the time to
 * first byte. The bound doubles what is known as long as races are lost: one slow answer moves nothing, a mirror that
 * has fallen silent loses its place before the retry budget is gone.
 */
export function afterLostRace(health: MirrorHealth, waitedMs: number): MirrorHealth {
  const known = health.firstByteMs;
  const boundMs = Math.min(longestBoundMs, Math.max(waitedMs, 2 * (known ?? 0)));
  if (known !== undefined && boundMs <= known) return health;
  return { ...health, firstByteMs: averaged(known, boundMs) };
}

/** After a request that ended without a verdict on the mirror, begun at `startedAtMs`. */
export function afterNoVerdict(
  health: MirrorHealth,
  startedAtMs: number,
  nowMs: number,
): MirrorHealth {
  return { ...health, breaker: breakerAfterNoVerdict(health.breaker, startedAtMs, nowMs) };
}

/** After bytes that differ from what go.sum names for `module`. */
export function afterWrongBytes(health: MirrorHealth, module: string): MirrorHealth {
  return { ...health, wrongModules: new Set([...health.wrongModules, module]) };
}

export function isQuarantined(health: MirrorHealth): boolean {
  return health.wrongModules.size >= quarantineAfterModules;
}

/** Two failed passes and not one answer in the whole run: nothing suggests that a third would end otherwise (design §6). */
export function isGivenUp(health: MirrorHealth): boolean {
  return health.successes === 0 && health.failuresInRow >= 2;
}

/** Those whose breaker lets a request through; all of them where none does: the last mirror is never shut out. */
export function usable<M>(
  mirrors: readonly M[],
  healthOf: (mirror: M) => MirrorHealth,
  nowMs: number,
): readonly M[] {
  const admitted = mirrors.filter((mirror) => admits(healthOf(mirror).breaker, nowMs));
  return admitted.length > 0 ? admitted : mirrors;
}

/**
 * The mirrors in the order to ask them: those whose breaker lets nothing through last, fewer recent failures first, then
 * the user's order, in which a mirror loses its place only to one that is much faster. Quarantined mirrors are left out.
 */
export function orderByHealth<M>(
  mirrors: readonly M[],
  healthOf: (mirror: M) => MirrorHealth,
  nowMs: number,
): M[] {
  const waiting = mirrors.filter((mirror) => !isQuarantined(healthOf(mirror)));
  const ordered: M[] = [];
  while (waiting.length > 0) {
    const best = waiting.reduce((first, other) =>
      goesBefore(healthOf(other), healthOf(first), nowMs) ? other : first,
    );
    ordered.push(best);
    waiting.splice(waiting.indexOf(best), 1);
  }
  return ordered;
}

/**
 * Whether a mirror that the user placed later is asked before one placed earlier. All are probed at the start, so one
 * without an answer is one that keeps its probe waiting: it has its place back as soon as it answers.
 */
export function goesBefore(later: MirrorHealth, earlier: MirrorHealth, nowMs: number): boolean {
  const isLaterShut = !admits(later.breaker, nowMs);
  const isEarlierShut = !admits(earlier.breaker, nowMs);
  if (isLaterShut !== isEarlierShut) return isEarlierShut;
  const laterFailures = recentFailures(later, nowMs);
  const earlierFailures = recentFailures(earlier, nowMs);
  if (laterFailures !== earlierFailures) return laterFailures < earlierFailures;
  if (later.firstByteMs === undefined) return false;
  if (earlier.firstByteMs === undefined) return true;
  return (
    later.firstByteMs * 2 <= earlier.firstByteMs &&
    earlier.firstByteMs - later.firstByteMs > placeLossMs
  );
}

/** A mirror without an answer has nothing to come back to. */
function recentFailures(health: MirrorHealth, nowMs: number): number {
  const { failuresInRow, lastFailureAtMs, lastTrialAtMs, successes } = health;
  const isOld = nowMs - Math.max(lastFailureAtMs, lastTrialAtMs) >= recentMs;
  return isOld && successes > 0 ? 0 : failuresInRow;
}

function averaged(average: number | undefined, sample: number): number {
  return average === undefined ? sample : average + ewmaWeight * (sample - average);
}
