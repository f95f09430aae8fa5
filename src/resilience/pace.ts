/** How slow a body may be while another mirror can be asked: one that drips is never silent and never ends. */

/** The speed is an average over at least this long: a line that pauses for seconds is not slow. */
export const paceWindowMs = 30_000;

/** Lines across a border are slow while healthy; below this not even a small module comes in a minute. */
const leastBytesPerSecond = 1_024;

/** Silence after which a body is left while another mirror can take over, which costs it what it has not yet sent. */
export function shortSilenceMs(stallMs: number): number {
  return Math.min(stallMs, Math.max(3_000, stallMs / 5));
}

export function isTooSlow(bytes: number, overMs: number): boolean {
  return overMs >= paceWindowMs && bytes * 1_000 < leastBytesPerSecond * overMs;
}
