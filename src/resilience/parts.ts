/** When and how the rest of a large body is fetched in several parts at once: lines limited per connection. */

/** Requests for one file at a time, the one it began with included. */
export const mostParts = 4;
/** A smaller rest is there before further requests have paid for themselves. */
const leastRestBytes = 16 * 1024 * 1024;
/** So long the first stream is watched, which tells its speed. */
const watchMs = 1_000;
/** A rest that would come sooner than this on its own is left to it: a fast line is not limited per connection. */
const leastSavedMs = 4_000;

export interface StreamSpeed {
  readonly receivedBytes: number;
  readonly elapsedMs: number;
  readonly restBytes: number;
}

export function isWorthParts({ receivedBytes, elapsedMs, restBytes }: StreamSpeed): boolean {
  return (
    restBytes > leastRestBytes &&
    elapsedMs >= watchMs &&
    restBytes * elapsedMs > leastSavedMs * receivedBytes
  );
}

/** Where the parts of the bytes from `fromBytes` to `totalBytes` end, in order; the last one is the file's own end. */
export function partEnds(fromBytes: number, totalBytes: number): readonly number[] {
  const restBytes = totalBytes - fromBytes;
  return Array.from(
    { length: mostParts },
    (_, index) => fromBytes + Math.floor((restBytes * (index + 1)) / mostParts),
  );
}
