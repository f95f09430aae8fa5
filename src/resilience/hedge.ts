/** When a request gets a second one beside it, and which mirrors may serve as the second (design §6). Pure. */

const shortestMs = 250;
const longestMs = 3_000;
/** As long as too few first bytes are known to say what is usual. */
const unknownMs = 1_000;
const samplesNeeded = 20;
const samplesKept = 200;
const toleratedFactor = 1.5;

/** The times to first byte of one class of file with one more, oldest first. */
export function withFirstByte(samples: readonly number[], firstByteMs: number): readonly number[] {
  return [...samples, firstByteMs].slice(-samplesKept);
}

/** Within how many milliseconds 95 % of these first bytes came; undefined where they are too few to tell. */
export function usualFirstByteMs(samples: readonly number[]): number | undefined {
  if (samples.length < samplesNeeded) return undefined;
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1];
}

/** How long the header of a request may take before another mirror is asked too: clamp(1.5 · p95, 250 ms, 3 s). */
export function hedgeDelayMs(p95Ms: number | undefined): number {
  if (p95Ms === undefined) return unknownMs;
  return Math.min(longestMs, Math.max(shortestMs, toleratedFactor * p95Ms));
}

/**
 * Whether `second` may be asked while `first` has not answered. A mirror that is not public may be a gatekeeper: its
 * "no" would end the search (design §7), so no public mirror is asked, or told of the module, before it has spoken.
 */
export function mayHedge(
  first: { readonly isPublic: boolean },
  second: { readonly isPublic: boolean },
): boolean {
  return first.isPublic || !second.isPublic;
}
