import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  admits,
  type Breaker,
  breakerAfterAnswer,
  breakerAfterFailure,
  breakerAfterNoVerdict,
  breakerAfterRequest,
  closedBreaker,
} from '../../src/resilience/breaker.ts';
import {
  afterAnswer,
  afterFailure,
  type MirrorHealth,
  unknownHealth,
} from '../../src/resilience/health.ts';

const worked = afterAnswer(unknownHealth, 10, 0);

/** Failures one after the other, each of a request begun when the one before had failed. */
function failOneByOne(health: MirrorHealth, times: number): MirrorHealth {
  let after = health;
  for (let i = 0; i < times; i += 1) after = afterFailure(after, i * 10, i * 10 + 10);
  return after;
}

/** Requests that began together and ended one after the other. */
function endTogether(health: MirrorHealth, results: readonly boolean[], startedAtMs: number) {
  return results.reduce(
    (after, isAnswer, i) =>
      isAnswer
        ? afterAnswer(after, 10, startedAtMs)
        : afterFailure(after, startedAtMs, startedAtMs + 100 + i),
    health,
  );
}

const many = (isAnswer: boolean, times: number) => Array<boolean>(times).fill(isAnswer);
const opened: Breaker = { state: 'open', openings: 1, sinceMs: 0, untilMs: 15_000 };

describe('a closed breaker', () => {
  test.each<[string, MirrorHealth, Breaker['state']]>([
    ['stays at 4 failures in a row', failOneByOne(worked, 4), 'closed'],
    ['opens at the 5th', failOneByOne(worked, 5), 'open'],
    [
      'counts anew after an answer',
      failOneByOne(afterAnswer(failOneByOne(worked, 4), 10, 0), 4),
      'closed',
    ],
    ['of a mirror that never answered stays at 2', failOneByOne(unknownHealth, 2), 'closed'],
    ['of a mirror that never answered opens at 3', failOneByOne(unknownHealth, 3), 'open'],
    [
      'stays where 40 requests side by side fail at once',
      endTogether(worked, many(false, 40), 100),
      'closed',
    ],
  ])('%s', (_name, { breaker }, state) => {
    expect(breaker.state).toBe(state);
  });

  test.each<[string, boolean[], Breaker['state']]>([
    ['10 of the last 20 failed', [...many(true, 10), ...many(false, 10)], 'open'],
    ['9 of the last 20 failed', [...many(true, 11), ...many(false, 9)], 'closed'],
    ['all of the only 19 failed', many(false, 19), 'closed'],
    [
      'failures fell out of the last 20',
      [...many(false, 10), ...many(true, 20), ...many(false, 9)],
      'closed',
    ],
  ])('with one more failure, of a later request, where %s: %s', (_name, results, state) => {
    // A fresh row, so that the failures in a row say nothing here.
    const doubted = endTogether({ ...worked, breaker: closedBreaker }, results, 1_000);
    const { breaker } = afterFailure({ ...doubted, failuresInRow: 0 }, 5_000, 5_100);
    expect(breaker.state).toBe(state);
  });

  test('an answer to a later request takes the doubt away', () => {
    let health = endTogether(worked, [...many(true, 10), ...many(false, 10)], 1_000);
    health = endTogether(health, many(true, 1), 5_000);
    expect(afterFailure(health, 6_000, 6_100).breaker.state).toBe('closed');
  });
});

describe('an open breaker', () => {
  test.each<[number, boolean]>([
    [14_999, false],
    [15_000, true],
  ])('after %d ms lets a request through: %s', (nowMs, isAdmitted) => {
    expect(admits(opened, nowMs)).toBe(isAdmitted);
    expect(breakerAfterRequest(opened, nowMs).state).toBe(isAdmitted ? 'half-open' : 'open');
  });

  test('lets one request through and no second one beside it', () => {
    const halfOpen = breakerAfterRequest(opened, 15_000);
    expect(admits(halfOpen, 1e9)).toBe(false);
  });

  test('stays open 15 s, then twice as long each time, up to 120 s', () => {
    const openMs: number[] = [];
    let breaker: Breaker = failOneByOne(worked, 5).breaker;
    while (breaker.state === 'open' && openMs.length < 6) {
      const { untilMs, sinceMs } = breaker;
      openMs.push(untilMs - sinceMs);
      const probing = breakerAfterRequest(breaker, untilMs);
      breaker = breakerAfterFailure(probing, {
        startedAtMs: untilMs,
        nowMs: untilMs + 50,
        failuresInRow: 6,
        hasEverAnswered: true,
      });
    }
    expect(openMs).toEqual([15_000, 30_000, 60_000, 120_000, 120_000, 120_000]);
  });

  test.each<[string, Breaker, number, Breaker['state']]>([
    ['closes at an answer of its probe', breakerAfterRequest(opened, 20_000), 20_000, 'closed'],
    ['closes at the answer to a last resort', opened, 5_000, 'closed'],
    [
      'does not close at the answer to a request from before',
      { ...opened, sinceMs: 100 },
      50,
      'open',
    ],
  ])('%s', (_name, breaker, startedAtMs, state) => {
    expect(breakerAfterAnswer(breaker, startedAtMs).state).toBe(state);
  });

  test('a probe that ended without a verdict hands its turn on', () => {
    const halfOpen = breakerAfterRequest(opened, 20_000);
    const after = breakerAfterNoVerdict(halfOpen, 20_000, 21_000);
    expect(admits(after, 21_000)).toBe(true);
    expect(breakerAfterNoVerdict(halfOpen, 19_000, 21_000)).toBe(halfOpen);
  });
});

test('whatever happens, an open time is between 15 s and 120 s and ends', () => {
  const step = fc.record({
    kind: fc.constantFrom('request', 'answer', 'failure', 'no verdict'),
    afterMs: fc.nat({ max: 30_000 }),
    tookMs: fc.nat({ max: 20_000 }),
    failuresInRow: fc.nat({ max: 8 }),
    hasEverAnswered: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      let breaker = closedBreaker;
      let nowMs = 0;
      for (const { kind, afterMs, tookMs, ...facts } of steps) {
        nowMs += afterMs;
        const startedAtMs = nowMs - tookMs;
        const before = breaker;
        if (kind === 'request') breaker = breakerAfterRequest(breaker, nowMs);
        else if (kind === 'answer') breaker = breakerAfterAnswer(breaker, startedAtMs);
        else if (kind === 'failure') {
          breaker = breakerAfterFailure(breaker, { ...facts, startedAtMs, nowMs });
        } else breaker = breakerAfterNoVerdict(breaker, startedAtMs, nowMs);
        if (breaker.state !== 'open' || before.state === 'open') continue;
        const openMs = breaker.untilMs - nowMs;
        const isHandedOn = before.state === 'half-open' && before.openings === breaker.openings;
        expect(isHandedOn ? openMs === 0 : openMs >= 15_000 && openMs <= 120_000).toBe(true);
        expect(admits(breaker, breaker.untilMs)).toBe(true);
      }
    }),
  );
});
