import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Breaker, closedBreaker } from '../../src/resilience/breaker.ts';
import {
  afterAnswer,
  afterFailure,
  afterLostRace,
  afterRequest,
  afterWrongBytes,
  isGivenUp,
  isQuarantined,
  type MirrorHealth,
  orderByHealth,
  unknownHealth,
  usable,
} from '../../src/resilience/health.ts';

const nowMs = 1_000;

function order(healths: Record<string, MirrorHealth>): string[] {
  return orderByHealth(Object.keys(healths), (name) => healths[name] ?? unknownHealth, nowMs);
}

const answering = (firstByteMs: number) => afterAnswer(unknownHealth, firstByteMs, 0);
const failing = (times: number) => {
  let health = unknownHealth;
  for (let i = 0; i < times; i += 1) health = afterFailure(health, i * 10, i * 10 + 5);
  return health;
};

describe('order of mirrors', () => {
  test.each<[string, Record<string, MirrorHealth>, string[]]>([
    ["unknown mirrors keep the user's order", { a: unknownHealth, b: unknownHealth }, ['a', 'b']],
    [
      'a failing mirror goes behind one that works',
      { a: failing(1), b: answering(400) },
      ['b', 'a'],
    ],
    ['fewer failures first', { a: failing(3), b: failing(1), c: failing(2) }, ['b', 'c', 'a']],
    ['somewhat slower keeps its place', { a: answering(900), b: answering(420) }, ['a', 'b']],
    [
      'twice as slow but saving little keeps its place',
      { a: answering(600), b: answering(200) },
      ['a', 'b'],
    ],
    ['much slower loses its place', { a: answering(1_500), b: answering(200) }, ['b', 'a']],
    [
      'a mirror that has not answered yet goes behind one that has',
      { a: unknownHealth, b: answering(20) },
      ['b', 'a'],
    ],
  ])('%s', (_name, healths, expected) => {
    expect(order(healths)).toEqual(expected);
  });

  test.each<[string, MirrorHealth, number, string[]]>([
    [
      'a mirror that worked and failed has its place back for one request after 15 s',
      afterFailure(answering(10), 0, 1_000),
      16_000,
      ['a', 'b'],
    ],
    ['not before', afterFailure(answering(10), 0, 1_000), 15_999, ['b', 'a']],
    [
      'and not while that request is under way',
      afterRequest(afterFailure(answering(10), 0, 1_000), 16_000),
      16_001,
      ['b', 'a'],
    ],
    ['one that never answered has none', failing(1), 1e6, ['b', 'a']],
  ])('%s', (_name, a, atMs, expected) => {
    const healths: Record<string, MirrorHealth> = { a, b: answering(20) };
    const ordered = orderByHealth(['a', 'b'], (name) => healths[name] ?? unknownHealth, atMs);
    expect(ordered).toEqual(expected);
  });

  test('a mirror whose breaker is open goes last, however fast it was', () => {
    let shut = answering(1);
    for (let i = 1; i <= 5; i += 1) shut = afterFailure(shut, i * 10, i * 10 + 5);
    expect(order({ a: shut, b: failing(2) })).toEqual(['b', 'a']);
    expect(order({ a: failing(2), b: shut })).toEqual(['a', 'b']);
    // Half of its last requests failed, none of them in a row.
    const doubted: MirrorHealth = {
      ...answering(1),
      breaker: { state: 'open', openings: 1, sinceMs: 0, untilMs: 2_000 },
    };
    expect(order({ a: doubted, b: failing(2) })).toEqual(['b', 'a']);
  });

  test('mirrors whose breaker is open are asked where no other is left', () => {
    const shut = failing(3);
    const usableOf = (healths: Record<string, MirrorHealth>) =>
      usable(Object.keys(healths), (name) => healths[name] ?? unknownHealth, nowMs);
    expect(usableOf({ a: shut, b: failing(1) })).toEqual(['b']);
    expect(usableOf({ a: shut, b: shut })).toEqual(['a', 'b']);
  });

  test('is a permutation of what is not quarantined, whatever the healths are', () => {
    const health = fc.record({
      successes: fc.nat({ max: 3 }),
      failuresInRow: fc.nat({ max: 3 }),
      lastFailureAtMs: fc.nat(),
      lastTrialAtMs: fc.nat(),
      breaker: fc.constantFrom<Breaker>(
        closedBreaker,
        { state: 'open', openings: 1, sinceMs: 0, untilMs: 2_000 },
        { state: 'open', openings: 1, sinceMs: 0, untilMs: 500 },
        { state: 'half-open', openings: 1, sinceMs: 0, probeStartedAtMs: 900 },
      ),
      firstByteMs: fc.option(fc.nat({ max: 5_000 }), { nil: undefined }),
      wrongModules: fc.constantFrom(new Set<string>(), new Set(['m']), new Set(['m', 'n'])),
    });
    fc.assert(
      fc.property(fc.array(health, { maxLength: 6 }), (healths) => {
        const ordered = orderByHealth(healths, (one) => one, nowMs);
        const open = healths.filter((one) => !isQuarantined(one));
        expect(ordered).toHaveLength(open.length);
        expect(new Set(ordered)).toEqual(new Set(open));
        // Never are all shut out.
        expect(usable(healths, (one) => one, nowMs).length > 0).toBe(healths.length > 0);
      }),
    );
  });
});

describe('lost races', () => {
  test('a single one costs no place, a mirror that has fallen silent loses it before the budget is gone', () => {
    const other = answering(5);
    let silent = afterLostRace(answering(5), 250);
    expect(order({ a: silent, b: other })).toEqual(['a', 'b']);
    let losses = 1;
    while (order({ a: silent, b: other })[0] === 'a') {
      silent = afterLostRace(silent, 250);
      losses += 1;
    }
    expect(losses).toBeLessThan(20);
    expect([silent.failuresInRow, silent.breaker.state]).toEqual([0, 'closed']);
  });

  test('a wait shorter than what is usual is no news', () => {
    let health = answering(20_000);
    health = afterLostRace(health, 300);
    expect(health.firstByteMs).toBe(20_000);
  });
});

describe('failures in a row', () => {
  test('requests that failed side by side count once', () => {
    let health = afterFailure(unknownHealth, 0, 100);
    health = afterFailure(health, 5, 101);
    health = afterFailure(health, 99, 102);
    expect(health.failuresInRow).toBe(1);
  });

  test('a request begun after the last failure counts again', () => {
    const health = afterFailure(afterFailure(unknownHealth, 0, 100), 100, 200);
    expect(health.failuresInRow).toBe(2);
    expect(isGivenUp(health)).toBe(true);
  });

  test('an answer ends the row, and a mirror that ever answered is never given up', () => {
    let health = afterAnswer(failing(2), 50, 100);
    expect(health.failuresInRow).toBe(0);
    for (let at = 1_000; at < 10_000; at += 1_000) health = afterFailure(health, at, at + 1);
    expect(isGivenUp(health)).toBe(false);
  });
});

test('two modules with wrong bytes quarantine a mirror, one module twice does not', () => {
  const once = afterWrongBytes(afterWrongBytes(unknownHealth, 'm@v1.0.0'), 'm@v1.0.0');
  expect(isQuarantined(once)).toBe(false);
  expect(isQuarantined(afterWrongBytes(once, 'n@v1.0.0'))).toBe(true);
});
