import { describe, expect, test } from '@jest/globals';
import { release } from './modules.ts';

const { findProblems } = release;

const version = (text: string) => ({
  packageJson: JSON.stringify({ version: text }),
  packageLock: JSON.stringify({ version: text, packages: { '': { version: text } } }),
  changelog: `# Changelog\n\n## [${text}] - 2027-01-01\n\n- One thing.\n`,
});

describe('findProblems', () => {
  test.each([
    ['a release', 'v1.2.3', version('1.2.3')],
    ['a prerelease', 'v1.2.3-rc.1', version('1.2.3-rc.1')],
  ])('finds none in %s that all files agree with', (_, tag, files) => {
    expect(findProblems({ tag, ...files })).toEqual([]);
  });

  test.each([
    [
      'a name that is no version',
      'v1.2',
      version('1.2.0'),
      ['The tag "v1.2" is not of the form v1.2.3 or v1.2.3-rc.1.'],
    ],
    [
      'another version everywhere, all at once',
      'v1.2.4',
      version('1.2.3'),
      [
        'The tag is v1.2.4, but package.json says "1.2.3".',
        'The tag is v1.2.4, but package-lock.json says "1.2.3".',
        'The tag is v1.2.4, but packages[""] of package-lock.json says "1.2.3".',
        'CHANGELOG.md has no section "## [1.2.4] - YYYY-MM-DD".',
      ],
    ],
    [
      'a release from the state of its prerelease',
      'v1.2.3',
      { ...version('1.2.3'), packageJson: JSON.stringify({ version: '1.2.3-rc.1' }) },
      ['The tag is v1.2.3, but package.json says "1.2.3-rc.1".'],
    ],
    [
      'a lockfile that was forgotten',
      'v1.2.3',
      { ...version('1.2.3'), packageLock: '{}' },
      [
        'The tag is v1.2.3, but package-lock.json says undefined.',
        'The tag is v1.2.3, but packages[""] of package-lock.json says undefined.',
      ],
    ],
  ])('names %s', (_, tag, files, problems) => {
    expect(findProblems({ tag, ...files })).toEqual(problems);
  });
});
