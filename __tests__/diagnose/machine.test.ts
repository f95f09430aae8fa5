import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkDirectory } from '../../src/diagnose/directories.ts';
import { diagnoseDirect } from '../../src/diagnose/git.ts';
import { repositoryOf } from '../../src/diagnose/repository.ts';
import { createSystemLookup } from '../../src/diagnose/system-lookup.ts';
import { realClock } from '../network/support/clock.ts';

let directory: string;
const tools = { clock: realClock, signal: new AbortController().signal };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gmr-test-diagnose-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('a directory that go writes to', () => {
  test('tells its space', async () => {
    const found = await checkDirectory(tools, 'module cache', directory);
    expect(found).toMatchObject({ path: directory, freeBytes: expect.any(Number) });
    expect(found.fault).toBeUndefined();
  });

  test('that is not there yet is judged by the one it would be made in', async () => {
    const found = await checkDirectory(tools, 'module cache', join(directory, 'pkg', 'mod'));
    expect(found.fault).toBeUndefined();
  });

  test('below a file cannot be', async () => {
    await writeFile(join(directory, 'file'), '');
    const found = await checkDirectory(tools, 'module cache', join(directory, 'file', 'mod'));
    expect(found.fault).toMatchObject({ class: 'permission' });
  });

  // Nobody refuses root anything.
  const whereRefused = process.getuid?.() === 0 ? test.skip : test;
  whereRefused('that is read-only is told', async () => {
    const path = join(directory, 'ro');
    await mkdir(path);
    await chmod(path, 0o555);
    const found = await checkDirectory(tools, 'module cache', path);
    expect(found.fault).toMatchObject({ class: 'permission' });
  });
});

test.each([
  ['github.com/a/b', 'https://github.com/a/b'],
  ['github.com/a/b/v2/cmd', 'https://github.com/a/b'],
  ['bitbucket.org/a/b/c', 'https://bitbucket.org/a/b'],
  ['git.corp.example/team/repo.git/v3', 'https://git.corp.example/team/repo'],
  ['git.corp.example/team.git/repo.git', 'https://git.corp.example/team'],
  ['corp.git/repo', undefined],
  ['git.corp.example/team/repo', undefined],
  ['github.com/a', undefined],
])('the repository of %s is %s', (path, url) => {
  expect(repositoryOf(path)).toBe(url);
});

describe("the system's lookup", () => {
  const lookup = createSystemLookup(process.env, realClock);

  test('gives the addresses', async () => {
    expect(await lookup('localhost', tools.signal)).toContain('127.0.0.1');
  });

  test('passes the code of the failure on', async () => {
    await expect(lookup('no such name', tools.signal)).rejects.toMatchObject({
      code: expect.stringMatching(/^E/),
    });
  });

  test('ends with the signal', async () => {
    const ending = new AbortController();
    const asked = lookup('localhost', ending.signal);
    ending.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });
});

describe('direct', () => {
  const module = 'git.corp.example/team/repo.git';
  const insteadOf = (to: string) => ({
    PATH: process.env['PATH'],
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.${to}.insteadOf`,
    GIT_CONFIG_VALUE_0: 'https://git.corp.example/team/',
  });
  const ask = (env: Readonly<Record<string, string | undefined>>, modulePath?: string) =>
    diagnoseDirect(tools, {
      env,
      platform: process.platform,
      modulePath,
      redact: (text) => text.replaceAll('s3cret', '***'),
    });

  test('without git', async () => {
    expect(await ask({ PATH: directory }, module)).toEqual({
      isUsable: false,
      verdict: 'git is not on PATH: `direct` can fetch nothing',
    });
  });

  test('with nothing to fetch', async () => {
    const found = await ask(insteadOf('file:///nowhere/'));
    expect(found).toMatchObject({ isUsable: true, gitVersion: expect.stringMatching(/^\d+\./) });
  });

  test('with a repository that answers', async () => {
    await promisify(execFile)('git', ['init', '--quiet', '--bare', join(directory, 'repo.git')]);
    const found = await ask(insteadOf(`file://${directory}/`), module);
    expect(found).toMatchObject({
      isUsable: true,
      repository: { url: 'https://git.corp.example/team/repo' },
    });
  });

  test('with a repository that is not there: what git said, without secrets', async () => {
    const found = await ask(insteadOf(`file://${directory}/s3cret/`), module);
    expect(found).toMatchObject({
      isUsable: false,
      repository: { fault: { class: 'vcs-not-found' } },
    });
    expect(found.verdict).toContain('***');
    expect(JSON.stringify(found)).not.toContain('s3cret');
  });

  test('with a host that refuses', async () => {
    const found = await ask(insteadOf('http://127.0.0.1:1/'), module);
    expect(found).toMatchObject({ repository: { fault: { class: 'vcs-network' } } });
  });
});
