import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchesGlob, parseGlob } from '../../src/module/glob.ts';
import { findPatternProblems, matchesPattern } from '../../src/module/pattern.ts';

describe('GOPRIVATE patterns', () => {
  test.each([
    ['a prefix of elements', 'corp.example.com', 'corp.example.com/team/repo', true],
    ['the path itself', 'x.org/m', 'x.org/m', true],
    ['not half an element', 'x.org/m', 'x.org/module', false],
    ['more elements than the path has', 'x.org/m/sub', 'x.org/m', false],
    ['a star stays within an element', '*.corp.com', 'git.corp.com/a/b', true],
    ['a star does not cross a slash', 'x.org/*b', 'x.org/a/b', false],
    ['a star needs its element', 'x.org/*', 'x.org', false],
    ['one element by a star', 'x.org/*', 'x.org/a/b', true],
    ['a question mark', 'x.org/m?', 'x.org/m1/v2', true],
    ['a class', 'x.org/[a-c]*', 'x.org/big', true],
    ['a negated class', 'x.org/[^a-c]*', 'x.org/big', false],
    ['an escaped star', 'x.org/\\*', 'x.org/a', false],
    ['the second of a list', 'a.org,b.org', 'b.org/m', true],
    ['empty items', ',,b.org,', 'b.org/m', true],
    ['a trailing slash', 'x.org/m/', 'x.org/m/sub', true],
    ['white space is not trimmed', 'a.org, b.org', 'b.org/m', false],
    ['case counts', 'X.org', 'x.org/m', false],
    ['a malformed pattern matches nothing', 'x.org/[a', 'x.org/[a', false],
    ['a malformed pattern does not hide a good one', 'x.org/[a,x.org', 'x.org/m', true],
    ['no pattern', '', 'x.org/m', false],
  ])('%s', (_, patterns, path, isMatch) => {
    expect(matchesPattern(patterns, path)).toBe(isMatch);
  });

  test.each([
    ['good ones', 'x.org,*.corp.com/[a-z]*', 0],
    ['white space', 'a.org, b.org', 1],
    ['a URL', 'https://x.org/m', 1],
    ['a leading slash', '/x.org', 1],
    ['an open class and a trailing backslash', 'x.org/[a,y.org/\\', 2],
  ])('problems of %s', (_, patterns, count) => {
    expect(findPatternProblems(patterns)).toHaveLength(count);
  });
});

/** 500 random rows with the answers of x/mod itself; see the README beside it. */
test('lists of patterns match as in golang.org/x/mod/module', () => {
  const rows: { patterns: string; path: string; matches: boolean }[] = JSON.parse(
    readFileSync('__tests__/fixtures/private-patterns/table.json', 'utf8'),
  );
  const told = rows.filter(
    ({ patterns, path, matches }) => matchesPattern(patterns, path) !== matches,
  );
  expect(told).toEqual([]);
  expect(rows).toHaveLength(500);
  // Neither answer is the right one for all.
  expect(rows.filter(({ matches }) => matches).length).toBeGreaterThan(150);
  expect(rows.filter(({ matches }) => !matches).length).toBeGreaterThan(150);
});

/** path.Match by its grammar, which is tried backwards here: the longest way a star can go first. */
function matchesByGrammar(pattern: string, name: string): boolean | undefined {
  const character = String.raw`(?:\\[\s\S]|[^\\\]-])`;
  const range = `${character}(?:-${character})?`;
  const term = new RegExp(String.raw`\*|\?|\[(?:\^|(?!\^))(?:${range})+\]|\\[\s\S]|[^*?\\[]`, 'gy');
  const terms = [...pattern.matchAll(term)].map(([text]) => text);
  if (terms.join('') !== pattern) return undefined;
  const match = ([first, ...rest]: readonly string[], text: string): boolean => {
    if (first === undefined) return text === '';
    if (first === '*') {
      const reach = text.indexOf('/') < 0 ? text.length : text.indexOf('/');
      const ends = Array.from({ length: reach + 1 }, (_, index) => reach - index);
      return ends.some((end) => match(rest, text.slice(end)));
    }
    return text !== '' && accepts(first, text.charAt(0), range) && match(rest, text.slice(1));
  };
  return match(terms, name);
}

function accepts(term: string, character: string, range: string): boolean {
  if (term === '?') return character !== '/';
  if (!(term.startsWith('[') && term.length > 1)) return term.replace(/^\\/, '') === character;
  const isNegated = term.startsWith('[^');
  const ranges = term.slice(isNegated ? 2 : 1, -1).match(new RegExp(range, 'g')) ?? [];
  const isInside = ranges.some((written) => {
    const [low = '', high = low] = Array.from(
      written.matchAll(/\\([\s\S])|([^\\-])/g),
      (found) => found[1] ?? found[2] ?? '',
    );
    return low <= character && character <= high;
  });
  return isInside !== isNegated;
}

test('globs match what the grammar of path.Match says', () => {
  const pattern = fc.string({ unit: fc.constantFrom(...'abc**??[[^]]--\\'), maxLength: 9 });
  // A class may take a slash and a star may not, so that the first fit is not always as good as a later one and path.Match
  // goes its own way. Names of one element leave that out.
  const name = fc.string({ unit: fc.constantFrom(...'abc-]^'), maxLength: 5 });
  fc.assert(
    fc.property(pattern, name, (written, text) => {
      const glob = parseGlob(written);
      expect(glob && matchesGlob(glob, text)).toBe(matchesByGrammar(written, text));
    }),
    { numRuns: 3000 },
  );
});
