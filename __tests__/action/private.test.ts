import { describe, expect, test } from '@jest/globals';
import { joinPatterns, privateVariables } from '../../src/action/private.ts';
import { matchesPattern } from '../../src/module/pattern.ts';

const ownMirror = { isPublic: false };
const publicMirror = { isPublic: true };
const nothingSet = { goprivate: '', gonosumdb: '', gonoproxy: '', govcs: '' };

interface Case {
  readonly set?: Partial<typeof nothingSet>;
  readonly mirrors?: readonly { readonly isPublic: boolean; readonly only?: string }[];
  readonly withRelay: Readonly<Record<string, string>>;
  readonly onlyWithoutRelay?: Readonly<Record<string, string>>;
}

describe('private: corp.example/*', () => {
  test.each<[string, Case]>([
    ['nothing else set', { withRelay: { GOPRIVATE: 'corp.example/*' } }],
    [
      'a GONOSUMDB that would win over GOPRIVATE',
      {
        set: { gonosumdb: 'other.example' },
        withRelay: { GOPRIVATE: 'corp.example/*', GONOSUMDB: 'corp.example/*,other.example' },
      },
    ],
    [
      'GOPRIVATE, which Go gives for the other two as well',
      {
        set: { goprivate: 'old.example', gonosumdb: 'old.example', gonoproxy: 'old.example' },
        withRelay: {
          GOPRIVATE: 'corp.example/*,old.example',
          GONOSUMDB: 'corp.example/*,old.example',
        },
        onlyWithoutRelay: { GONOPROXY: 'corp.example/*,old.example' },
      },
    ],
    [
      'a GONOPROXY that sends everything to the mirrors',
      {
        set: { gonoproxy: 'none' },
        withRelay: { GOPRIVATE: 'corp.example/*' },
        onlyWithoutRelay: { GONOPROXY: 'corp.example/*' },
      },
    ],
    [
      'the same with a public mirror behind an own one',
      {
        set: { gonoproxy: 'none' },
        mirrors: [ownMirror, publicMirror],
        withRelay: { GOPRIVATE: 'corp.example/*' },
        onlyWithoutRelay: { GONOPROXY: 'corp.example/*' },
      },
    ],
    [
      'the same with own mirrors only',
      {
        set: { gonoproxy: 'none' },
        mirrors: [ownMirror],
        withRelay: { GOPRIVATE: 'corp.example/*' },
      },
    ],
  ])('%s', (_, { set = {}, mirrors = [publicMirror], withRelay, onlyWithoutRelay = {} }) => {
    expect(privateVariables('corp.example/*', { ...nothingSet, ...set }, mirrors)).toMatchObject({
      withRelay,
      withoutRelay: { ...withRelay, ...onlyWithoutRelay },
    });
  });
});

test('without the input nothing is set', () => {
  const set = { ...nothingSet, goprivate: 'a.example', gonoproxy: 'none' };
  expect(privateVariables(undefined, set, [publicMirror])).toEqual({
    withRelay: {},
    withoutRelay: {},
    noproxy: undefined,
  });
});

describe('what go would fetch past every mirror', () => {
  test.each<[string, string | undefined, Partial<typeof nothingSet>, string | undefined]>([
    ['nothing', undefined, {}, undefined],
    ['the input', 'a.example', {}, 'a.example'],
    ['GOPRIVATE', undefined, { goprivate: 'b.example', gonoproxy: 'b.example' }, 'b.example'],
    ['both', 'a.example', { goprivate: 'b', gonoproxy: 'b' }, 'a.example,b'],
    ['a GONOPROXY of its own', 'a.example', { goprivate: 'b', gonoproxy: 'c' }, 'c'],
    ['a GONOPROXY that sends all to the mirrors', 'a.example', { gonoproxy: 'none' }, undefined],
  ])('%s', (_, patterns, set, noproxy) => {
    expect(privateVariables(patterns, { ...nothingSet, ...set }, [publicMirror]).noproxy).toBe(
      noproxy,
    );
  });
});

describe('mirrors that are limited to some modules', () => {
  const limited = { isPublic: false, only: 'corp/*,git.corp.example' };
  const mirrors = [limited, publicMirror];

  test('with the relay every module comes to it, and the database hears of none of theirs', () => {
    const { withRelay } = privateVariables(undefined, nothingSet, mirrors);
    expect(withRelay).toEqual({ GONOSUMDB: 'corp/*,git.corp.example', GONOPROXY: 'none' });
  });

  test('the input `private` and what is set are kept beside them', () => {
    const set = { ...nothingSet, goprivate: 'old', gonosumdb: 'old', gonoproxy: 'old' };
    const { withRelay, withoutRelay } = privateVariables('new.example', set, mirrors);
    expect(withRelay).toEqual({
      GOPRIVATE: 'new.example,old',
      GONOSUMDB: 'corp/*,git.corp.example,new.example,old',
      GONOPROXY: 'none',
    });
    expect(withoutRelay).toEqual({
      GOPRIVATE: 'corp/*,git.corp.example,new.example,old',
      GONOSUMDB: 'corp/*,git.corp.example,new.example,old',
      GONOPROXY: 'corp/*,git.corp.example,new.example,old',
      GOVCS: 'corp/*:off,git.corp.example:off',
    });
  });

  test('later steps are kept from all mirrors and from git, and two rules for one pattern from Go', () => {
    const set = { ...nothingSet, govcs: 'corp/*:git, public:git|hg' };
    expect(privateVariables(undefined, set, mirrors).withoutRelay).toEqual({
      GOPRIVATE: 'corp/*,git.corp.example',
      GOVCS: 'corp/*:off,git.corp.example:off,public:git|hg',
    });
  });
});

test('a joined list covers what each of its lists covers, and nothing for `none`', () => {
  const joined = joinPatterns('corp.example/*', 'none', '', undefined, 'corp.example/*') ?? '';
  expect(joined).toBe('corp.example/*');
  expect(matchesPattern(joined, 'corp.example/team/lib')).toBe(true);
  expect(joinPatterns('none', '')).toBeUndefined();
});
