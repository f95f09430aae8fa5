import { describe, expect, test } from '@jest/globals';
import { release } from './modules.ts';

const { readSection } = release;

const changelog = `# Changelog

All notable changes.

## [Unreleased]

## [1.10.0] - 2027-02-01

### Added

- Something new,
  on two lines.

### Fixed

* Something old.

## [1.1.0] - 2027-01-02

- The first.

[Unreleased]: https://example.com/compare/v1.10.0...HEAD
[1.10.0]: https://example.com/releases/v1.10.0
`;

describe('readSection', () => {
  test.each([
    [
      'up to the next version',
      '1.10.0',
      '### Added\n\n- Something new,\n  on two lines.\n\n### Fixed\n\n* Something old.',
    ],
    ['up to the addresses at the end', '1.1.0', '- The first.'],
  ])('gives the notes %s', (_, version, notes) => {
    expect(readSection(changelog, version)).toEqual({ notes });
  });

  test('reads a file with the line ends of Windows', () => {
    expect(readSection(changelog.replaceAll('\n', '\r\n'), '1.1.0')).toEqual({
      notes: '- The first.',
    });
  });

  test.each([
    ['a version that is missing', changelog, '1.1.1', 'has no section "## [1.1.1] - YYYY-MM-DD"'],
    [
      'a prerelease whose version is there',
      changelog,
      '1.1.0-rc.1',
      'has no section "## [1.1.0-rc.1] - YYYY-MM-DD"',
    ],
    [
      'a version that only another one begins with',
      changelog,
      '1.1',
      'has no section "## [1.1] - YYYY-MM-DD"',
    ],
    [
      'two sections',
      '## [1.0.0] - 2027-01-01\n- a\n## [1.0.0] - 2027-01-02\n- b\n',
      '1.0.0',
      'has two sections "## [1.0.0]"',
    ],
    [
      'no day',
      '## [1.0.0]\n- a\n',
      '1.0.0',
      'says "## [1.0.0]" where "## [1.0.0] - YYYY-MM-DD" is expected',
    ],
    [
      'a day that no calendar has',
      '## [1.0.0] - 2027-02-30\n- a\n',
      '1.0.0',
      'says "## [1.0.0] - 2027-02-30" where "## [1.0.0] - YYYY-MM-DD" is expected',
    ],
    [
      'a version that was taken back',
      '## [1.0.0] - 2027-01-01 [YANKED]\n- a\n',
      '1.0.0',
      'says "## [1.0.0] - 2027-01-01 [YANKED]" where "## [1.0.0] - YYYY-MM-DD" is expected',
    ],
    [
      'headings without an entry',
      '## [1.0.0] - 2027-01-01\n\n### Added\n\n## [0.9.0] - 2026-12-01\n- a\n',
      '1.0.0',
      'has no entry below "## [1.0.0] - 2027-01-01"',
    ],
  ])('says what is wrong with %s', (_, text, version, problem) => {
    expect(readSection(text, version)).toEqual({ problem });
  });
});
