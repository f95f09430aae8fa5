import { expect, test } from '@jest/globals';
import { limitsFor } from '../../src/resilience/profiles.ts';
import { exchangeLimits, outageProbeLimits } from '../../src/upstream/timing.ts';

const limits = limitsFor('public');
const mayLeave = () => true;

test('the last try has all the time there is', () => {
  expect(exchangeLimits(limits, { isLastTry: true, mayLeave })).toEqual({
    connectMs: 10_000,
    firstByteMs: 30_000,
    stallMs: 15_000,
  });
  expect(exchangeLimits(limits, { isLastTry: false, mayLeave })).toEqual({
    connectMs: 10_000,
    firstByteMs: 15_000,
    shortSilence: { ms: 3_000, mayLeave },
    stallMs: 15_000,
  });
});

test.each<[number, number]>([
  [0, 3_000],
  [1, 6_000],
  [2, 12_000],
  [3, 15_000],
  [1_000_000, 15_000],
])('a probe in round %d of an outage waits for %d ms', (round, expected) => {
  expect(outageProbeLimits(limits, round)).toEqual({
    connectMs: 10_000,
    firstByteMs: expected,
    stallMs: expected,
  });
});
