/**
 * Runs `work` for every item, at most `limit` at a time, and waits for all that were started. The first error, or the
 * reason of the aborted signal, stops the start of further ones and is thrown.
 */
export async function forEachParallel<T>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const pending = items.values();
  let isStopped = false;
  const runner = async () => {
    for (const item of pending) {
      if (isStopped) return;
      try {
        signal.throwIfAborted();
        await work(item);
      } catch (error) {
        isStopped = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(
    Array.from({ length: Math.min(limit, items.length) }, runner),
  );
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
  }
}
