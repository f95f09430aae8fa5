import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backoffDelayMs, parseRetryAfter } from '../../src/resilience/backoff.ts';

describe('backoff after a full pass', () => {
  test.each([
    ['first pass, highest draw', 0, 0.999, 499],
    ['second pass, highest draw', 1, 0.999, 999],
    ['cap of eight seconds', 9, 0.999, 7_992],
    ['lowest draw never becomes a tight loop', 5, 0, 100],
    ['a pass number beyond any exponent stays capped', 5_000, 0.5, 4_000],
  ])('%s', (_name, pass, draw, expected) => {
    expect(backoffDelayMs(pass, () => draw)).toBe(expected);
  });

  test('stays within floor and cap for every pass and draw', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 0.999999, noNaN: true }), (pass, draw) => {
        const delay = backoffDelayMs(pass, () => draw);
        expect(delay).toBeGreaterThanOrEqual(100);
        expect(delay).toBeLessThanOrEqual(8_000);
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.parse('Fri, 20 Nov 2026 10:00:00 GMT');
  test.each([
    ['seconds', '7', 7_000],
    ['zero', '0', 0],
    ['an HTTP date ahead', 'Fri, 20 Nov 2026 10:00:05 GMT', 5_000],
    ['an HTTP date gone by', 'Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ['a negative number is no answer', '-5', undefined],
    ['a fraction is no answer', '1.5', undefined],
    ['words are no answer', 'soon', undefined],
    ['nothing is no answer', '', undefined],
  ])('%s', (_name, value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
