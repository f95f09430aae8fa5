import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLineSplitter, createTail } from '../../src/process/lines.ts';

function split(chunks: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.write(Buffer.from(chunk));
  splitter.end();
  return lines;
}

describe('createLineSplitter', () => {
  test('gives the same lines however the bytes are cut', () => {
    const text = fc.array(fc.string({ unit: 'grapheme' }).map((s) => s.replace(/[\r\n]/g, '')));
    fc.assert(
      fc.property(text, fc.nat(7), (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const chunks: Buffer[] = [];
        for (let from = 0; from < bytes.length; from += size + 1) {
          chunks.push(bytes.subarray(from, from + size + 1));
        }
        expect(split(chunks)).toEqual(lines);
      }),
    );
  });

  test('takes line ends of Windows and a last line without one', () => {
    expect(split([Buffer.from('one\r\ntwo')])).toEqual(['one', 'two']);
  });

  test('cuts a line that does not end', () => {
    const lines = split([...Array(100).fill(Buffer.alloc(10_000, 'x')), Buffer.from('\nnext\n')]);
    expect(lines.map((line) => line.length)).toEqual([65_536, 4]);
  });
});

test('createTail keeps the last lines', () => {
  const tail = createTail(8);
  for (const line of ['one', 'two', 'six']) tail.add(line);
  expect(tail.toString()).toBe('two\nsix\n');
});
