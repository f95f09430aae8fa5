import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  hedgeDelayMs,
  mayHedge,
  usualFirstByteMs,
  withFirstByte,
} from '../../src/resilience/hedge.ts';

const times = (count: number, ms: number) => Array<number>(count).fill(ms);

test.each<[string, readonly number[], number]>([
  ['nothing is known', [], 1_000],
  ['19 are known', times(19, 10), 1_000],
  ['a fast line', times(20, 10), 250],
  ['usual times', times(20, 400), 600],
  ['a slow line', times(20, 2_500), 3_000],
  ['one of twenty is far off', [...times(19, 400), 9_000], 600],
  ['two of twenty are far off', [...times(18, 400), 9_000, 9_000], 3_000],
])('the delay where %s', (_name, samples, delayMs) => {
  expect(hedgeDelayMs(usualFirstByteMs(samples))).toBe(delayMs);
});

test('only the last 200 count', () => {
  let samples: readonly number[] = times(500, 5_000);
  for (let i = 0; i < 200; i += 1) samples = withFirstByte(samples, 400);
  expect(samples).toHaveLength(200);
  expect(hedgeDelayMs(usualFirstByteMs(samples))).toBe(600);
});

test('the delay is never outside its bounds', () => {
  const sample = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 20, maxLength: 250 }), (samples) => {
      const delayMs = hedgeDelayMs(usualFirstByteMs(samples));
      expect(delayMs >= 250 && delayMs <= 3_000).toBe(true);
    }),
  );
});

test.each<[string, boolean, boolean, boolean]>([
  ['a public mirror beside a public one', true, true, true],
  ["the user's own beside a public one", true, false, true],
  ["the user's own beside the user's own", false, false, true],
  ["a public mirror beside the user's own", false, true, false],
])('%s: allowed or not', (_name, isFirstPublic, isSecondPublic, isAllowed) => {
  expect(mayHedge({ isPublic: isFirstPublic }, { isPublic: isSecondPublic })).toBe(isAllowed);
});
