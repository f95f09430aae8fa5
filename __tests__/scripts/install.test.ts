import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const script = fileURLToPath(new URL('../../../scripts/install.mjs', import.meta.url));

/** Stands in for npm: notes its arguments, and leaves a `node` of the version that NODE_TO_INSTALL names. */
const fakeNpm = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
mkdirSync('node_modules/.bin', { recursive: true });
const version = process.env.NODE_TO_INSTALL;
if (version) {
  writeFileSync('node_modules/.bin/node', '#!/bin/sh\\necho ' + version + '\\n', { mode: 0o755 });
  writeFileSync('node_modules/.bin/node.cmd', '@echo ' + version + '\\r\\n');
}
if (process.env.NPM_FAILS) {
  console.log('said on stdout');
  console.error('said on stderr');
  process.exit(7);
}
`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-'));
  mkdirSync(join(root, 'scripts'));
  copyFileSync(script, join(root, 'scripts', 'install.mjs'));
  writeFileSync(join(root, '.node-version'), '24\n');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'npm.mjs'), fakeNpm);
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function runInstall(env: Readonly<Record<string, string>> = { NODE_TO_INSTALL: 'v24.21.0' }) {
  const { npm_node_execpath: _, ...inherited } = process.env;
  return spawnSync(process.execPath, [join(root, 'scripts', 'install.mjs')], {
    encoding: 'utf8',
    env: { ...inherited, npm_execpath: join(root, 'npm.mjs'), ...env },
  });
}

function npmCalls(): number {
  const calls = join(root, 'calls');
  return existsSync(calls) ? readFileSync(calls, 'utf8').split('\n').length - 1 : 0;
}

describe('scripts/install.mjs', () => {
  test('installs once while the lockfile stays the same', () => {
    expect(runInstall().status).toBe(0);
    const second = runInstall();
    expect(second).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(npmCalls()).toBe(1);
  });

  test('installs again after the lockfile changed', () => {
    runInstall();
    writeFileSync(join(root, 'package-lock.json'), '{"changed":true}');
    expect(runInstall().status).toBe(0);
    expect(npmCalls()).toBe(2);
  });

  test('prints all that a failing npm said, and tries again the next time', () => {
    const failed = runInstall({ NODE_TO_INSTALL: 'v24.21.0', NPM_FAILS: 'yes' });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('said on stdout');
    expect(failed.stderr).toContain('said on stderr');
    expect(runInstall().status).toBe(0);
    expect(npmCalls()).toBe(2);
  });

  test('fails with a remedy where install scripts are off and PATH has another Node', () => {
    writeFileSync(join(root, '.node-version'), '99\n');
    const result = runInstall({});
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('npm rebuild node --ignore-scripts=false');
  });

  test('takes the Node in PATH where install scripts are off and it is the right one', () => {
    expect(runInstall({}).status).toBe(0);
  });

  test('fails when the installed Node is another one', () => {
    const result = runInstall({ NODE_TO_INSTALL: 'v20.20.2' });
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('v20.20.2');
  });

  test('leaves an install alone that other worktrees share by a link', () => {
    runInstall();
    rmSync(join(root, 'node_modules', '.installed-lockfile'));
    renameSync(join(root, 'node_modules'), join(root, 'shared'));
    symlinkSync(join(root, 'shared'), join(root, 'node_modules'), 'junction');
    expect(runInstall().status).toBe(0);
    expect(npmCalls()).toBe(1);
  });
});
