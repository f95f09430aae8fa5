import { expect, test } from '@jest/globals';
import {
  type LimitOverrides,
  limitsFor,
  type Profile,
  profiles,
} from '../../src/resilience/profiles.ts';

test.each<[Profile, number[]]>([
  ['intranet', [5_000, 10_000, 10_000, 10_000, 2, 600_000]],
  ['public', [10_000, 15_000, 30_000, 15_000, 5, 900_000]],
  ['cross-border', [15_000, 30_000, 30_000, 30_000, 8, 1_800_000]],
])('%s has the numbers of the design', (profile, numbers) => {
  const { connectMs, firstByteMs, lastFirstByteMs, stallMs, retries, deadlineMs } =
    limitsFor(profile);
  expect([connectMs, firstByteMs, lastFirstByteMs, stallMs, retries, deadlineMs]).toEqual(numbers);
});

test.each<[string, LimitOverrides, object]>([
  [
    'one limit leaves the others alone',
    { connectMs: 1 },
    { connectMs: 1, stallMs: 15_000, retries: 5 },
  ],
  ['no retries at all', { retries: 0 }, { retries: 0 }],
  [
    'a short stall limit keeps the first byte',
    { stallMs: 1_000 },
    { stallMs: 1_000, firstByteMs: 15_000, lastFirstByteMs: 30_000 },
  ],
  [
    'a long stall limit extends the first byte',
    { stallMs: 45_000 },
    { stallMs: 45_000, firstByteMs: 45_000, lastFirstByteMs: 45_000 },
  ],
  [
    'a somewhat longer one keeps the last try',
    { stallMs: 20_000 },
    { firstByteMs: 20_000, lastFirstByteMs: 30_000 },
  ],
  ['undefined is the profile', { deadlineMs: undefined }, { deadlineMs: 900_000 }],
])('%s', (_, overrides, expected) => {
  expect(limitsFor('public', overrides)).toMatchObject(expected);
});

test.each(profiles)('in %s the last try waits no shorter than the others', (profile) => {
  const { firstByteMs, lastFirstByteMs } = limitsFor(profile);
  expect(lastFirstByteMs).toBeGreaterThanOrEqual(firstByteMs);
});
