import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../src/module/duration.ts';

describe('durations', () => {
  test.each([
    ['90s', 90_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['+5s', 5000],
    ['.5s', 500],
    ['1.s', 1000],
    ['1h1m1s1ms', 3_661_001],
    ['30s1m', 90_000],
    ['1500us', 1.5],
    ['1500µs', 1.5],
    ['1500μs', 1.5],
    ['1ns', 1e-6],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)).toBeCloseTo(ms, 9);
  });

  test.each([
    ['empty', ''],
    ['a bare number', '90'],
    ['zero', '0'],
    ['zero seconds', '0s'],
    ['negative', '-5s'],
    ['no number', 's'],
    ['a lone point', '.s'],
    ['white space', '1m 30s'],
    ['an unknown unit', '1d'],
    ['upper case', '1S'],
    ['an exponent', '1e3s'],
    ['a word', 'Infinity'],
    ['more than Go can hold', '2562048h'],
    ['far more', `${'9'.repeat(400)}h`],
  ])('none: %s', (_, text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test.each([
    [0, '0s'],
    [0.4, '0s'],
    [250, '250ms'],
    [15_000, '15s'],
    [1500, '1.5s'],
    [90_000, '1m30s'],
    [90_250, '1m30.25s'],
    [3_600_000, '1h'],
    [5_400_000, '1h30m'],
    [3_605_000, '1h5s'],
  ])('%d ms is written %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('what is written is read back to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000_000 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBeCloseTo(ms, 6);
      }),
    );
  });
});
