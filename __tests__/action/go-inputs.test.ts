import { describe, expect, test } from '@jest/globals';
import { describeGoInputs, type GoInputs } from '../../src/action/go-inputs.ts';
import type { RawInputs } from '../../src/action/input-sources.ts';
import { parseInputs } from '../../src/action/inputs.ts';

/** Of nothing at all. */
const sum = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

test.each<[string, RawInputs, GoInputs]>([
  [
    'a range',
    { 'go-version': ' ^1.24 ' },
    { goVersion: { kind: 'range', text: '^1.24', range: '^1.24' }, goVersionText: '^1.24' },
  ],
  [
    'the newest one',
    { 'go-version': 'stable' },
    { goVersion: { kind: 'stable' }, goVersionText: 'stable' },
  ],
  ['a file', { 'go-version-file': ' api/go.mod\n' }, { goVersionFile: 'api/go.mod' }],
  [
    'one version, a file beside it, and its hash',
    { 'go-version': 'go1.26rc1', 'go-version-file': 'go.mod', 'toolchain-sum': sum },
    {
      goVersion: { kind: 'exact', version: '1.26rc1' },
      goVersionText: 'go1.26rc1',
      goVersionFile: 'go.mod',
      toolchainSum: sum,
    },
  ],
])('%s', (_, raw, settings) => {
  expect(parseInputs(raw)).toMatchObject({ settings });
});

test('without these inputs there are no such settings', () => {
  const parsed = parseInputs({});
  const names = 'settings' in parsed ? Object.keys(parsed.settings) : [];
  expect(names.filter((name) => /^go|^toolchain/.test(name))).toEqual([]);
});

test.each<[string, RawInputs, RegExp]>([
  [
    'a version that is none',
    { 'go-version': '1.25.3.4' },
    /^go-version: "1\.25\.3\.4" is not a version \(1\.25\.3.*stable or oldstable$/,
  ],
  [
    'a secret that was meant for another input',
    { 'go-version': 'ghp_abcdefghijklmnopqrstuvwxyz0123456789' },
    /^go-version: the value given is not a version/,
  ],
  [
    'a Go of before',
    { 'go-version': '1.20' },
    /^go-version: "1\.20" is below Go 1\.21.*actions\/setup-go/,
  ],
  ['a number to YAML', { 'go-version': '1.3' }, /^go-version: "1\.3" is what YAML makes of 1\.30/],
  ['a path that is none', { 'go-version-file': 'a\u0000b' }, /^go-version-file: .* control char/],
  [
    'a hash of another kind',
    { 'toolchain-sum': 'sha256:00' },
    /^toolchain-sum: the value given is not "h1:"/,
  ],
  [
    'a hash that lacks its end',
    { 'toolchain-sum': sum.slice(0, -2) },
    /^toolchain-sum: the value given is not "h1:"/,
  ],
  [
    'a hash with bits too many',
    { 'toolchain-sum': sum.replace('U=', 'V=') },
    /^toolchain-sum: the value given is not "h1:"/,
  ],
])('%s is one problem with what would be accepted', (_, raw, problem) => {
  expect(parseInputs(raw)).toEqual({ problems: [expect.stringMatching(problem)] });
});

describe('for the log', () => {
  test.each<[string, RawInputs, readonly string[]]>([
    ['neither', {}, []],
    ['a version', { 'go-version': '1.25' }, []],
    ['a file', { 'go-version-file': 'go.mod' }, []],
    [
      'both: the version holds, as in setup-go',
      { 'go-version': '1.25', 'go-version-file': 'go.mod' },
      ['Both go-version and go-version-file are given: go-version (1.25) holds'],
    ],
  ])('%s', (_, raw, lines) => {
    const parsed = parseInputs(raw);
    expect('settings' in parsed && describeGoInputs(parsed.settings)).toEqual(lines);
  });
});
