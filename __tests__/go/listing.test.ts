import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDownloadJson, parseListJson } from '../../src/go/download-json.ts';
import { parseJsonStream } from '../../src/go/json-stream.ts';

const a = { Path: 'example.com/a', Version: 'v1.0.0', Dir: '/cache/a', Sum: 'h1:A=' };
const b = { Path: 'example.com/b', Version: 'v1.0.0', Error: 'reading x: 404 Not Found' };

const print = (...values: object[]) =>
  values.map((value) => `${JSON.stringify(value, null, '\t')}\n`).join('');

describe('parseJsonStream', () => {
  test('gives back what was printed, with any text between the objects', () => {
    const separator = fc.stringMatching(/^[^{}"]*$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.dictionary(fc.string(), fc.json()), separator)), (parts) => {
        const text = parts.map(([value, between]) => JSON.stringify(value) + between).join('');
        const expected = parts.map(([value]) => JSON.parse(JSON.stringify(value)));
        expect(parseJsonStream(text)).toEqual(expected);
      }),
    );
  });

  test('a stream cut at any byte gives the objects before the cut', () => {
    const text = print(a, b);
    const first = print(a).length;
    for (let end = 0; end < text.length - 1; end += 1) {
      expect(parseJsonStream(text.slice(0, end))).toHaveLength(end < first - 1 ? 0 : 1);
    }
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}"\\a,:1 ') }), (text) => {
        parseJsonStream(text);
      }),
    );
  });
});

describe('parseDownloadJson', () => {
  test('tells modules from errors', () => {
    expect(parseDownloadJson(print(a, b))).toEqual({
      modules: [{ path: 'example.com/a', version: 'v1.0.0', dir: '/cache/a', sum: 'h1:A=' }],
      errors: [{ module: 'example.com/b@v1.0.0', text: 'reading x: 404 Not Found' }],
    });
  });

  test('objects without a module are no modules', () => {
    expect(parseDownloadJson(print({}, { Path: 1, Version: 2 }))).toEqual({
      modules: [],
      errors: [],
    });
  });
});

describe('parseListJson', () => {
  test('names each module once and no directories', () => {
    const text = print(
      { Module: a },
      { Module: a },
      { Module: { Path: 'example.com/app', Main: true, Dir: '/src' } },
      { Module: { ...b, Replace: { Path: '../b', Dir: '/b' } } },
      { ImportPath: 'fmt' },
    );
    expect(parseListJson(text).modules.map((m) => m.path)).toEqual(['example.com/a']);
  });

  test('a replacement stands in for what it replaces', () => {
    const Replace = { Path: 'example.com/fork', Version: 'v1.2.0', Dir: '/cache/fork' };
    expect(parseListJson(print({ Module: { ...a, Replace } })).modules).toEqual([
      { path: 'example.com/fork', version: 'v1.2.0', dir: '/cache/fork' },
    ]);
  });

  test('a module that could not be downloaded has no directory and is an error', () => {
    const text = print(
      { Module: { Path: a.Path, Version: a.Version }, Error: { Err: 'unexpected EOF' } },
      { Module: { Path: a.Path, Version: a.Version }, Error: { Err: 'unexpected EOF' } },
    );
    expect(parseListJson(text)).toEqual({
      modules: [],
      errors: [{ module: 'example.com/a@v1.0.0', text: 'unexpected EOF' }],
    });
  });
});
