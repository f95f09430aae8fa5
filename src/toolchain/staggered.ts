import { type Clock, sleep } from '../effects.ts';

export interface StaggerOptions {
  readonly clock: Clock;
  /** How long an attempt is alone before the next one begins beside it. */
  readonly headStartMs: number;
  readonly signal: AbortSignal;
}

/**
 * Begins the attempts in order: the next one as soon as one has ended without a result, or after its head start. The first
 * result ends all others, and they are over when it is returned; undefined when there was none.
 * Rejects as soon as an attempt does, and with the signal's reason.
 */
export async function firstResult<T extends object>(
  attempts: readonly ((signal: AbortSignal) => Promise<T | undefined>)[],
  { clock, headStartMs, signal }: StaggerOptions,
): Promise<T | undefined> {
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const waiting = [...attempts];
  const running = new Map<object, Promise<{ readonly of: object; readonly result?: T }>>();
  try {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) {
        running.set(
          next,
          next(either).then((result) => ({ of: next, ...(result && { result }) })),
        );
      } else if (running.size === 0) {
        return undefined;
      }
      const ended = await endOrHeadStart([...running.values()], waiting.length > 0);
      if (ended?.result !== undefined) return ended.result;
      if (ended !== undefined) running.delete(ended.of);
    }
  } finally {
    ending.abort(new Error('another one was first'));
    await Promise.allSettled(running.values());
  }

  async function endOrHeadStart<E>(ends: Promise<E>[], isAnyWaiting: boolean) {
    if (!isAnyWaiting) return Promise.race(ends);
    const decided = new AbortController();
    const headStart = sleep(clock, headStartMs, AbortSignal.any([either, decided.signal]));
    try {
      return await Promise.race([...ends, headStart.then(() => undefined)]);
    } finally {
      decided.abort(new Error('an attempt has ended'));
    }
  }
}
