import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseKnownHosts, parseSshKey } from '../../src/git/ssh-input.ts';

const run = promisify(execFile);
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gmr-test-'));
});

afterAll(() => rm(directory, { recursive: true }));

/** Made by ssh-keygen here and now. */
async function keyOf(options: string): Promise<string> {
  const file = join(directory, options.replaceAll(/\W/g, '_'));
  await run('ssh-keygen', ['-q', '-f', file, ...options.split(' ')]);
  return readFile(file, 'utf8');
}

const kinds = [
  ['ed25519', '-t ed25519'],
  ['ecdsa in PEM', '-t ecdsa -m PEM'],
  ['rsa in PKCS8', '-t rsa -b 2048 -m PKCS8'],
] as const;

describe.each(kinds)('a key of %s', (_, options) => {
  test('however it was pasted', async () => {
    const file = join(directory, options.replaceAll(/\W/g, '-'));
    await run('ssh-keygen', ['-q', '-f', file, '-N', '', ...options.split(' ')]);
    const key = await readFile(file, 'utf8');
    for (const pasted of [key, key.trim(), `\n  ${key}\n\n`, key.replaceAll('\n', '\r\n')]) {
      expect(parseSshKey(pasted)).toEqual({ value: key });
    }
  });

  test('with a passphrase is refused, and no part of it is told', async () => {
    const key = await keyOf(`-N secret ${options}`);
    const parsed = parseSshKey(key);
    expect(parsed).toEqual({ problems: [expect.stringMatching(/^is protected by a passphrase/)] });
    expect(JSON.stringify(parsed)).not.toContain(key.split('\n')[2]);
  });
});

test.each([
  ['the public half', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me', /^is the public half/],
  ['a key of PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519', /^is a key of PuTTY; "puttygen/],
  ['half a key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA', /^is not a private key from/],
  ['a path', '/home/me/.ssh/id_ed25519', /^is not a private key from/],
])('%s is not a key', (_, text, problem) => {
  expect(parseSshKey(text)).toEqual({ problems: [expect.stringMatching(problem)] });
});

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ';

test.each<[string, string, readonly string[]]>([
  ['a line', `git.test ${key}`, ['git.test']],
  [
    'names, a port and an address',
    `Git.test,192.0.2.1 ${key}\n[b.test]:2222 ${key}`,
    ['git.test', '192.0.2.1', 'b.test:2222'],
  ],
  ['the port of SSH', `[git.test]:22 ${key}`, ['git.test']],
  ['comments and blank lines', `# git.test:22 SSH-2.0\r\n\r\ngit.test ${key} me\r\n`, ['git.test']],
  [
    'names that only ssh can read',
    `|1|aGVsbG8=|aGVsbG8= ${key}\n*.test ${key}\n!a.test ${key}`,
    [],
  ],
  ['an authority', `@cert-authority git.test ${key}`, ['git.test']],
  ['a revoked key', `@revoked git.test ${key}`, []],
])('known hosts: %s', (_, text, hosts) => {
  const parsed = parseKnownHosts(text);
  expect(parsed).toMatchObject({ value: { hosts } });
  expect(JSON.stringify(parsed)).not.toContain('\\r');
});

test('every line that is none is told, by its number', () => {
  const problem = (line: number) => expect.stringMatching(`^line ${line} is not of the form`);
  expect(parseKnownHosts(`git.test\ngit.test ${key}\nssh-ed25519 AAAA git.test`)).toEqual({
    problems: [problem(1), problem(3)],
  });
});
