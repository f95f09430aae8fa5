import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { indexSums, parseGoSum } from '../../src/module/gosum.ts';
import { moduleVersion } from './arbitraries.ts';

const hash = 'h1:lAFNVKdkpzA9iA8pSiXVTBpz7/7vMNjWqVJKv4yLSwM=';
const other = 'h1:ptPEfTbEhGaZgcNMdOQCzFG3gXyHWPYkQzHDVKkb8l8=';
const zip = { module: { path: 'x.org/m', version: 'v1.0.0' }, kind: 'zip', hash, file: 'go.sum' };

describe('lines go reads', () => {
  test.each([
    ['files of a module', `x.org/m v1.0.0 ${hash}\n`, [{ ...zip, line: 1 }]],
    ['its go.mod', `x.org/m v1.0.0/go.mod ${hash}\n`, [{ ...zip, kind: 'mod', line: 1 }]],
    ['no newline at the end', `x.org/m v1.0.0 ${hash}`, [{ ...zip, line: 1 }]],
    ['CRLF', `\r\nx.org/m v1.0.0 ${hash}\r\n`, [{ ...zip, line: 2 }]],
    ['tabs, spaces, blank lines', `\n \t\n  x.org/m\tv1.0.0  ${hash} \n`, [{ ...zip, line: 3 }]],
    ['white space of other scripts', `x.org/m\u00a0v1.0.0\u3000${hash}\n`, [{ ...zip, line: 1 }]],
    ['another kind of hash', `x.org/m v1.0.0 h2:abc\n`, []],
    [
      'the hash of an empty go.mod, written by an old bug',
      'x.org/m v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=\n',
      [],
    ],
    ['a path nobody can ask for', `../m v1.0.0 ${hash}\n`, []],
    ['a byte order mark before the path', `\ufeffx.org/m v1.0.0 ${hash}\n`, []],
    ['nothing', '', []],
  ])('%s', (_, text, lines) => {
    expect(parseGoSum(text, 'go.sum')).toEqual({ lines, problems: [] });
  });

  test('every malformed line is a problem, the others count', () => {
    const text = [
      '<<<<<<< HEAD',
      `x.org/m v1.0.0 ${hash}`,
      '=======',
      'x.org/m v1.0.0',
      `x.org/m v1.0.0 ${hash} more`,
      '>>>>>>> main',
    ].join('\n');
    const { lines, problems } = parseGoSum(text, 'sub/go.sum');
    expect(lines).toHaveLength(1);
    expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual(
      [1, 3, 4, 5, 6].map((line) => `sub/go.sum:${line}`),
    );
    expect(problems.filter(({ message }) => message.includes('merge conflict'))).toHaveLength(3);
  });
});

describe('the index', () => {
  const text = [
    `x.org/m v1.0.0 ${hash}`,
    `x.org/m v1.0.0/go.mod ${hash}`,
    `x.org/n v1.0.0/go.mod ${hash}`,
    `x.org/m v1.0.0 ${hash}`,
    `x.org/n v1.0.0/go.mod ${other}`,
  ].join('\n');
  const index = indexSums(parseGoSum(text, 'go.sum').lines);
  const m = { path: 'x.org/m', version: 'v1.0.0' };
  const n = { path: 'x.org/n', version: 'v1.0.0' };

  test('finds lines by module version and kind', () => {
    expect(index.find(m, 'zip').map(({ line }) => line)).toEqual([1, 4]);
    expect(index.find(n, 'mod').map(({ line }) => line)).toEqual([3, 5]);
    expect(index.find(n, 'zip')).toEqual([]);
  });

  test('names every module version once for each kind', () => {
    expect(index.zips).toEqual([m]);
    expect(index.mods).toEqual([m, n]);
  });

  test('repeated lines are no conflict, different hashes are', () => {
    expect(index.conflicts.map((lines) => lines.map(({ line }) => line))).toEqual([[3, 5]]);
  });
});

test('whatever is written is read back with its line', () => {
  const written = fc.record({
    module: moduleVersion,
    kind: fc.constantFrom('zip' as const, 'mod' as const),
    hash: fc.constantFrom(hash, other),
  });
  const lineBreak = fc.constantFrom('\n', '\r\n', '\n\n');
  fc.assert(
    fc.property(fc.array(written, { maxLength: 20 }), lineBreak, (lines, separator) => {
      const text = lines
        .map(({ module, kind, hash }) => {
          const file = kind === 'mod' ? '/go.mod' : '';
          return `${module.path} ${module.version}${file} ${hash}`;
        })
        .join(separator);
      const step = separator === '\n\n' ? 2 : 1;
      expect(parseGoSum(text, 'go.sum')).toEqual({
        lines: lines.map((line, index) => ({ ...line, file: 'go.sum', line: index * step + 1 })),
        problems: [],
      });
    }),
  );
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(() => indexSums(parseGoSum(text, 'go.sum').lines)).not.toThrow();
    }),
  );
});
