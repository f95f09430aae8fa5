import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { release } from './modules.ts';

const { markRelease, planMajorTag } = release;

describe('planMajorTag', () => {
  test.each([
    ['the first release', 'v1.0.0', [], 'v1'],
    ['a newer patch', 'v1.2.4', ['v1.2.3', 'v1.1.9'], 'v1'],
    ['ten after nine', 'v1.10.0', ['v1.9.0'], 'v1'],
    ['a patch of an older major version', 'v1.9.1', ['v2.0.0', 'v1.9.0'], 'v1'],
    ['a new major version', 'v2.0.0', ['v1.9.0'], 'v2'],
    ['a release among names that are none', 'v1.0.0', ['v1', 'nightly', 'v9'], 'v1'],
    ['a release while prereleases of the next are out', 'v1.2.3', ['v1.3.0-rc.1'], 'v1'],
  ])('moves it to %s', (_, tag, others, moves) => {
    expect(planMajorTag(tag, [...others, tag])).toEqual({ moves });
  });

  test.each([
    [
      'a patch of an older minor version',
      'v1.2.5',
      ['v1.3.0', 'v1.2.4'],
      'v1.3.0 is newer than v1.2.5',
    ],
    ['an older patch', 'v1.2.4', ['v1.2.5'], 'v1.2.5 is newer than v1.2.4'],
    [
      'a version below 1.0.0',
      'v0.3.0',
      [],
      'v0.3.0 promises no compatibility with what comes next',
    ],
    ['a prerelease', 'v1.2.0-rc.1', ['v1.1.0'], 'v1.2.0-rc.1 is a prerelease'],
    ['a prerelease of the first version', 'v1.0.0-rc.1', [], 'v1.0.0-rc.1 is a prerelease'],
  ])('leaves it for %s', (_, tag, others, staysBecause) => {
    expect(planMajorTag(tag, [...others, tag])).toEqual({ staysBecause });
  });

  test('has a problem with a release that was taken back', () => {
    expect(planMajorTag('v1.3.0', ['v1.2.4'])).toEqual({
      problem: 'v1.3.0 is not published, or is marked as a prerelease',
    });
  });

  test('in whatever order releases are published, moves only forward and ends at the newest', () => {
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
        const stable: string[] = [];
        const named = new Map<string, string>();
        for (const tag of order) {
          if (!tag.includes('-')) stable.push(tag);
          const plan = planMajorTag(tag, stable);
          if (!('moves' in plan)) continue;
          const before = named.get(plan.moves);
          expect(before === undefined || weight(tag) > weight(before)).toBe(true);
          named.set(plan.moves, tag);
        }
        for (const name of ['v1', 'v2']) {
          const newest = stable
            .filter((tag) => tag.startsWith(`${name}.`))
            .sort((a, b) => weight(a) - weight(b))
            .at(-1);
          expect(named.get(name)).toBe(newest);
        }
      }),
    );
  });
});

describe('markRelease', () => {
  test.each([
    ['the first release', 'v1.0.0', [], { isPrerelease: false, isLatest: true }],
    ['the newest of all', 'v2.0.0', ['v1.9.0'], { isPrerelease: false, isLatest: true }],
    [
      'a patch of an older minor version',
      'v1.2.5',
      ['v1.3.0'],
      { isPrerelease: false, isLatest: false },
    ],
    [
      'a patch of an older major version',
      'v1.9.1',
      ['v2.0.0'],
      { isPrerelease: false, isLatest: false },
    ],
    ['a prerelease', 'v1.2.0-rc.1', ['v1.1.0'], { isPrerelease: true, isLatest: false }],
    [
      'a prerelease of a version that is out',
      'v1.1.0-rc.2',
      ['v1.1.0'],
      { isPrerelease: true, isLatest: false },
    ],
  ])('tells what %s is', (_, tag, stableTags, mark) => {
    expect(markRelease(tag, stableTags)).toEqual(mark);
  });

  test('refuses a tag that names no version', () => {
    expect(() => markRelease('v1', [])).toThrow('"v1" is no release tag');
  });
});
