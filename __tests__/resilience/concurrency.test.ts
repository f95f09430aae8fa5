import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Failure } from '../../src/failure.ts';
import {
  afterRequest,
  initialLimit,
  type LoadSign,
  loadSign,
  type MirrorLimit,
  shareOfForeseen,
} from '../../src/resilience/concurrency.ts';

/** Requests one after the other, each a millisecond long, the first one at `fromMs`. */
function through(start: MirrorLimit, signs: readonly LoadSign[], fromMs = 0): MirrorLimit {
  return signs.reduce(
    (state, sign, index) => afterRequest(state, sign, fromMs + 2 * index, fromMs + 2 * index + 1),
    start,
  );
}

const many = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('what a failure tells of the load', () => {
  test.each<[string, Failure, LoadSign]>([
    ['a file that is not there', { class: 'http-not-found', detail: '' }, 'answer'],
    ['429', { class: 'http-throttled', status: 429, detail: '' }, 'throttled'],
    ['503 with Retry-After', { class: 'http-throttled', status: 503, detail: '' }, 'throttled'],
    ['503', { class: 'http-server', status: 503, detail: '' }, 'overload'],
    ['500', { class: 'http-server', status: 500, detail: '' }, 'nothing'],
    ['silence', { class: 'stall', phase: 'headers', detail: '' }, 'overload'],
    ['no connection in time', { class: 'connect-timeout', detail: '' }, 'overload'],
    ['a reset', { class: 'connection-reset', detail: '' }, 'nothing'],
    ['the end of the run', { class: 'cancelled', detail: '' }, 'nothing'],
  ])('%s', (_name, failure, sign) => {
    expect(loadSign(failure)).toBe(sign);
  });
});

describe('the limit of a mirror', () => {
  test.each<[string, number, readonly LoadSign[], number]>([
    ['begins at 48', 64, [], 48],
    ['begins at what the user allows', 10, [], 10],
    ['is halved by a throttled request', 64, ['throttled'], 24],
    ['is halved again by a later one', 64, ['throttled', 'throttled'], 12],
    ['is never below one', 1, ['throttled'], 1],
    ['grows by one after 20 answers', 64, ['throttled', ...many(20, 'answer' as const)], 25],
    ['does not grow after 19', 64, ['throttled', ...many(19, 'answer' as const)], 24],
    ['does not grow above what it began with', 64, many(200, 'answer'), 48],
    ['is not touched by one time-out', 64, ['overload'], 48],
    ['is halved by three without an answer', 64, many(3, 'overload'), 24],
    [
      'is not touched by time-outs among more answers',
      64,
      [...many(6, 'answer' as const), ...many(5, 'overload' as const)],
      48,
    ],
    [
      'is halved by as many time-outs as answers',
      64,
      [...many(6, 'answer' as const), ...many(6, 'overload' as const)],
      24,
    ],
    ['is not touched by anything else', 64, many(50, 'nothing'), 48],
  ])('%s', (_name, inFlight, signs, limit) => {
    expect(through(initialLimit(inFlight), signs).limit).toBe(limit);
  });

  test.each<[string, LoadSign]>([
    ['refused', 'throttled'],
    ['timed out', 'overload'],
  ])('one burst of requests that are %s is one cut', (_name, sign) => {
    let state = through(initialLimit(64), many(3, 'overload'), 0);
    const started = 3;
    for (let end = 10; end < 58; end += 1) state = afterRequest(state, sign, started, end);
    expect(state.limit).toBe(24);
  });

  const anySign = fc.constantFrom<LoadSign>('answer', 'throttled', 'overload', 'nothing');

  test('stays between one and its most, and moves by one step at a time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.array(fc.record({ sign: anySign, startMs: fc.nat(1_000), tookMs: fc.nat(1_000) })),
        (inFlight, requests) => {
          let state = initialLimit(inFlight);
          for (const { sign, startMs, tookMs } of requests) {
            const before = state;
            state = afterRequest(before, sign, startMs, startMs + tookMs);
            expect(state.limit).toBeGreaterThanOrEqual(1);
            expect(state.limit).toBeLessThanOrEqual(Math.min(inFlight, 48));
            expect([
              before.limit,
              before.limit + 1,
              Math.max(1, Math.floor(before.limit / 2)),
            ]).toContain(state.limit);
          }
        },
      ),
    );
  });

  test('is whole again after enough answers, whatever was before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.array(anySign), (inFlight, signs) => {
        const healed = through(
          through(initialLimit(inFlight), signs),
          many(20 * 48, 'answer'),
          1e6,
        );
        expect(healed.limit).toBe(Math.min(inFlight, 48));
      }),
    );
  });
});

test('something is always left for what go asks for, where there is more than one', () => {
  for (let limit = 1; limit <= 64; limit += 1) {
    const share = shareOfForeseen(limit);
    expect(share).toBeGreaterThanOrEqual(1);
    expect(share).toBeLessThanOrEqual(Math.max(1, limit - 1));
  }
});
