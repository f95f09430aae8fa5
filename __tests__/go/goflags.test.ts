import { describe, expect, test } from '@jest/globals';
import { findGoflagsProblems, parseModuleFlags, withoutFlags } from '../../src/go/goflags.ts';

describe('withoutFlags', () => {
  test.each([
    { name: 'nothing', goflags: '', expected: '' },
    { name: 'other flags stay', goflags: '-tags=a  -race', expected: '-tags=a -race' },
    { name: 'one and two dashes', goflags: '-mod=vendor --mod=mod -x', expected: '-x' },
    {
      name: 'a name is not its beginning',
      goflags: '-modcacherw -mod=mod',
      expected: '-modcacherw',
    },
    { name: 'quotes', goflags: `'-mod=a b' "-ldflags=-s -w"`, expected: '"-ldflags=-s -w"' },
    { name: 'an open quote is left to go', goflags: `"-mod=vendor`, expected: `"-mod=vendor` },
  ])('$name', ({ goflags, expected }) => {
    expect(withoutFlags(goflags, ['mod'])).toBe(expected);
  });
});

describe('findGoflagsProblems', () => {
  test.each([
    { goflags: '-mod=mod --x "-ldflags=-s -w"', problems: 0 },
    { goflags: '', problems: 0 },
    { goflags: 'mod=vendor - -- ---x -=1', problems: 5 },
    { goflags: `'-mod=mod`, problems: 1 },
  ])('$goflags: $problems', ({ goflags, problems }) => {
    expect(findGoflagsProblems(goflags)).toHaveLength(problems);
  });
});

describe('parseModuleFlags', () => {
  test.each([
    ['', {}],
    ['-v -count=1', {}],
    ['-mod=mod', { mod: 'mod' }],
    ['--mod=vendor', { mod: 'vendor' }],
    ['-mod=mod -mod=readonly', { mod: 'readonly' }],
    [" -tags=a,b\t'-modfile=a b.mod' ", { modfile: 'a b.mod' }],
    ['"-mod=mod" -modfile=x.mod', { mod: 'mod', modfile: 'x.mod' }],
    ['-modcacherw -model=x', {}],
    ['"-ldflags=-mod=mod"', {}],
  ])('%j', (goflags, expected) => {
    expect(parseModuleFlags(goflags)).toEqual(expected);
  });
});
