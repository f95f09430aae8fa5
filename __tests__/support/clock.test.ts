import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sleep } from '../../src/effects.ts';
import { createFakeClock, settle, systemClock } from './clock.ts';
import { startMirror } from './mirror.ts';
import { seededRandom } from './random.ts';

describe('fake clock', () => {
  test('runs what falls due in order of time, each at its own moment', async () => {
    const delays = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(delays, fc.integer({ min: 0, max: 60 }), async (planned, ms) => {
        const clock = createFakeClock();
        const ran: number[] = [];
        for (const delay of planned) {
          clock.after(delay, () => {
            expect(clock.now()).toBe(delay);
            ran.push(delay);
          });
        }
        await clock.advance(ms);
        const inOrder = planned.toSorted((a, b) => a - b);
        expect(ran).toEqual(inOrder.filter((delay) => delay <= ms));
        expect(clock.now()).toBe(ms);
        expect(clock.pendingDelays()).toEqual(
          inOrder.filter((delay) => delay > ms).map((delay) => delay - ms),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('runs what a due action schedules within the same stretch', async () => {
    const clock = createFakeClock();
    const seen: number[] = [];
    const again = () => {
      seen.push(clock.now());
      clock.after(10, again);
    };
    clock.after(10, again);
    await clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
    expect(clock.pendingDelays()).toEqual([5]);
  });

  test('forgets what was cancelled', async () => {
    const clock = createFakeClock();
    const cancel = clock.after(1, () => expect('cancelled').toBe('not run'));
    cancel();
    cancel();
    expect(clock.pendingDelays()).toEqual([]);
    await clock.advance(5);
  });

  test('lets I/O of an earlier action settle before the next one', async () => {
    const clock = createFakeClock();
    const mirror = await startMirror();
    // A connection that stands, so that what settles is one exchange and no set-up.
    await (await fetch(`${mirror.url}/warm`)).text();
    const events: string[] = [];
    clock.after(1, () => void fetch(`${mirror.url}/x`).then(() => events.push('answered')));
    clock.after(2, () => events.push('next'));
    await clock.advance(2);
    await mirror.close();
    expect(events).toEqual(['answered', 'next']);
  });

  test('sleep() of the effects runs and aborts on it', async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const slept = sleep(clock, 10, controller.signal);
    const aborted = sleep(clock, 10_000, controller.signal);
    await clock.advance(10);
    await slept;
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    expect(clock.pendingDelays()).toEqual([]);
  });

  test('an action that throws rejects advance() at its moment', async () => {
    const clock = createFakeClock();
    clock.after(3, () => {
      throw new Error('boom');
    });
    await expect(clock.advance(5)).rejects.toThrow('boom');
    expect(clock.now()).toBe(3);
    await clock.advance(1);
  });

  test('refuses to be walked twice at a time, backwards, or by no number', async () => {
    const clock = createFakeClock();
    const walking = clock.advance(1);
    await expect(clock.advance(1)).rejects.toThrow('still running');
    await walking;
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
    expect(() => clock.after(Number.NaN, () => {})).toThrow(RangeError);
  });
});

test('the system clock runs and cancels', async () => {
  const before = systemClock.now();
  let isCancelledRun = false;
  systemClock.after(0, () => {
    isCancelledRun = true;
  })();
  // The timer is unreferenced; settle() keeps the loop turning until it fires.
  let hasRun = false;
  systemClock.after(0, () => {
    hasRun = true;
  });
  while (!hasRun) await settle();
  expect([isCancelledRun, systemClock.now() >= before]).toEqual([false, true]);
});

describe('seeded random', () => {
  test('repeats itself, differs by seed, stays in [0, 1)', () => {
    const draw = (seed: number) => Array.from({ length: 1_000 }, seededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const all = draw(3);
    expect(all.every((value) => value >= 0 && value < 1)).toBe(true);
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    expect(mean).toBeCloseTo(0.5, 1);
  });
});
