import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const script = fileURLToPath(new URL('../../../scripts/ensure-go.mjs', import.meta.url));
const goName = process.platform === 'win32' ? 'go.exe' : 'go';

/** Stands in for the bundled action: notes what it was started with, and does as BUNDLE says. */
const fakeBundle = `
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
const { BUNDLE, GITHUB_PATH, INSTALLED } = process.env;
const jobs = Object.keys(process.env).filter((name) => /^(GITHUB|ACTIONS)_/.test(name));
const call = {
  args: process.argv.slice(2),
  goMod: readFileSync('go.mod', 'utf8'),
  files: readdirSync('.'),
  directory: process.cwd(),
  jobs,
};
writeFileSync(process.env.CALL, JSON.stringify(call));
console.log('said on stdout');
console.error('said on stderr');
if (BUNDLE === 'fails') process.exit(1);
if (BUNDLE !== 'installs nothing') {
  mkdirSync(INSTALLED, { recursive: true });
  writeFileSync(INSTALLED + '/${goName}', '', { mode: 0o755 });
}
// As the action does: Go's own directory, and where \`go install\` puts programs.
if (BUNDLE !== 'names nothing') appendFileSync(GITHUB_PATH, INSTALLED + '\\n' + INSTALLED + '/installed\\n');
`;

let root: string;
let empty: string;
let installed: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ensure-go-test-'));
  empty = join(root, 'programs');
  installed = join(root, 'installed go', 'bin');
  for (const name of ['scripts', 'dist', 'programs']) mkdirSync(join(root, name));
  copyFileSync(script, join(root, 'scripts', 'ensure-go.mjs'));
  writeFileSync(join(root, '.go-version'), '1.99.3\n');
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'dist', 'index.js'), fakeBundle);
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** As jest starts it; prints the PATH that workers would get. */
function ensureGo(env: Readonly<Record<string, string>> = {}) {
  const file = pathToFileURL(join(root, 'scripts', 'ensure-go.mjs')).href;
  const code = `const { default: ensureGo } = await import(${JSON.stringify(file)});
await ensureGo();
process.stdout.write(process.env.PATH);`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: empty,
      INSTALLED: installed,
      CALL: join(root, 'call'),
      ...env,
    },
  });
}

const wasStarted = () => existsSync(join(root, 'call'));
const readCall = () => JSON.parse(readFileSync(join(root, 'call'), 'utf8'));

describe('with a go on PATH', () => {
  test('starts nothing, says nothing and changes nothing', () => {
    const programs = join(root, 'other programs');
    mkdirSync(programs);
    writeFileSync(join(programs, goName), '', { mode: 0o755 });
    const PATH = [empty, programs].join(delimiter);
    expect(ensureGo({ PATH })).toMatchObject({ status: 0, stdout: PATH, stderr: '' });
    expect(wasStarted()).toBe(false);
  });

  test('a directory of that name is none', () => {
    mkdirSync(join(empty, goName));
    expect(ensureGo().status).toBe(0);
    expect(wasStarted()).toBe(true);
  });
});

describe('without one', () => {
  test('the bundled action installs the version of .go-version, which comes first in PATH', () => {
    const { status, stdout, stderr } = ensureGo();
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${installed}${delimiter}${empty}` });
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining('Go 1.99.3')]);
    expect(readCall().args).toContain('--go-version=1.99.3');
  });

  test('in a module of its own that needs nothing, and is gone afterwards', () => {
    ensureGo();
    const { goMod, files, directory } = readCall();
    expect(goMod).not.toContain('require');
    expect(files).not.toContain('go.sum');
    expect(existsSync(directory)).toBe(false);
  });

  test("a job's own files and services are not its business", () => {
    const own = join(root, 'path of the job');
    writeFileSync(own, '');
    const { status } = ensureGo({
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: join(root, 'output'),
      GITHUB_PATH: own,
      ACTIONS_RUNTIME_TOKEN: 'secret',
    });
    expect(status).toBe(0);
    expect(readCall().jobs.sort()).toEqual(['GITHUB_ACTIONS', 'GITHUB_PATH', 'GITHUB_WORKSPACE']);
    expect(readFileSync(own, 'utf8')).toBe('');
  });
});

describe('fails with what to do, and with all that the action said', () => {
  test.each([
    ['fails', 'exit code 1'],
    ['names nothing', 'named no directory'],
    ['installs nothing', 'named no directory'],
  ])('where the action %s', (what, why) => {
    const { status, stderr } = ensureGo({ BUNDLE: what });
    expect(status).toBe(1);
    for (const said of [why, 'install Go 1.99.3', 'said on stdout', 'said on stderr']) {
      expect(stderr).toContain(said);
    }
    expect(existsSync(readCall().directory)).toBe(false);
  });
});
