import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createNetrcLookup, loadNetrc, netrcPlaces, parseNetrc } from '../../src/network/netrc.ts';

const entry = (machine: string, login = 'u', password = 'p') => ({ machine, login, password });

describe('parseNetrc reads as cmd/go does', () => {
  test.each([
    ['one line', 'machine a.test login u password p', [entry('a.test')]],
    ['several lines', 'machine a.test\n  login u\n\tpassword p\r\n', [entry('a.test')]],
    ['password first', 'machine a.test password p login u', [entry('a.test')]],
    [
      'two machines',
      'machine a login u password p\nmachine b login u password p',
      [entry('a'), entry('b')],
    ],
    ['a machine without password', 'machine a login u\nmachine b login u password p', [entry('b')]],
    ['account is skipped', 'machine a login u account x password p', [entry('a')]],
    [
      'a macro up to the empty line',
      'machine a login u password p\nmacdef m\nmachine b login u password p\n\nmachine c login u password p',
      [entry('a'), entry('c')],
    ],
    [
      'default ends the file',
      'machine a login u password p\ndefault\nmachine b login u password p',
      [entry('a')],
    ],
    [
      'default with credentials is none',
      'default login u password p\nmachine b login u password p',
      [entry('b')],
    ],
    ['a token at the end of its line has no value', 'machine\na.test login u password p', []],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(parseNetrc(text)).toEqual(expected);
  });

  test('any text', () => {
    const word = fc.constantFrom(
      'machine',
      'login',
      'password',
      'macdef',
      'default',
      'x',
      '\n',
      ' ',
      '\r\n',
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        for (const found of parseNetrc(words.join(' '))) {
          expect(Object.values(found)).not.toContain('');
        }
      }),
    );
  });
});

describe('whose entry a URL gets', () => {
  const find = createNetrcLookup([
    entry('a.test', 'host'),
    entry('a.test', 'second'),
    entry('a.test:8443', 'port'),
    entry('a.test/deep/path', 'path'),
    entry('https://b.test/', 'written as a URL'),
  ]);
  test.each([
    ['https://a.test/x/@v/list', 'host'],
    ['https://A.test/', 'host'],
    ['https://a.test:8443/x', 'port'],
    ['https://a.test:9443/x', 'host'],
    ['https://a.test/deep/path/x', 'path'],
    ['https://a.test/deep/pathology', 'host'],
    ['https://b.test/', 'written as a URL'],
    ['https://x.a.test/', undefined],
    ['http://a.test/', undefined],
  ])('%s: %s', (url, username) => {
    expect(find(new URL(url))?.username).toBe(username);
  });
});

test('credentials tell where they stand, and nothing of what they are', () => {
  const find = createNetrcLookup([entry('a.test:8443', 'name', 'word')], '/home/u/.netrc');
  const found = find(new URL('https://a.test:8443/x'));
  expect(found).toEqual({
    username: 'name',
    password: 'word',
    origin: '`machine a.test:8443` in /home/u/.netrc',
  });
});

describe('which file is read', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'netrc-'));
    for (const name of ['.netrc', '_netrc', 'named']) {
      await writeFile(join(home, name), `machine a.test login ${name} password p`);
    }
  });
  afterEach(() => rm(home, { recursive: true }));

  test.each([
    ['~/.netrc', 'linux', (dir: string) => ({ HOME: dir }), '.netrc'],
    ['NETRC', 'linux', (dir: string) => ({ HOME: dir, NETRC: join(dir, 'named') }), 'named'],
    [
      'a missing NETRC',
      'linux',
      (dir: string) => ({ HOME: dir, NETRC: join(dir, 'none') }),
      undefined,
    ],
    ['no home', 'linux', () => ({}), undefined],
    ['a home without one', 'linux', (dir: string) => ({ HOME: join(dir, 'none') }), undefined],
  ] as const)('%s', async (_, platform, env, username) => {
    const find = await loadNetrc(env(home), platform);
    expect(find(new URL('https://a.test/'))?.username).toBe(username);
  });
});

test.each([
  ['macOS', 'darwin', { HOME: '/Users/u', USERPROFILE: 'x' }, ['/Users/u/.netrc']],
  [
    'Windows, the old spelling first',
    'win32',
    { USERPROFILE: 'C:\\Users\\u' },
    ['C:\\Users\\u\\_netrc', 'C:\\Users\\u\\.netrc'],
  ],
  ['Windows, where only a shell of MSYS has set HOME', 'win32', { HOME: '/c/Users/u' }, []],
  ['NETRC', 'win32', { USERPROFILE: 'C:\\u', NETRC: 'D:\\n' }, ['D:\\n']],
] as const)('places on %s', (_name, platform, env, expected) => {
  expect(netrcPlaces(env, platform)).toEqual(expected);
});
