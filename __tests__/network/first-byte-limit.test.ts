import { describe, expect, test } from '@jest/globals';
import { type FirstByteLimits, startFirstByteLimit } from '../../src/network/first-byte-limit.ts';
import { createFakeClock } from '../support/clock.ts';

async function stalledAfter(limits: FirstByteLimits): Promise<number[]> {
  const clock = createFakeClock();
  const stalls: number[] = [];
  startFirstByteLimit(clock, limits, (limitMs) => {
    expect(limitMs).toBe(clock.now());
    stalls.push(limitMs);
  });
  await clock.advance(60_000);
  return stalls;
}

const asked = (answers: (silentMs: number) => boolean) => ({ ms: 3_000, mayLeave: answers });

describe('a server that says nothing', () => {
  test.each<[string, FirstByteLimits, number]>([
    ['has its whole limit', { firstByteMs: 15_000 }, 15_000],
    [
      'has a short one where it may be left',
      { firstByteMs: 15_000, shortSilence: asked(() => true) },
      3_000,
    ],
    [
      'is left as soon as it may be',
      { firstByteMs: 15_000, shortSilence: asked((silentMs) => silentMs >= 6_500) },
      7_000,
    ],
    [
      'has its whole limit where it may not be left',
      { firstByteMs: 14_500, shortSilence: asked(() => false) },
      14_500,
    ],
    [
      'has no more than its limit where that is the shorter one',
      { firstByteMs: 2_000, shortSilence: asked(() => false) },
      2_000,
    ],
  ])('%s', async (_name, limits, expected) => {
    expect(await stalledAfter(limits)).toEqual([expected]);
  });

  test('that has spoken is not waited for any more', async () => {
    const clock = createFakeClock();
    const stalls: number[] = [];
    const cancel = startFirstByteLimit(
      clock,
      { firstByteMs: 15_000, shortSilence: asked(() => false) },
      (limitMs) => stalls.push(limitMs),
    );
    await clock.advance(4_500);
    cancel();
    await clock.advance(60_000);
    expect([stalls, clock.pendingDelays()]).toEqual([[], []]);
  });
});
