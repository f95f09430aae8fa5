/** Held against golang.org/x/mod itself: __tests__/fixtures/module-names. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bufferSource } from '../../src/module/byte-source.ts';
import { findModuleZipProblem, foldCase } from '../../src/module/module-zip.ts';
import {
  escapePath,
  escapeVersion,
  isFilePath,
  isModulePath,
  isVersion,
  unescapePath,
  unescapeVersion,
} from '../../src/module/path.ts';
import { readDirectory } from '../../src/module/zip.ts';
import { assembleZip } from '../support/zip.ts';

interface Table {
  /** A text, and letters for what it may be. */
  readonly names: readonly (readonly [text: string, kinds: string])[];
  /** A text, and the module path or version that it is the escaped form of. */
  readonly escaped: readonly (readonly [text: string, path: string, version: string])[];
  readonly zips: readonly { readonly files: readonly string[]; readonly accepted: boolean }[];
  /** Letters that are one where case does not count, a class a word. */
  readonly folded: string;
  /** Letters with another case that are one with no other. */
  readonly alone: string;
}

const table: Table = JSON.parse(readFileSync('__tests__/fixtures/module-names/table.json', 'utf8'));

describe('what a text may be', () => {
  test.each([
    ['m', 'a module path', isModulePath],
    ['f', 'a file of a module', isFilePath],
    ['v', 'a version', isVersion],
  ] as const)('%s: %s', (letter, _name, accepts) => {
    const texts = table.names.map(([text]) => text);
    const go = table.names.filter(([, kinds]) => kinds.includes(letter)).map(([text]) => text);
    expect(go.length).toBeGreaterThan(10);
    expect(texts.filter(accepts)).toEqual(go);
  });
});

describe('escaped forms', () => {
  test('stand for what Go takes them for', () => {
    const ours = table.escaped.map(([text]) => [
      text,
      unescapePath(text) ?? '',
      unescapeVersion(text) ?? '',
    ]);
    expect(ours).toEqual(table.escaped);
  });

  test('no two of what Go accepts are one on a disk without case', () => {
    const accepted = (letter: string) =>
      table.names.filter(([, kinds]) => kinds.includes(letter)).map(([text]) => text);
    for (const names of [
      accepted('m').map(escapePath),
      // With the ending that they have on a disk.
      accepted('v').map((version) => `${escapeVersion(version)}.info`),
    ]) {
      const distinct = [...new Set(names)];
      expect(new Set(distinct.map((name) => name.toLowerCase())).size).toBe(distinct.length);
    }
  });
});

describe('a zip', () => {
  const module = { path: 'example.com/m', version: 'v1.0.0' };
  test.each(table.zips.map(({ files, accepted }) => [JSON.stringify(files), files, accepted]))(
    'with %s',
    async (_name, files, accepted) => {
      const parts = (files as readonly string[]).map((name) => ({
        name: `example.com/m@v1.0.0/${name}`,
        data: '',
      }));
      const read = await readDirectory(bufferSource(assembleZip(parts)));
      const problem =
        'problem' in read ? read.problem : await findModuleZipProblem(read.entries, module);
      expect({ accepted: problem === undefined, problem }).toEqual({
        accepted,
        problem: accepted ? undefined : expect.any(String),
      });
    },
  );
});

describe('letters where case does not count', () => {
  const classes = table.folded.split(' ');
  const singles = table.alone.split(' ');

  test('those of a class are one', () => {
    expect(classes.length).toBeGreaterThan(1_000);
    const torn = classes.filter((letters) => new Set(Array.from(letters, foldCase)).size !== 1);
    expect(torn).toEqual([]);
  });

  test('those of two classes are not', () => {
    const firsts = [...classes, ...singles].map((letters) =>
      foldCase(Array.from(letters)[0] ?? ''),
    );
    expect(new Set(firsts).size).toBe(firsts.length);
  });
});
