import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  escapePath,
  escapeVersion,
  formatModule,
  isFilePath,
  isModulePath,
  isVersion,
  unescapePath,
  unescapeVersion,
} from '../../src/module/path.ts';
import { matchesPathMajor, splitPathVersion } from '../../src/module/path-major.ts';
import { modulePath } from './arbitraries.ts';

describe('module paths', () => {
  test.each([
    ['a host alone', 'example.com'],
    ['upper case below the host', 'github.com/BurntSushi/toml'],
    ['every punctuation go allows', 'x.org/a-b_c~d.e'],
    ['a major version', 'x.org/m/v2'],
    ['a large major version', 'x.org/m/v20230101'],
    ['gopkg.in', 'gopkg.in/yaml.v3'],
    ['gopkg.in, version 0', 'gopkg.in/yaml.v0'],
    ['gopkg.in, unstable', 'gopkg.in/yaml.v3-unstable'],
    ['what only looks like a version', 'x.org/v2x'],
    ['a tilde that ends no Windows short name', 'x.org/a~1b'],
  ])('valid: %s', (_, path) => {
    expect(isModulePath(path)).toBe(true);
  });

  test.each([
    ['empty', ''],
    ['no dot in the first element', 'example/m'],
    ['upper case in the host', 'GitHub.com/x'],
    ['underscore in the host', 'a_b.com/x'],
    ['leading dash', '-x.org/m'],
    ['leading slash', '/x.org/m'],
    ['trailing slash', 'x.org/m/'],
    ['double slash', 'x.org//m'],
    ['..', 'x.org/../m'],
    ['.', 'x.org/./m'],
    ['three dots', 'x.org/...'],
    ['leading dot', 'x.org/.git'],
    ['trailing dot', 'x.org/m.'],
    ['reserved on Windows', 'x.org/con'],
    ['reserved on Windows, with an extension', 'x.org/Aux.v2'],
    ['Windows short name', 'x.org/progra~1'],
    ['/v1', 'x.org/m/v1'],
    ['leading zero in the major version', 'x.org/m/v02'],
    ['dots in the major version', 'x.org/m/v2.1'],
    ['gopkg.in without a version', 'gopkg.in/yaml'],
    ['gopkg.in with a slash version', 'gopkg.in/yaml/v3'],
    ['space', 'x.org/a b'],
    ['newline', 'x.org/a\n'],
    ['percent sign', 'x.org/a%2e'],
    ['exclamation mark', 'x.org/!a'],
    ['at sign', 'x.org/a@v1'],
    ['plus sign', 'x.org/a+b'],
    ['letters of other scripts', 'x.org/é'],
    ['lone surrogate', 'x.org/\ud800'],
  ])('invalid: %s', (_, path) => {
    expect(isModulePath(path)).toBe(false);
    expect(() => escapePath(path)).toThrow(RangeError);
  });
});

describe('versions', () => {
  test.each([
    ['release', 'v1.2.3'],
    ['prerelease', 'v1.2.3-RC.1'],
    ['+incompatible', 'v4.0.0+incompatible'],
    ['toolchain', 'v0.0.1-go1.26.0.linux-amd64'],
    ['branch', 'main'],
    ['hash of a commit', 'daa7c04131f5'],
    ['two dots inside', 'a..b'],
  ])('valid: %s', (_, version) => {
    expect(isVersion(version)).toBe(true);
    expect(unescapeVersion(escapeVersion(version))).toBe(version);
  });

  test.each([
    ['empty', ''],
    ['a slash', 'feature/x'],
    ['..', '..'],
    ['trailing dot', 'v1.'],
    ['exclamation mark', 'v1!'],
    ['colon', 'a:b'],
    ['control character', 'v1\u0007'],
    ['letters of other scripts', 'vé'],
    ['reserved on Windows', 'nul'],
    ['backslash', 'a\\b'],
  ])('invalid: %s', (_, version) => {
    expect(isVersion(version)).toBe(false);
    expect(() => escapeVersion(version)).toThrow(RangeError);
  });
});

describe('escaped forms', () => {
  test('upper case becomes an exclamation mark and lower case', () => {
    expect(escapePath('github.com/BurntSushi/toml')).toBe('github.com/!burnt!sushi/toml');
    expect(escapeVersion('v1.0.0-RC1')).toBe('v1.0.0-!r!c1');
  });

  test.each([
    ['upper case', 'github.com/Azure'],
    ['mark at the end', 'github.com/a!'],
    ['mark before a digit', 'github.com/!1'],
    ['two marks', 'github.com/!!a'],
    ['an invalid path', 'github.com/../x'],
  ])('not an escaped path: %s', (_, escaped) => {
    expect(unescapePath(escaped)).toBeUndefined();
  });

  test('every module path comes back from its escaped form, which has no upper case', () => {
    fc.assert(
      fc.property(modulePath, (path) => {
        const escaped = escapePath(path);
        expect(escaped).toBe(escaped.toLowerCase());
        expect(unescapePath(escaped)).toBe(path);
      }),
    );
  });

  test('no path has two escaped forms', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aB!/.v2x') }), (tail) => {
        const escaped = `x.org/${tail}`;
        const path = unescapePath(escaped);
        if (path !== undefined) expect(escapePath(path)).toBe(escaped);
      }),
    );
  });
});

describe('major versions in paths', () => {
  test.each([
    ['x.org/m', '', 'v1.2.3', true],
    ['x.org/m', '', 'v0.1.0', true],
    ['x.org/m', '', 'v2.0.0', false],
    ['x.org/m', '', 'v2.0.0+incompatible', true],
    ['x.org/m/v2', '/v2', 'v2.0.0', true],
    ['x.org/m/v2', '/v2', 'v3.0.0', false],
    ['gopkg.in/yaml.v2', '.v2', 'v2.4.0', true],
    ['gopkg.in/check.v1', '.v1', 'v0.0.0-20161208181325-20d25e280405', true],
    ['gopkg.in/yaml.v2', '.v2', 'v0.0.0-20161208181325-20d25e280405', false],
    ['gopkg.in/x.v3-unstable', '.v3-unstable', 'v3.0.0', true],
  ])('%s splits off "%s" and goes with %s: %s', (path, major, version, isMatch) => {
    expect(splitPathVersion(path)?.major).toBe(major);
    expect(matchesPathMajor(version, major)).toBe(isMatch);
  });
});

test.each([
  ['space and brackets', 'a b/[c].txt', true],
  ['letters of any script', 'docs/手册.md', true],
  ['leading dot', '.github/x', true],
  ['leading dash', '-x', true],
  ['colon', 'a:b', false],
  ['quote', "it's", false],
  ['emoji', 'a\u{1F600}', false],
  ['..', 'a/../b', false],
  ['empty', '', false],
])('file names: %s', (_, name, isValid) => {
  expect(isFilePath(name)).toBe(isValid);
});

test('a module version is shown as go shows it', () => {
  expect(formatModule({ path: 'x.org/m', version: 'v1.0.0' })).toBe('x.org/m@v1.0.0');
});
