import { expect, test } from '@jest/globals';
import { countOf, formatElapsed } from '../../src/action/wording.ts';

test.each([
  [0.2, '1ms'],
  [15, '15ms'],
  [1_234.4, '1.234s'],
  [10_492, '10.5s'],
  [130_049, '2m10s'],
])('%d ms are %s', (ms, text) => expect(formatElapsed(ms)).toBe(text));

test.each([
  [0, '0 modules'],
  [1, '1 module'],
  [2, '2 modules'],
])('%d is %s', (count, text) => expect(countOf(count, 'module')).toBe(text));
