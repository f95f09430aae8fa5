import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  afterAnswer,
  afterFailure,
  afterWrongBytes,
  isGivenUp,
  isQuarantined,
  type MirrorHealth,
  orderByHealth,
  unknownHealth,
} from '../../src/resilience/health.ts';

function order(healths: Record<string, MirrorHealth>): string[] {
  return orderByHealth(Object.keys(healths), (name) => healths[name] ?? unknownHealth);
}

const answering = (firstByteMs: number) => afterAnswer(unknownHealth, firstByteMs);
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

  test('is a permutation of what is not quarantined, whatever the healths are', () => {
    const health = fc.record({
      successes: fc.nat({ max: 3 }),
      failuresInRow: fc.nat({ max: 3 }),
      lastFailureAtMs: fc.nat(),
      firstByteMs: fc.option(fc.nat({ max: 5_000 }), { nil: undefined }),
      wrongModules: fc.constantFrom(new Set<string>(), new Set(['m']), new Set(['m', 'n'])),
    });
    fc.assert(
      fc.property(fc.array(health, { maxLength: 6 }), (healths) => {
        const ordered = orderByHealth(healths, (one) => one);
        const open = healths.filter((one) => !isQuarantined(one));
        expect(ordered).toHaveLength(open.length);
        expect(new Set(ordered)).toEqual(new Set(open));
      }),
    );
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
    let health = afterAnswer(failing(2), 50);
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
