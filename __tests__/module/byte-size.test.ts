import { expect, test } from '@jest/globals';
import { parseByteSize } from '../../src/module/byte-size.ts';

test.each([
  ['1', 1],
  ['1000000', 1_000_000],
  ['1B', 1],
  ['500MB', 500_000_000],
  ['500 mb', 500_000_000],
  ['2GB', 2_000_000_000],
  ['1TB', 1_000_000_000_000],
  ['1.5GiB', 1_610_612_736],
  ['4KiB', 4096],
  ['1.9', 1],
])('%s', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});

test.each([
  ['empty', ''],
  ['nothing', '0'],
  ['less than a byte', '0.5'],
  ['negative', '-1GB'],
  ['a sign', '+1GB'],
  ['no number', 'GB'],
  ['a lone point', '.5GB'],
  ['two spaces', '2  GB'],
  ['an unknown unit', '2G'],
  ['a name every object has', '2constructor'],
  ['an exponent', '1e9'],
  ['a percentage', '50%'],
  ['more than a number holds exactly', '9007199254740993'],
  ['far more', `${'9'.repeat(400)}TB`],
])('none: %s', (_, text) => {
  expect(parseByteSize(text)).toBeUndefined();
});
