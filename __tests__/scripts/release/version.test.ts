import { describe, expect, test } from '@jest/globals';
import { release } from './modules.ts';

const { compareVersions, formatVersion, parseTag } = release;

describe('parseTag', () => {
  test.each([
    ['a release', 'v1.2.3', '1.2.3'],
    ['the first version of all', 'v0.0.0', '0.0.0'],
    ['large numbers', 'v10.200.123456789', '10.200.123456789'],
    ['a prerelease', 'v1.2.0-rc.1', '1.2.0-rc.1'],
    ['a prerelease of words and dashes', 'v1.2.0-alpha-x.y', '1.2.0-alpha-x.y'],
  ])('reads %s', (_, tag, version) => {
    const parsed = parseTag(tag);
    expect(parsed && formatVersion(parsed)).toBe(version);
  });

  test.each([
    ['no v', '1.2.3'],
    ['a capital V', 'V1.2.3'],
    ['a major tag', 'v1'],
    ['a minor tag', 'v1.2'],
    ['four numbers', 'v1.2.3.4'],
    ['a leading zero', 'v1.02.3'],
    ['a leading zero in a prerelease number', 'v1.2.3-rc.01'],
    ['a number too large to compare', 'v1.2.1234567890'],
    ['an empty prerelease', 'v1.2.3-'],
    ['an empty part of a prerelease', 'v1.2.3-rc..1'],
    ['build metadata', 'v1.2.3+build'],
    ['a letter for a number', 'v1.2.x'],
    ['a command behind it', 'v1.2.3;id'],
    ['a line behind it', 'v1.2.3\nv1.2.4'],
    ['nothing', ''],
  ])('refuses %s', (_, tag) => {
    expect(parseTag(tag)).toBeUndefined();
  });
});

describe('compareVersions', () => {
  test('has the order of semver.org, each before the next', () => {
    const ordered = [
      'v0.9.9',
      'v1.0.0-alpha',
      'v1.0.0-alpha.1',
      'v1.0.0-alpha.beta',
      'v1.0.0-beta',
      'v1.0.0-beta.2',
      'v1.0.0-beta.11',
      'v1.0.0-rc.1',
      'v1.0.0',
      'v1.0.9',
      'v1.0.10',
      'v1.2.0',
      'v1.10.0',
      'v2.0.0',
      'v10.0.0',
    ];
    const parsed = ordered.flatMap((tag) => parseTag(tag) ?? []);
    for (const [i, a] of parsed.entries()) {
      for (const [j, b] of parsed.entries()) {
        expect([ordered[i], ordered[j], Math.sign(compareVersions(a, b))]).toEqual([
          ordered[i],
          ordered[j],
          Math.sign(i - j),
        ]);
      }
    }
  });
});
