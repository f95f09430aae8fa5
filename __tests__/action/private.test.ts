import { describe, expect, test } from '@jest/globals';
import { joinPatterns, privateVariables } from '../../src/action/private.ts';
import { matchesPattern } from '../../src/module/pattern.ts';

const ownMirror = { isPublic: false };
const publicMirror = { isPublic: true };
const nothingSet = { goprivate: '', gonosumdb: '', gonoproxy: '' };

interface Case {
  readonly set?: Partial<typeof nothingSet>;
  readonly mirrors?: readonly { readonly isPublic: boolean }[];
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
    expect(privateVariables('corp.example/*', { ...nothingSet, ...set }, mirrors)).toEqual({
      withRelay,
      withoutRelay: { ...withRelay, ...onlyWithoutRelay },
    });
  });
});

test('without the input nothing is set', () => {
  const set = { goprivate: 'a.example', gonosumdb: 'b.example', gonoproxy: 'none' };
  expect(privateVariables(undefined, set, [publicMirror])).toEqual({
    withRelay: {},
    withoutRelay: {},
  });
});

test('a joined list covers what each of its lists covers, and nothing for `none`', () => {
  const joined = joinPatterns('corp.example/*', 'none', '', undefined, 'corp.example/*') ?? '';
  expect(joined).toBe('corp.example/*');
  expect(matchesPattern(joined, 'corp.example/team/lib')).toBe(true);
  expect(joinPatterns('none', '')).toBeUndefined();
});
