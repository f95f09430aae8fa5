import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runScript } from './run-script.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'release-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const run = (script: string, args: readonly string[]) => runScript(directory, script, args);

describe('in a work tree', () => {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@host.invalid', ...args], {
      cwd: directory,
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });

  beforeEach(() => {
    const files = {
      '.gitattributes': '* text=auto eol=lf\n',
      'action.yml': 'name: x\n',
      'CHANGELOG.md': '# Changelog\n\n## [1.2.3] - 2027-01-01\n\n- One thing.\n',
      'README.md': '# x\n',
      'SECURITY.md': '# x\n',
      LICENSE: 'MIT\n',
      'package.json': '{"version":"1.2.3"}',
      'package-lock.json': '{"version":"1.2.3","packages":{"":{"version":"1.2.3"}}}',
      'dist/index.js': 'export {};\n',
      'dist/package.json': '{"type":"module"}\n',
      'docs/x.md': '# x\n',
      'src/main.ts': 'export {};\n',
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(directory, name, '..'), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'x', '--date', '2027-01-01T00:00:00Z');
  });

  test('check-tag passes a tag that all files agree with', async () => {
    expect(await run('check-tag.mjs', ['v1.2.3'])).toMatchObject({ code: 0, stderr: '' });
  });

  test('check-tag fails with every disagreement', async () => {
    const { code, stderr } = await run('check-tag.mjs', ['v1.2.4']);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(4);
  });

  test('print-notes prints the section of the version', async () => {
    expect(await run('print-notes.mjs', ['v1.2.3'])).toMatchObject({
      code: 0,
      stdout: '- One thing.\n',
    });
  });

  test('print-notes fails for a version without a section', async () => {
    const { code, stdout, stderr } = await run('print-notes.mjs', ['v1.2.4']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('has no section');
  });

  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

  test('pack writes the action as a tarball, and the sums of it and of dist/', async () => {
    expect(await run('pack.mjs', ['v1.2.3', 'assets'])).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(join(directory, 'assets')).sort()).toEqual([
      'SHA256SUMS',
      'go-mod-resilient-v1.2.3.tar.gz',
    ]);
    const tarball = readFileSync(join(directory, 'assets', 'go-mod-resilient-v1.2.3.tar.gz'));
    expect(readFileSync(join(directory, 'assets', 'SHA256SUMS'), 'utf8')).toBe(
      [
        `${sha256(tarball)}  go-mod-resilient-v1.2.3.tar.gz\n`,
        `${sha256(Buffer.from('export {};\n'))}  dist/index.js\n`,
        `${sha256(Buffer.from('{"type":"module"}\n'))}  dist/package.json\n`,
      ].join(''),
    );
    const names = execFileSync('tar', ['-tf', '-'], { input: gunzipSync(tarball) }).toString();
    expect(names).toContain('go-mod-resilient-v1.2.3/action.yml\n');
    expect(names).toContain('go-mod-resilient-v1.2.3/dist/index.js\n');
    expect(names).not.toContain('src/');
    expect(names).not.toContain('package-lock');
  });

  test('pack gives the same bytes again, whatever lies in the work tree and in the git configuration', async () => {
    await run('pack.mjs', ['v1.2.3', 'first']);
    writeFileSync(join(directory, 'dist', 'index.js'), 'changed\n');
    writeFileSync(join(directory, 'dist', 'extra.js'), 'new\n');
    git('config', 'tar.umask', '0077');
    await run('pack.mjs', ['v1.2.3', 'second']);
    for (const name of ['SHA256SUMS', 'go-mod-resilient-v1.2.3.tar.gz']) {
      const [first, second] = ['first', 'second'].map((each) =>
        sha256(readFileSync(join(directory, each, name))),
      );
      expect(second).toBe(first);
    }
  });

  test('pack refuses a name that is no release tag', async () => {
    const { code, stderr } = await run('pack.mjs', ['../v1.2.3', 'assets']);
    expect(code).toBe(1);
    expect(stderr).toContain('expected a tag and a directory');
  });
});
