import type { Clock } from '../../src/effects.ts';
import type { LabPlan } from './plan.ts';

/** The one time of a run in which no mirror is there. */
export interface Outage {
  /** Whether it came. */
  hasBegun(): boolean;
  /** One more request to any mirror; the one that fills the count sets the outage off. */
  countRequest(): void;
  isNow(): boolean;
  /** Called once, when it starts. */
  onStart(action: () => void): void;
}

export function createOutage(plan: LabPlan['outage'], clock: Clock): Outage {
  const actions: (() => void)[] = [];
  let requests = 0;
  let endsAtMs = Number.NEGATIVE_INFINITY;
  return {
    hasBegun: () => endsAtMs > Number.NEGATIVE_INFINITY,
    countRequest() {
      requests += 1;
      if (plan === undefined || requests !== plan.afterRequests) return;
      endsAtMs = clock.now() + plan.lastsMs;
      for (const action of actions) action();
    },
    isNow: () => clock.now() < endsAtMs,
    onStart: (action) => actions.push(action),
  };
}
