import type { Clock } from '../../../src/effects.ts';

/** For tests that wait for real processes. */
export const realClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};
