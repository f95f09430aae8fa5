import type { Clock } from '../effects.ts';
import type { Body } from './body.ts';

/** More than this is cheaper to fetch over a new connection than to read to the end of. */
const mostDrainedBytes = 64 * 1024;
/** A new connection takes about as long. */
const mostDrainMs = 250;

/**
 * Gets rid of a body: reads the little that is left, so that the connection can serve the next request, or breaks it off.
 * Never throws; done within 250 ms.
 */
export async function discardBody(
  body: Body,
  contentLength: number | undefined,
  clock: Clock,
): Promise<void> {
  const left = contentLength === undefined ? undefined : contentLength - body.receivedBytes;
  const iterator = body[Symbol.asyncIterator]();
  if (left === undefined || left > mostDrainedBytes) {
    await iterator.return?.();
    return;
  }
  const cancel = clock.after(mostDrainMs, () => body.fail(undefined));
  try {
    while (!(await iterator.next()).done);
  } catch {
    // The answer was not wanted, and neither is what went wrong with it.
  } finally {
    cancel();
  }
}
