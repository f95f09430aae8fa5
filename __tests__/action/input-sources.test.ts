import { describe, expect, test } from '@jest/globals';
import {
  findMisspelledInputs,
  parseArguments,
  type RawInputs,
  readRawInputs,
} from '../../src/action/input-sources.ts';
import { inputTable } from '../../src/action/input-table.ts';
import type { Environment } from '../../src/effects.ts';

test.each<[string, Environment, RawInputs]>([
  ['none', { PATH: '/bin' }, {}],
  [
    'as the runner writes them',
    { 'INPUT_CONNECT-TIMEOUT': '5s', INPUT_MIRRORS: 'a\nb' },
    { 'connect-timeout': '5s', mirrors: 'a\nb' },
  ],
  ['as a shell can write them', { INPUT_CONNECT_TIMEOUT: '5s' }, { 'connect-timeout': '5s' }],
  [
    "the runner's spelling wins",
    { 'INPUT_CACHE-DIR': '/a', INPUT_CACHE_DIR: '/b' },
    { 'cache-dir': '/a' },
  ],
  [
    'an empty one does not',
    { 'INPUT_CACHE-DIR': '', INPUT_CACHE_DIR: '/b' },
    { 'cache-dir': '/b' },
  ],
])('variables: %s', (_, env, raw) => expect(readRawInputs(env)).toEqual(raw));

test.each<[string, Environment, string[]]>([
  ['ours', { INPUT_MIRRORS: 'x', 'INPUT_STALL-TIMEOUT': 'x', INPUT_STALL_TIMEOUT: 'x' }, []],
  ["another program's", { INPUT_TOKEN: 'x', INPUT_NODE_VERSION: 'x', INPUTRC: 'x' }, []],
  [
    'a letter left out',
    { INPUT_MIRROR: 'x' },
    ['INPUT_MIRROR is not an input and is ignored; INPUT_MIRRORS is one'],
  ],
  [
    'letters swapped',
    { INPUT_PROIFLE: 'x' },
    [expect.stringContaining('INPUT_PROFILE is one') as never],
  ],
  [
    'lower case',
    { INPUT_retries: '3' },
    [expect.stringContaining('INPUT_RETRIES is one') as never],
  ],
  ['an empty one', { INPUT_MIRROR: '' }, []],
])('misspelled variables: %s', (_, env, warnings) => {
  expect(findMisspelledInputs(env)).toEqual(warnings);
});

test.each<[string, string[], RawInputs]>([
  ['none', [], {}],
  [
    'with an equals sign',
    ['--profile=intranet', '--mirrors=https://m.example/?a=b'],
    { profile: 'intranet', mirrors: 'https://m.example/?a=b' },
  ],
  ['with a space', ['--retries', '3', '--timeout', '5m'], { retries: '3', timeout: '5m' }],
  ['an empty value', ['--cache-suffix='], { 'cache-suffix': '' }],
  ['a list in several flags', ['--mirrors=a', '--mirrors=b'], { mirrors: 'a\nb' }],
  ['a value of several lines', ['--private=a\nb'], { private: 'a\nb' }],
])('flags: %s', (_, argv, raw) => expect(parseArguments(argv)).toEqual({ kind: 'run', raw }));

test.each<[string, string[], RegExp[]]>([
  ['a typo', ['--tiemout=5s'], [/^--tiemout is not a flag: did you mean --timeout$/]],
  ['an unknown flag', ['--verbose'], [/^--verbose is not a flag: --help/]],
  ['no value', ['--retries', '--profile=public'], [/^--retries needs a value: --retries=NUMBER$/]],
  ['given twice', ['--retries=1', '--retries=2'], [/^--retries is given more than once$/]],
  ['several', ['mirrors', '-x', '--relay'], [/^argument 1 /, /^argument 2 /, /^--relay needs/]],
])('problems of flags: %s', (_, argv, expected) => {
  const parsed = parseArguments(argv);
  expect(parsed).toEqual({
    kind: 'problems',
    problems: expected.map((one) => expect.stringMatching(one)),
  });
});

test.each([
  ['a bare mirror', ['https://user:hunter2@mirror.example']],
  ['a mirror after a typo', ['--mirors=https://user:hunter2@mirror.example']],
  ['a mirror given to no flag', ['--relay=off', '--x', 'https://user:hunter2@mirror.example']],
])('credentials are not repeated: %s', (_, argv) => {
  const parsed = parseArguments(argv);
  expect(parsed.kind).toBe('problems');
  expect(JSON.stringify(parsed)).not.toContain('hunter2');
});

describe('--help', () => {
  const parsed = parseArguments(['--help', '--nonsense']);
  const text = parsed.kind === 'help' ? parsed.text : '';
  test.each(inputTable.map(({ name }) => name))('explains %s', (name) => {
    expect(text).toContain(`--${name}=`);
  });
});

test.each<[string, readonly string[], ReturnType<typeof parseArguments>]>([
  [
    'a directory',
    ['bundle-modules', 'out'],
    { kind: 'bundle', raw: {}, directory: 'out', includesPrivate: false },
  ],
  [
    'flags around it',
    ['bundle-modules', '--include-private', 'out', '--mirrors=https://a.example'],
    {
      kind: 'bundle',
      raw: { mirrors: 'https://a.example' },
      directory: 'out',
      includesPrivate: true,
    },
  ],
  [
    'no directory',
    ['bundle-modules', '--include-private'],
    { kind: 'problems', problems: ['bundle-modules needs one directory to write to'] },
  ],
])('a bundle: %s', (_, argv, expected) => {
  expect(parseArguments(argv)).toEqual(expected);
});
