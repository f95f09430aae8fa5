import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  budgetAfterSpending,
  budgetAfterSuccess,
  fullBudget,
  priceOfTry,
  type RetryBudget,
  type TryFacts,
} from '../../src/resilience/budget.ts';

function repeat(budget: RetryBudget, times: number, step: (budget: RetryBudget) => RetryBudget) {
  let after = budget;
  for (let i = 0; i < times; i += 1) after = step(after);
  return after;
}
const spendOne = (budget: RetryBudget) => budgetAfterSpending(budget, 1);

test.each<[string, TryFacts, number]>([
  ['the first try', { isFirst: true, lastOnMirror: undefined, isBreakerClosed: true }, 0],
  [
    'the first try on the last mirror, shut',
    { isFirst: true, lastOnMirror: undefined, isBreakerClosed: false },
    0,
  ],
  ['failover to a mirror', { isFirst: false, lastOnMirror: undefined, isBreakerClosed: true }, 0],
  [
    'failover to a mirror that is shut',
    { isFirst: false, lastOnMirror: undefined, isBreakerClosed: false },
    1,
  ],
  [
    'a further try on the same mirror',
    { isFirst: false, lastOnMirror: 'other', isBreakerClosed: true },
    1,
  ],
  [
    'a further try after a timeout',
    { isFirst: false, lastOnMirror: 'timeout', isBreakerClosed: true },
    2,
  ],
])('%s costs its price', (_name, facts, price) => {
  expect(priceOfTry(facts)).toBe(price);
});

test('20 further tries empty it', () => {
  expect(repeat(fullBudget, 19, spendOne).isEmpty).toBe(false);
  expect(repeat(fullBudget, 20, spendOne).isEmpty).toBe(true);
});

test('5 successes pay for one further try', () => {
  const after = repeat(spendOne(fullBudget), 5, budgetAfterSuccess);
  expect(after.tokens).toBeCloseTo(fullBudget.tokens);
});

test('it holds 40 tokens and no more', () => {
  expect(repeat(fullBudget, 1_000, budgetAfterSuccess).tokens).toBe(40);
});

test('empty stays empty until 25 successes have come in', () => {
  const empty = repeat(fullBudget, 20, spendOne);
  expect(repeat(empty, 24, budgetAfterSuccess).isEmpty).toBe(true);
  expect(repeat(empty, 26, budgetAfterSuccess).isEmpty).toBe(false);
});

test('what is spent while not empty is bounded by 20 tokens, one overdraft each time, and a fifth of the successes', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1, 2), { maxLength: 400 }), (steps) => {
      let budget = fullBudget;
      let spent = 0;
      let successes = 0;
      let emptied = 0;
      for (const step of steps) {
        if (step === 0) {
          successes += 1;
          budget = budgetAfterSuccess(budget);
        } else if (!budget.isEmpty) {
          spent += step;
          budget = budgetAfterSpending(budget, step);
          if (budget.isEmpty) emptied += 1;
        }
        expect(budget.tokens).toBeGreaterThanOrEqual(0);
        expect(spent).toBeLessThanOrEqual(20 + 0.2 * successes + emptied + 1e-9);
      }
    }),
  );
});
