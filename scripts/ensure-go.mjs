/**
 * Jest's globalSetup: sees to it that the tests find a `go`. Where PATH has none, the bundled action installs the version in
 * .go-version, as it does in a job, and puts it first in the PATH that jest's workers inherit.
 */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = join(root, 'dist', 'index.js');

/** Changes `process.env.PATH` where it has no `go`. Throws with what to do where none can be installed. */
export default function ensureGo() {
  const path = process.env.PATH ?? '';
  if (path.split(delimiter).some(hasGo)) return;
  const version = readFileSync(join(root, '.go-version'), 'utf8').trim();
  console.error(`No go on PATH: the bundled action looks for Go ${version}, or installs it ...`);
  process.env.PATH = `${install(version)}${delimiter}${path}`;
}

function hasGo(directory) {
  const program = join(directory, process.platform === 'win32' ? 'go.exe' : 'go');
  try {
    accessSync(program, constants.X_OK);
    return directory !== '' && statSync(program).isFile();
  } catch {
    return false;
  }
}

/** The directory of the installed `go`. */
function install(version) {
  // A module that needs nothing: only Go itself is fetched.
  const module = mkdtempSync(join(tmpdir(), 'ensure-go-'));
  try {
    writeFileSync(join(module, 'go.mod'), 'module example.com/nothing\n\ngo 1.21\n');
    const pathFile = join(module, 'path');
    writeFileSync(pathFile, '');
    const args = [bundle, `--go-version=${version}`, '--working-directory=.'];
    const { status, signal, stdout, stderr, error } = spawnSync(process.execPath, args, {
      cwd: module,
      // As in a job: on a terminal there are no later steps to write PATH for.
      env: {
        ...withoutJob(process.env),
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: module,
        GITHUB_PATH: pathFile,
      },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const output = `${stdout ?? ''}${stderr ?? ''}`.trim();
    if (status !== 0)
      throw failure(version, error?.message ?? signal ?? `exit code ${status}`, output);
    // Beside Go's own directory there may be the one where `go install` puts programs.
    const directory = readFileSync(pathFile, 'utf8').split(/\r?\n/).find(hasGo);
    if (directory === undefined) throw failure(version, 'it named no directory with a go', output);
    return directory;
  } finally {
    rmSync(module, { recursive: true, force: true });
  }
}

/** In a CI job the outputs, the summary and the cache service belong to the step that runs the tests. */
function withoutJob(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(?:GITHUB|ACTIONS)_/i.test(name)),
  );
}

function failure(version, why, output) {
  return new Error(
    [
      `The tests need a go on PATH, and Go ${version} could not be installed: ${why}.`,
      'Do one of:',
      '  name a mirror that can be reached from here, in GOPROXY, and start again',
      `  install Go ${version} or newer and put its bin directory into PATH`,
      'The bundled action said:',
      output || '(nothing)',
    ].join('\n'),
  );
}
