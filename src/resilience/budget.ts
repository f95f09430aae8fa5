/**
 * The retry budget of a run: a token bucket that bounds what faults add to the load on mirrors (design §6). Pure.
 */

const startTokens = 20;
const capTokens = 40;
const tokensPerSuccess = 0.2;
/** Once empty, it counts as empty until here, so that it does not change its mind at every success. */
const refilledTokens = 5;

export interface RetryBudget {
  readonly tokens: number;
  readonly isEmpty: boolean;
}

export const fullBudget: RetryBudget = { tokens: startTokens, isEmpty: false };

/** Further tries and hedges under way at once while the budget is empty; they are never refused. */
export const triesWhenEmpty = 3;

export function budgetAfterSuccess({ tokens, isEmpty }: RetryBudget): RetryBudget {
  const more = Math.min(capTokens, tokens + tokensPerSuccess);
  return { tokens: more, isEmpty: isEmpty && more < refilledTokens };
}

/** After `price` was taken; what is not there is not owed. */
export function budgetAfterSpending({ tokens, isEmpty }: RetryBudget, price: number): RetryBudget {
  const left = Math.max(0, tokens - price);
  return { tokens: left, isEmpty: isEmpty || left < 1 };
}

export const hedgePrice = 1;

export interface TryFacts {
  /** Nothing has been asked for this file before. */
  readonly isFirst: boolean;
  /** How the last try of this file on the same mirror ended; undefined where there was none. */
  readonly lastOnMirror: 'timeout' | 'other' | undefined;
  readonly isBreakerClosed: boolean;
}

/** What one more try costs. To change to a mirror in good standing is free: it adds no load where the fault is. */
export function priceOfTry({ isFirst, lastOnMirror, isBreakerClosed }: TryFacts): number {
  if (lastOnMirror === 'timeout') return 2;
  if (lastOnMirror === 'other') return 1;
  return isFirst || isBreakerClosed ? 0 : 1;
}
