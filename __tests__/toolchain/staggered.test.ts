import { describe, expect, test } from '@jest/globals';
import { firstResult } from '../../src/toolchain/staggered.ts';
import { createFakeClock, settle } from '../support/clock.ts';

interface Attempt {
  readonly end: (result?: { readonly by: number }) => void;
  readonly fail: (reason: Error) => void;
  readonly signal: AbortSignal;
}

/** Attempts that end when the test says so, or when they are aborted. */
function play(count: number) {
  const begun: Attempt[] = [];
  const ending = new AbortController();
  const clock = createFakeClock();
  const attempts = Array.from({ length: count }, () => (signal: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ by: number } | undefined>();
    signal.addEventListener('abort', () => reject(signal.reason));
    begun.push({ end: resolve, fail: reject, signal });
    return promise;
  });
  const result = firstResult(attempts, { clock, headStartMs: 2_000, signal: ending.signal });
  result.catch(() => {});
  return { begun, clock, result, abort: (reason: Error) => ending.abort(reason) };
}

test('one attempt is alone until it has had its head start', async () => {
  const { begun, clock, result } = play(3);
  await clock.advance(1_999);
  expect(begun).toHaveLength(1);
  await clock.advance(1);
  expect(begun).toHaveLength(2);
  await clock.advance(2_000);
  expect(begun).toHaveLength(3);
  expect(clock.pendingDelays()).toEqual([]);
  begun[1]?.end({ by: 1 });
  expect(await result).toEqual({ by: 1 });
  expect(begun.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
});

test('the next one begins at once when one ends without a result', async () => {
  const { begun, clock, result } = play(2);
  begun[0]?.end();
  await settle();
  expect(begun).toHaveLength(2);
  begun[1]?.end({ by: 1 });
  expect(await result).toEqual({ by: 1 });
  expect(clock.pendingDelays()).toEqual([]);
});

test('the head start of the next one begins anew', async () => {
  const { begun, clock } = play(3);
  await clock.advance(1_000);
  begun[0]?.end();
  await settle();
  await clock.advance(1_999);
  expect(begun).toHaveLength(2);
  await clock.advance(1);
  expect(begun).toHaveLength(3);
});

test.each([0, 1, 3])('none of %i had a result', async (count) => {
  const { begun, result } = play(count);
  for (let at = 0; at < count; at += 1) {
    begun[at]?.end();
    await settle();
  }
  expect(await result).toBeUndefined();
});

describe('all are ended and waited for', () => {
  test('when one breaks off', async () => {
    const { begun, clock, result } = play(3);
    await clock.advance(2_000);
    begun[0]?.fail(new Error('disk full'));
    await expect(result).rejects.toThrow('disk full');
    expect(begun[1]?.signal.aborted).toBe(true);
    expect(begun).toHaveLength(2);
    expect(clock.pendingDelays()).toEqual([]);
  });

  test('when nobody wants a result any more', async () => {
    const { begun, clock, result, abort } = play(3);
    await clock.advance(2_000);
    abort(new Error('enough'));
    await expect(result).rejects.toThrow('enough');
    expect(begun).toHaveLength(2);
    expect(clock.pendingDelays()).toEqual([]);
  });
});
