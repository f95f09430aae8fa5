import type { Cancel, Clock } from '../effects.ts';

/** How often a silent server is looked at again once it may be left. */
const askAgainMs = 1_000;

/** Silence that is enough where there is something better to do than to wait for the whole limit. */
export interface ShortSilence {
  readonly ms: number;
  /** Asked when that much time has passed, and every second from then on, with the milliseconds of silence so far. */
  readonly mayLeave: (silentMs: number) => boolean;
}

export interface FirstByteLimits {
  /** From a ready connection to the end of the header, for each redirect anew. */
  readonly firstByteMs: number;
  /** Without it the server has all of `firstByteMs`. */
  readonly shortSilence?: ShortSilence | undefined;
}

/** Calls `onStall` once, with the milliseconds the server has been given, unless the result is called before. */
export function startFirstByteLimit(
  clock: Clock,
  { firstByteMs, shortSilence }: FirstByteLimits,
  onStall: (limitMs: number) => void,
): Cancel {
  let cancel: Cancel = () => {};
  const waitUntil = (limitMs: number, waitedMs: number) => {
    cancel = clock.after(limitMs - waitedMs, () => {
      if (limitMs >= firstByteMs || shortSilence?.mayLeave(limitMs)) onStall(limitMs);
      else waitUntil(Math.min(firstByteMs, limitMs + askAgainMs), limitMs);
    });
  };
  waitUntil(Math.min(firstByteMs, shortSilence?.ms ?? firstByteMs), 0);
  return () => cancel();
}
