import type { Clock, Effects, Environment, Log } from '../effects.ts';

/** The real world. `log` comes from outside because the place of output decides how lines look. */
export function createEffects(log: Log, env: Environment): Effects {
  return {
    clock: systemClock,
    random: Math.random,
    log,
    env,
    platform: process.platform,
  };
}

const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
