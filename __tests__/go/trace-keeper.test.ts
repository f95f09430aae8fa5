import { expect, test } from '@jest/globals';
import { createTraceKeeper } from '../../src/go/trace-keeper.ts';

test('every line of a short trace has its time', () => {
  let nowMs = 1;
  const keeper = createTraceKeeper(() => nowMs);
  keeper.add('$ go mod download');
  nowMs = 1_234.5;
  keeper.add('# get https://a.example');
  expect(keeper.lines).toEqual(['0.001 $ go mod download', '1.234 # get https://a.example']);
});

test('of a long one the first and the last lines are kept, whole, below 1 MiB', () => {
  const keeper = createTraceKeeper(() => 0);
  const count = 100_000;
  for (let index = 0; index < count; index += 1) keeper.add(`line ${index} ${'x'.repeat(40)}`);
  const { lines } = keeper;
  expect(lines[0]).toMatch(/^0\.000 line 0 x{40}$/);
  expect(lines.at(-1)).toBe(`0.000 line ${count - 1} ${'x'.repeat(40)}`);
  const gaps = lines.filter((line) => line.startsWith('['));
  expect(gaps).toEqual([`[${count - (lines.length - 1)} lines are left out here]`]);
  expect(Buffer.byteLength(lines.join('\n'))).toBeLessThanOrEqual(1024 * 1024 + 100);
});

test('a line that is a whole page is counted, not cut: half of it could hold half of a secret', () => {
  const keeper = createTraceKeeper(() => 0);
  keeper.add('x'.repeat(10_000));
  expect(keeper.lines).toEqual(['0.000 [a line of 10000 characters]']);
});
