import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Cancel, Clock } from '../../src/effects.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /**
   * Moves time forward by `ms`. Actions that fall due run in order of time (equal times: in order of
   * scheduling), each at its own moment, and what they set off settles before the next one runs.
   * An action that throws rejects the promise; time then stays at that action's moment.
   */
  advance(ms: number): Promise<void>;
  /** Milliseconds until each scheduled action, shortest first. */
  pendingDelays(): number[];
}

/**
 * Turns of the event loop given to I/O. A request and its answer over loopback inside one process take
 * about five (connect, accept, read, read, close); file operations on the thread pool may take more, so
 * a test that needs one must await it and not the clock.
 */
const settlingTurns = 20;

/** Lets microtasks and loopback I/O already under way run to their end. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < settlingTurns; turn += 1) await nextTurn();
}

export function createFakeClock(startMs = 0): FakeClock {
  interface Scheduled {
    readonly dueMs: number;
    readonly action: () => void;
  }
  let nowMs = startMs;
  let isAdvancing = false;
  const scheduled = new Set<Scheduled>();

  const earliest = (): Scheduled | undefined => {
    let first: Scheduled | undefined;
    for (const entry of scheduled) {
      if (first === undefined || entry.dueMs < first.dueMs) first = entry;
    }
    return first;
  };

  const after = (delayMs: number, action: () => void): Cancel => {
    if (!Number.isFinite(delayMs)) throw new RangeError(`delay is not a number of ms: ${delayMs}`);
    const entry: Scheduled = { dueMs: nowMs + Math.max(0, delayMs), action };
    scheduled.add(entry);
    return () => {
      scheduled.delete(entry);
    };
  };

  const advance = async (ms: number): Promise<void> => {
    if (!(ms >= 0)) throw new RangeError(`time does not go back: ${ms}`);
    // Two walks at once would each run the other's actions at the wrong moment.
    if (isAdvancing) throw new Error('advance() is still running: await it first');
    isAdvancing = true;
    try {
      const targetMs = nowMs + ms;
      await settle();
      for (let next = earliest(); next && next.dueMs <= targetMs; next = earliest()) {
        scheduled.delete(next);
        nowMs = next.dueMs;
        next.action();
        await settle();
      }
      nowMs = targetMs;
    } finally {
      isAdvancing = false;
    }
  };

  return {
    now: () => nowMs,
    after,
    advance,
    pendingDelays: () => [...scheduled].map((entry) => entry.dueMs - nowMs).sort((a, b) => a - b),
  };
}

/** The machine's own time, for servers that really wait. A pending action alone keeps no process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
