import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isWorthParts, mostParts, partEnds } from '../../src/resilience/parts.ts';

const mebibyte = 1024 * 1024;

test.each<[string, number, number, number, boolean]>([
  ['2 MiB/s, 100 MiB to go', 4 * mebibyte, 2_000, 100 * mebibyte, true],
  ['the same, just begun', mebibyte, 999, 100 * mebibyte, false],
  ['100 MiB/s: there in a second', 100 * mebibyte, 1_000, 100 * mebibyte, false],
  ['exactly four seconds to go', 5 * mebibyte, 1_000, 20 * mebibyte, false],
  ['slow, but 16 MiB are not much', mebibyte, 2_000, 16 * mebibyte, false],
  ['slow, and a byte more', mebibyte, 2_000, 16 * mebibyte + 1, true],
])('%s', (_name, receivedBytes, elapsedMs, restBytes, expected) => {
  expect(isWorthParts({ receivedBytes, elapsedMs, restBytes })).toBe(expected);
});

test('parts cover the rest, in order and without a gap', () => {
  const sizes = fc.tuple(fc.nat(2 ** 30), fc.integer({ min: 16 * mebibyte, max: 2 ** 30 }));
  fc.assert(
    fc.property(sizes, ([from, rest]) => {
      const ends = partEnds(from, from + rest);
      expect(ends).toHaveLength(mostParts);
      expect(ends.at(-1)).toBe(from + rest);
      const lengths = ends.map((end, index) => end - (ends[index - 1] ?? from));
      for (const length of lengths) expect(Math.abs(length - rest / mostParts)).toBeLessThan(1);
    }),
  );
});
