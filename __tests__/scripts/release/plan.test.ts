import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { release } from './modules.ts';

const { planRelease } = release;

describe('planRelease', () => {
  test.each([
    ['the first release', 'v1.0.0', [], { isLatest: true, majorTag: { moves: 'v1' } }],
    [
      'a newer patch',
      'v1.2.4',
      ['v1.2.3', 'v1.1.9'],
      { isLatest: true, majorTag: { moves: 'v1' } },
    ],
    [
      'itself already published',
      'v1.2.4',
      ['v1.2.4', 'v1.2.3'],
      { isLatest: true, majorTag: { moves: 'v1' } },
    ],
    ['ten after nine', 'v1.10.0', ['v1.9.0'], { isLatest: true, majorTag: { moves: 'v1' } }],
    [
      'a patch of an older minor version',
      'v1.2.5',
      ['v1.3.0', 'v1.2.4'],
      { isLatest: false, majorTag: { staysBecause: 'v1.3.0 is newer than v1.2.5' } },
    ],
    [
      'a patch of an older major version',
      'v1.9.1',
      ['v2.0.0', 'v1.9.0'],
      { isLatest: false, majorTag: { moves: 'v1' } },
    ],
    ['a new major version', 'v2.0.0', ['v1.9.0'], { isLatest: true, majorTag: { moves: 'v2' } }],
    [
      'a version below 1.0.0',
      'v0.3.0',
      ['v0.2.0'],
      {
        isLatest: true,
        majorTag: { staysBecause: 'v0.3.0 promises no compatibility with what comes next' },
      },
    ],
    [
      'names that are no release',
      'v1.0.0',
      ['v1', 'nightly', 'v9'],
      { isLatest: true, majorTag: { moves: 'v1' } },
    ],
    [
      'prereleases of the next version published',
      'v1.2.3',
      ['v1.3.0-rc.1'],
      { isLatest: true, majorTag: { moves: 'v1' } },
    ],
  ])('stable: %s', (_, tag, published, plan) => {
    expect(planRelease(tag, published)).toEqual({ isPrerelease: false, ...plan });
  });

  test.each([
    ['of the next version', 'v1.2.0-rc.1', ['v1.1.0']],
    ['of the first version', 'v1.0.0-rc.1', []],
    ['of a version that is out', 'v1.1.0-rc.2', ['v1.1.0']],
  ])('a prerelease %s moves nothing and is not the latest', (_, tag, published) => {
    expect(planRelease(tag, published)).toEqual({
      isPrerelease: true,
      isLatest: false,
      majorTag: { staysBecause: `${tag} is a prerelease` },
    });
  });

  test('in whatever order releases are published, the major tag only moves forward', () => {
    const tags = fc.uniqueArray(
      fc
        .tuple(fc.integer({ min: 1, max: 2 }), fc.nat(3), fc.nat(3), fc.boolean())
        .map(([major, minor, patch, isRc]) => `v${major}.${minor}.${patch}${isRc ? '-rc.1' : ''}`),
    );
    const weight = (tag: string) =>
      tag
        .slice(1)
        .split('.')
        .reduce((sum, part) => sum * 10 + Number(part), 0);
    fc.assert(
      fc.property(tags, (order) => {
        const published: string[] = [];
        const named = new Map<string, string>();
        for (const tag of order) {
          published.push(tag);
          const { majorTag } = planRelease(tag, published);
          if (!('moves' in majorTag)) continue;
          const before = named.get(majorTag.moves);
          expect(before === undefined || weight(tag) > weight(before)).toBe(true);
          named.set(majorTag.moves, tag);
        }
        for (const [name, tag] of named) {
          const stable = published.filter(
            (each) => each.startsWith(`${name}.`) && !each.includes('-'),
          );
          expect(tag).toBe(stable.sort((a, b) => weight(a) - weight(b)).at(-1));
        }
      }),
    );
  });

  test('refuses a tag that names no version', () => {
    expect(() => planRelease('v1', [])).toThrow('"v1" is no release tag');
  });
});
