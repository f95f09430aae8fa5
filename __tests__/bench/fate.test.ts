import { describe, expect, test } from '@jest/globals';
import { fateOf, isWrongModule } from '../../bench/lab/fate.ts';
import type { FaultShares } from '../../bench/lab/plan.ts';

const shares: FaultShares = {
  silence: 0.05,
  stall: 0.05,
  reset: 0.05,
  truncation: 0.05,
  serverError: 0.05,
  throttle: 0.05,
};

const many = Array.from({ length: 4_000 }, (_, index) => `example.com/m${index}/@v/v1.0.0.zip`);

describe('fateOf', () => {
  test('the same request meets the same fate', () => {
    for (const file of many.slice(0, 50)) {
      expect(fateOf(shares, 7, 1, file, 2)).toEqual(fateOf(shares, 7, 1, file, 2));
    }
  });

  test.each([
    ['seed', 8, 1, 1],
    ['mirror', 7, 2, 1],
    ['attempt', 7, 1, 2],
  ] as const)('another %s has other fates', (_, seed, mirror, attempt) => {
    const differing = many.filter(
      (file) =>
        fateOf(shares, seed, mirror, file, attempt).kind !== fateOf(shares, 7, 1, file, 1).kind,
    );
    expect(differing.length).toBeGreaterThan(many.length / 5);
  });

  test.each(['silence', 'stall', 'reset', 'truncation', 'server-error', 'throttle'] as const)(
    '%s has its share',
    (kind) => {
      const met = many.filter((file) => fateOf(shares, 1, 0, file, 1).kind === kind);
      expect(met.length / many.length).toBeGreaterThan(0.035);
      expect(met.length / many.length).toBeLessThan(0.065);
    },
  );

  test('without shares every request is served', () => {
    expect(new Set(many.map((file) => fateOf({}, 1, 0, file, 1).kind))).toEqual(
      new Set(['served']),
    );
  });

  test('a stall after headers sends nothing of the body', () => {
    expect(fateOf({ stallAfterHeaders: 1 }, 1, 0, 'x', 1)).toEqual({ kind: 'stall', at: 0 });
  });
});

test('a mirror is wrong about its share of modules, whatever is asked when', () => {
  const wrong = many.filter((module) => isWrongModule(0.05, 1, 0, module));
  expect(wrong.length / many.length).toBeGreaterThan(0.035);
  expect(wrong.length / many.length).toBeLessThan(0.065);
  expect(wrong.every((module) => isWrongModule(0.05, 1, 0, module))).toBe(true);
});
