import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FakeGitHub, token } from './fake-github.ts';
import { runScript } from './run-script.ts';

const commit = 'c0ffee'.padEnd(40, '0');

/** These scripts read no file. */
const run = (script: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  runScript(tmpdir(), script, args, env);

describe('with the releases of the repository', () => {
  let github: FakeGitHub;
  let env: Readonly<Record<string, string>>;

  beforeEach(async () => {
    github = new FakeGitHub();
    env = await github.start();
  });

  afterEach(() => github.close());

  test('move-major-tag moves a tag that exists, and names what it was', async () => {
    github.releases = [{ tag_name: 'v1.2.3' }, { tag_name: 'v1.2.2' }];
    github.refs.set('refs/tags/v1', 'before').set('refs/tags/v1.2.3', commit);
    const { code, stdout } = await run('move-major-tag.mjs', ['v1.2.3', commit], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `v1: before -> ${commit} (v1.2.3)\n` });
    expect(github.orders).toEqual([`PATCH git/refs/tags/v1 {"sha":"${commit}","force":true}`]);
    expect([...github.tokens]).toEqual([`Bearer ${token}`]);
  });

  test('move-major-tag makes a tag that only longer names begin with', async () => {
    github.releases = [{ tag_name: 'v1.0.0' }];
    github.refs.set('refs/tags/v1.0.0', commit).set('refs/tags/v10', 'other');
    const { code, stdout } = await run('move-major-tag.mjs', ['v1.0.0', commit], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `v1: new -> ${commit} (v1.0.0)\n` });
    expect(github.orders).toEqual([`POST git/refs {"ref":"refs/tags/v1","sha":"${commit}"}`]);
  });

  test.each([
    ['a prerelease', 'v1.3.0-rc.1', 'v1.3.0-rc.1 is a prerelease'],
    ['a patch of an older minor version', 'v1.2.4', 'v1.2.5 is newer than v1.2.4'],
  ])('move-major-tag leaves it for %s', async (_, tag, because) => {
    github.releases = [{ tag_name: 'v1.2.5' }, { tag_name: 'v1.2.4' }];
    github.refs.set('refs/tags/v1', 'before');
    const { code, stdout } = await run('move-major-tag.mjs', [tag, commit], env);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `The major tag stays where it is: ${because}.\n`,
    });
    expect(github.orders).toEqual([]);
  });

  test('move-major-tag takes no notice of drafts, and of what was marked as a prerelease', async () => {
    github.releases = [
      { tag_name: 'v1.4.0', draft: true },
      { tag_name: 'v1.3.0', prerelease: true },
      { tag_name: 'v1.2.4' },
    ];
    const { stdout } = await run('move-major-tag.mjs', ['v1.2.4', commit], env);
    expect(stdout).toContain('v1: new');
  });

  test('move-major-tag fails for a release that was marked as a prerelease afterwards', async () => {
    github.releases = [{ tag_name: 'v1.3.0', prerelease: true }, { tag_name: 'v1.2.4' }];
    const { code, stderr } = await run('move-major-tag.mjs', ['v1.3.0', commit], env);
    expect(code).toBe(1);
    expect(stderr).toContain('v1.3.0 is not published, or is marked as a prerelease');
    expect(github.orders).toEqual([]);
  });

  test('move-major-tag finds the newer release on a later page', async () => {
    const many = Array.from({ length: 250 }, (_, patch) => ({ tag_name: `v1.0.${patch}` }));
    github.releases = many;
    const { stdout } = await run('move-major-tag.mjs', ['v1.0.248', commit], env);
    expect(stdout).toContain('v1.0.249 is newer than v1.0.248');
  });

  test.each([
    ['what GitHub says, and where to read on, when it refuses', 403],
    ['the same for an outage', 502],
  ])('move-major-tag fails with %s', async (_, status) => {
    github.releases = [{ tag_name: 'v1.0.0' }];
    github.refusal = status;
    const { code, stderr } = await run('move-major-tag.mjs', ['v1.0.0', commit], env);
    expect(code).toBe(1);
    expect(stderr).toContain(`POST git/refs: ${status}`);
    expect(stderr).toContain('Resource not accessible by integration');
    expect(stderr).toContain('docs/releasing.md');
    expect(stderr).not.toContain(token);
  });

  test.each([
    ['a tag for a commit', ['v1.0.0', 'v1.0.0'], 'is no commit'],
    ['a branch for a tag', ['main', commit], 'is no release tag'],
    ['nothing', [], 'is no commit'],
  ])('move-major-tag refuses %s', async (_, args, message) => {
    const { code, stderr } = await run('move-major-tag.mjs', args, env);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(github.orders).toEqual([]);
  });

  test('move-major-tag names the variable that is missing', async () => {
    const { code, stderr } = await run('move-major-tag.mjs', ['v1.0.0', commit], {
      ...env,
      GH_TOKEN: '',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('GH_TOKEN is not set');
  });

  test.each([
    ['the newest release', 'v1.3.0', '--latest=true\n'],
    ['a patch of an older version', 'v1.1.1', '--latest=false\n'],
    ['a prerelease', 'v1.3.0-rc.1', '--prerelease\n--latest=false\n'],
  ])('print-flags marks %s', async (_, tag, flags) => {
    github.releases = [{ tag_name: 'v1.2.0' }];
    const { code, stdout } = await run('print-flags.mjs', [tag], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: flags });
  });
});
