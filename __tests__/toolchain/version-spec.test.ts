import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareGoVersions } from '../../src/module/version.ts';
import { isPrerelease } from '../../src/toolchain/version-form.ts';
import {
  formatGoRequest,
  type GoRequest,
  parseGoVersion,
  satisfies,
  selectVersion,
} from '../../src/toolchain/version-spec.ts';
import { linuxVersions } from './listed.ts';
import { setupGoVersion } from './setup-go.ts';

const goSpelling = "Go's own spelling, which setup-go cannot look up";
const below = 'below 1.21: refused with a pointer to setup-go';

/** What setup-go installs of the list, what we do, and why where these are not the same. */
test.each<[spec: string, setupGo: string | undefined, ours: string | undefined, reason?: string]>([
  ['1.25.3', '1.25.3', '1.25.3'],
  ['v1.25.3', '1.25.3', '1.25.3'],
  ['=1.25.3', '1.25.3', '1.25.3'],
  ['1.25.0', '1.25.0', '1.25.0'],
  ['1.25', '1.25.14', '1.25.14'],
  ['1.25.x', '1.25.14', '1.25.14'],
  ['1.25.*', '1.25.14', '1.25.14'],
  ['v1.25', '1.25.14', '1.25.14'],
  ['1.30', undefined, undefined],
  ['^1.24', '1.27.4', '1.27.4'],
  ['^1.24.2', '1.27.4', '1.27.4'],
  ['~1.24', '1.24.13', '1.24.13'],
  ['~1.24.2', '1.24.13', '1.24.13'],
  ['~1', '1.27.4', '1.27.4'],
  ['>=1.23 <1.26', '1.25.14', '1.25.14'],
  ['>=1.23.0 <1.25.3', '1.25.1', '1.25.1'],
  ['>1.25', '1.27.4', '1.27.4'],
  ['<1.25.0', '1.24.13', '1.24.13'],
  ['<=1.24', '1.24.13', '1.24.13'],
  ['1.22 - 1.24', '1.24.13', '1.24.13'],
  ['1.22.x || 1.24.x', '1.24.13', '1.24.13'],
  ['1', '1.27.4', '1.27.4'],
  ['1.x', '1.27.4', '1.27.4'],
  ['x', '1.27.4', '1.27.4'],
  ['*', '1.27.4', '1.27.4'],
  ['2', undefined, undefined],
  ['stable', '1.27.4', '1.27.4'],
  ['oldstable', '1.26.11', '1.26.11'],
  ['1.26.0-rc.1', '1.26rc1', '1.26rc1'],
  [
    '1.26.0-beta.1',
    undefined,
    '1.26beta1',
    'one version needs no list: what a mirror serves its list may lack',
  ],
  ['>=1.26.0-rc.1', '1.27.4', '1.27.4'],
  ['>=1.26.0-rc.1 <1.26.0', '1.26rc2', '1.26rc2'],
  ['^1.28.0-rc.1', '1.28rc1', '1.28rc1'],
  ['1.27.4 || 1.28.0-rc.1', '1.27.4', '1.27.4'],
  ['1.28', undefined, undefined],
  [
    '1.25.99',
    undefined,
    '1.25.99',
    'one version needs no list: what a mirror serves its list may lack',
  ],
  ['1.26rc1', undefined, '1.26rc1', goSpelling],
  ['go1.25.3', undefined, '1.25.3', goSpelling],
  ['go1.25', undefined, '1.25.14', goSpelling],
  ['go1.26rc1', undefined, '1.26rc1', goSpelling],
  ['>=1.26rc1 <1.26.0', undefined, '1.26rc2', goSpelling],
  ['>=go1.23 <go1.26', undefined, '1.25.14', goSpelling],
  [
    "'1.25'",
    undefined,
    '1.25.14',
    'quotes that a template or a file left are no part of a version',
  ],
  [
    '"^1.24"',
    undefined,
    '1.27.4',
    'quotes that a template or a file left are no part of a version',
  ],
  ['1.20', '1.20.14', undefined, below],
  ['1.20.14', '1.20.14', undefined, below],
  ['~1.20.1', '1.20.14', undefined, below],
  ['<1.21', '1.20.14', undefined, below],
  ['<1.21.0', '1.20.14', undefined, below],
  ['1.18.0-beta.1', '1.18beta1', undefined, below],
  ['1.2', undefined, undefined],
  ['latest', undefined, undefined],
])('%s', (spec, setupGo, ours, reason = '') => {
  expect(setupGoVersion(spec, linuxVersions)).toBe(setupGo);
  const read = parseGoVersion(spec);
  expect('value' in read ? selectOf(read.value) : undefined).toBe(ours);
  expect(reason === '').toBe(setupGo === ours);
});

/** One version is asked for without a list. */
function selectOf(request: GoRequest): string | undefined {
  return request.kind === 'exact' ? request.version : selectVersion(request, linuxVersions);
}

describe('refused, with what is accepted', () => {
  test.each<[name: string, text: string, problem: RegExp]>([
    ['a word', 'latest', /^is not a version \(1\.25\.3.*\^1\.24.*stable or oldstable$/],
    ['a tip', 'gotip', /^is not a version/],
    ['nothing', ' ', /^is not a version/],
    ['commas', '>=1.23, <1.26', /^is not a version/],
    ['a leading zero', '1.25.03', /^is not a version/],
    ['an alias in a range', '1.25 || oldstable', /^is not a version/],
    ['a range longer than any person writes', '1.25 || '.repeat(40), /^is not a version/],
    ['a range that is empty', '>1.25 <1.24', /^is a range that no version can be in/],
    ['a minor version of before', '1.20', /^is below Go 1\.21.*actions\/setup-go/],
    ['a patch of before', '1.20.14', /^is below Go 1\.21.*actions\/setup-go/],
    ['a prerelease of before', '1.20rc1', /^is below Go 1\.21.*actions\/setup-go/],
    [
      'a range of prereleases of before',
      '>=1.20rc1 <1.20.0',
      /^is below Go 1\.21.*actions\/setup-go/,
    ],
    ['a range of before', '>=1.18 <1.21', /^is below Go 1\.21.*actions\/setup-go/],
    [
      '1.20 without quotes',
      '1.2',
      /^is what YAML makes of 1\.20 without quotes: write '1\.20', though Go 1\.20 also is below Go 1\.21/,
    ],
    [
      '1.30 without quotes',
      '1.3',
      /^is what YAML makes of 1\.30 without quotes: write '1\.30'\. Go 1\.3 itself is below Go 1\.21/,
    ],
  ])('%s', (_, text, problem) => {
    const read = parseGoVersion(text);
    expect(read).toEqual({ problem: expect.stringMatching(problem) });
  });
});

test.each<[spec: string, request: GoRequest]>([
  [' 1.25.3 ', { kind: 'exact', version: '1.25.3' }],
  ['go1.25.3', { kind: 'exact', version: '1.25.3' }],
  ['1.26.0-rc.1', { kind: 'exact', version: '1.26rc1' }],
  ['1.25', { kind: 'range', text: '1.25', range: '1.25' }],
  ['>= go1.26rc1', { kind: 'range', text: '>= go1.26rc1', range: '>= 1.26.0-rc.1' }],
  ['1.30', { kind: 'range', text: '1.30', range: '1.30' }],
  ['stable', { kind: 'stable' }],
])('%s is read as %o', (spec, request) => {
  expect(parseGoVersion(spec)).toEqual({ value: request });
});

test.each<[spec: string, version: string, is: boolean]>([
  ['1.25.3', '1.25.3', true],
  ['1.25.3', '1.25.4', false],
  ['1.26rc1', '1.26rc1', true],
  ['1.26rc1', '1.26.0', false],
  ['1.25', '1.25.3', true],
  ['1.25', '1.26.0', false],
  ['1.26', '1.26rc1', false],
  ['^1.24', '1.27.4', true],
  ['>=1.26.0-rc.1', '1.26rc2', true],
  ['1.25', 'unknown', false],
  ['stable', '1.27.4', false],
  ['oldstable', '1.26.8', false],
])('%s satisfied by %s: %s', (spec, version, is) => {
  const read = parseGoVersion(spec);
  expect('value' in read && satisfies(read.value, version)).toBe(is);
});

describe('for every text', () => {
  const version = fc
    .tuple(
      fc.integer({ min: 18, max: 29 }),
      fc.oneof(
        fc.integer({ min: 0, max: 15 }).map((patch) => `.${patch}`),
        fc.integer({ min: 1, max: 3 }).map((number) => `rc${number}`),
      ),
    )
    .map(([minor, rest]) => `1.${minor}${rest}`);
  const bare = fc.oneof(
    version,
    fc.integer({ min: 18, max: 29 }).map((minor) => `1.${minor}`),
    fc.constantFrom('1', '*', '1.x'),
  );
  const comparator = fc
    .tuple(fc.constantFrom('', '^', '~', '>=', '<', '>', '<='), bare)
    .map((parts) => parts.join(''));
  const spec = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .array(comparator, { minLength: 1, maxLength: 3 })
        .map((parts) => parts.join(' ')),
    },
    { weight: 1, arbitrary: fc.constantFrom('stable', 'oldstable') },
    { weight: 1, arbitrary: fc.string() },
  );

  test('reading never throws, and what was read is read again from its own form', () => {
    fc.assert(
      fc.property(fc.oneof(spec, fc.string({ unit: 'grapheme' })), (text) => {
        const read = parseGoVersion(text);
        if ('problem' in read) expect(read.problem).not.toBe('');
        else expect(parseGoVersion(formatGoRequest(read.value))).toEqual(read);
      }),
    );
  });

  test('what is selected satisfies, and nothing listed that satisfies is higher', () => {
    fc.assert(
      fc.property(spec, fc.array(version), (text, versions) => {
        const read = parseGoVersion(text);
        if ('problem' in read) return;
        const request = read.value;
        const selected = selectVersion(request, versions);
        if (request.kind === 'stable' || request.kind === 'oldstable') {
          const releases = versions.filter((each) => !isPrerelease(each));
          const newest = selectVersion({ kind: 'stable' }, versions);
          for (const each of releases)
            expect(compareGoVersions(each, newest ?? '')).toBeLessThanOrEqual(0);
          if (selected !== undefined) expect(releases).toContain(selected);
          return;
        }
        const matching = versions.filter((each) => satisfies(request, each));
        const releases = matching.filter((each) => !isPrerelease(each));
        const eligible = releases.length > 0 ? releases : matching;
        if (eligible.length === 0) expect(selected).toBeUndefined();
        else expect(eligible).toContain(selected);
        for (const each of eligible)
          expect(compareGoVersions(each, selected ?? '')).toBeLessThanOrEqual(0);
      }),
    );
  });
});
