/** What git itself reads of the settings that it is given. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  makeAccessDirectory,
  removeAccessDirectory,
  writePrivately,
} from '../../src/git/access-directory.ts';
import { addParameters } from '../../src/git/config-parameters.ts';
import { credentialText, tokenSettings } from '../../src/git/token-settings.ts';

let directory: string;

beforeEach(async () => {
  // A shell and git both have a meaning for every one of these.
  directory = join(await mkdtemp(join(tmpdir(), 'gmr-test-')), `it's $HOME "here" !`);
  await mkdir(directory);
});

afterEach(() => rm(join(directory, '..'), { recursive: true }));

function git(args: readonly string[], env: Record<string, string>, input = ''): Promise<string> {
  const variables = {
    PATH: process.env['PATH'],
    HOME: directory,
    GIT_TERMINAL_PROMPT: '0',
    ...env,
  };
  return new Promise((resolve) => {
    const child = execFile('git', [...args], { env: variables }, (error, stdout, stderr) =>
      resolve(error ? stderr : stdout),
    );
    // A command that reads nothing may be gone by now.
    child.stdin?.on('error', () => {}).end(input);
  });
}

async function fill(url: string, parameters: string): Promise<string> {
  return git(['credential', 'fill'], { GIT_CONFIG_PARAMETERS: parameters }, `url=${url}\n\n`);
}

async function tokenFor(host: string, present?: string): Promise<string> {
  const text = credentialText('user', 't0ken');
  const path = await writePrivately(directory, 'credential-0', text);
  return addParameters(present, tokenSettings([{ host, path }]));
}

test.each([
  ['its host', 'git.test', 'https://git.test/a.git', /^password=t0ken$/m],
  ['its host and port', 'git.test:8443', 'https://git.test:8443/a.git', /^password=t0ken$/m],
  ['another host', 'git.test', 'https://other.test/a.git', /terminal prompts disabled/],
  ['a host below it', 'git.test', 'https://sub.git.test/a.git', /terminal prompts disabled/],
  ['another port', 'git.test', 'https://git.test:8443/a.git', /terminal prompts disabled/],
  ['plain http', 'git.test', 'http://git.test/a.git', /terminal prompts disabled/],
])('a token and %s', async (_, host, url, answer) => {
  expect(await fill(url, await tokenFor(host))).toMatch(answer);
});

test('a helper that stores on disk never hears of the token', async () => {
  await writeFile(join(directory, '.gitconfig'), '[credential]\n\thelper = store\n');
  const parameters = await tokenFor('git.test');
  const answer = await fill('https://git.test/', parameters);
  await git(['credential', 'approve'], { GIT_CONFIG_PARAMETERS: parameters }, answer);
  expect(await readdir(directory)).toEqual(expect.not.arrayContaining(['.git-credentials']));
});

test('other settings of the job stay: -c, GIT_CONFIG_PARAMETERS and GIT_CONFIG_COUNT', async () => {
  const env = {
    GIT_CONFIG_PARAMETERS: await tokenFor('git.test', "'test.one'='1'"),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'test.two',
    GIT_CONFIG_VALUE_0: '2',
  };
  const listed = await git(['-c', 'test.three=3', 'config', '--get-regexp', '^test'], env);
  expect(listed.trim().split('\n').sort()).toEqual(['test.one 1', 'test.three 3', 'test.two 2']);
});

test.each(['git@git.test:team/a.git', 'ssh://git@git.test/team/a.git'])(
  '%s goes over https',
  async (url) => {
    const env = { GIT_CONFIG_PARAMETERS: await tokenFor('git.test') };
    expect(await git(['ls-remote', '--get-url', url], env)).toBe('https://git.test/team/a.git\n');
  },
);

test('nobody else may enter the directory, and it is removed with all in it', async () => {
  const made = await makeAccessDirectory(directory);
  const path = await writePrivately(made, 'a', 'text');
  expect([(await stat(made)).mode & 0o777, (await stat(path)).mode & 0o777]).toEqual([
    0o700, 0o600,
  ]);
  expect(await removeAccessDirectory(made)).toBeUndefined();
  expect(await removeAccessDirectory(made)).toBeUndefined();
  expect(await readdir(directory)).toEqual([]);
});

test('no other directory is removed', async () => {
  expect(await removeAccessDirectory(directory)).toContain("none of this action's");
  expect((await stat(directory)).isDirectory()).toBe(true);
});
