/**
 * What a run has learned of one mirror, and in which order mirrors are asked for it. Pure: time comes in with the events.
 */

/** Weight of the newest sample in the moving average of the time to first byte. */
const ewmaWeight = 0.3;

/** A later mirror takes an earlier one's place only if it needs half its time and saves more than this (design §6). */
const placeLossMs = 500;

/** A mirror that served other bytes than go.sum names for this many modules is not asked any more (design §7). */
const quarantineAfterModules = 2;

export interface MirrorHealth {
  readonly successes: number;
  /**
   * Failures since the last success that came one after the other: those of requests that ran side by side count once,
   * because one outage of a second must not look like a series of outages.
   */
  readonly failuresInRow: number;
  readonly lastFailureAtMs: number;
  /** Moving average of the time to first byte, milliseconds; undefined before the first answer. */
  readonly firstByteMs: number | undefined;
  /** Modules for which it served other bytes than go.sum names. */
  readonly wrongModules: ReadonlySet<string>;
}

export const unknownHealth: MirrorHealth = {
  successes: 0,
  failuresInRow: 0,
  lastFailureAtMs: Number.NEGATIVE_INFINITY,
  firstByteMs: undefined,
  wrongModules: new Set(),
};

/** After an answer that had a meaning (a file, or a true "not found"). */
export function afterAnswer(health: MirrorHealth, firstByteMs: number): MirrorHealth {
  const average =
    health.firstByteMs === undefined
      ? firstByteMs
      : health.firstByteMs + ewmaWeight * (firstByteMs - health.firstByteMs);
  return { ...health, successes: health.successes + 1, failuresInRow: 0, firstByteMs: average };
}

/** After an attempt that failed; `startedAtMs` and `nowMs` on the same clock. */
export function afterFailure(
  health: MirrorHealth,
  startedAtMs: number,
  nowMs: number,
): MirrorHealth {
  if (startedAtMs < health.lastFailureAtMs && health.failuresInRow > 0) return health;
  return { ...health, failuresInRow: health.failuresInRow + 1, lastFailureAtMs: nowMs };
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

/**
 * The mirrors in the order to ask them: fewer failures in a row first, then the user's order, in which a mirror loses
 * its place only to one that is much faster. Quarantined mirrors are left out.
 */
export function orderByHealth<M>(
  mirrors: readonly M[],
  healthOf: (mirror: M) => MirrorHealth,
): M[] {
  const waiting = mirrors.filter((mirror) => !isQuarantined(healthOf(mirror)));
  const ordered: M[] = [];
  while (waiting.length > 0) {
    const best = waiting.reduce((first, other) =>
      goesBefore(healthOf(other), healthOf(first)) ? other : first,
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
export function goesBefore(later: MirrorHealth, earlier: MirrorHealth): boolean {
  if (later.failuresInRow !== earlier.failuresInRow)
    return later.failuresInRow < earlier.failuresInRow;
  if (later.firstByteMs === undefined) return false;
  if (earlier.firstByteMs === undefined) return true;
  return (
    later.firstByteMs * 2 <= earlier.firstByteMs &&
    earlier.firstByteMs - later.firstByteMs > placeLossMs
  );
}
