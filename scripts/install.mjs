/**
 * Installs the locked packages when they are not there yet, or when package-lock.json changed since the last time.
 * Runs before `npm start` and `npm test`, also on Node 20 and with an empty node_modules: nothing but Node's own modules
 * may be imported here.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = join(root, 'node_modules');
const marker = join(packages, '.installed-lockfile');
const onWindows = process.platform === 'win32';

/** Platform and architecture count too: a directory shared with a container or another machine holds other binaries. */
function fingerprint() {
  const lockfile = readFileSync(join(root, 'package-lock.json'));
  const digest = createHash('sha256').update(lockfile).digest('hex');
  return `${digest} ${process.platform}-${process.arch}`;
}

function isInstalled(wanted) {
  return existsSync(marker) && readFileSync(marker, 'utf8') === wanted;
}

/** Several git worktrees may share one install by a link: `npm ci` would empty it under the others' feet. */
function isShared() {
  return lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** `npm ci`, silent unless it fails; then everything it said is printed. */
function install() {
  console.error('Installing the locked packages (npm ci) ...');
  const args = ['ci', '--no-audit', '--no-fund'];
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  // The npm that runs this script, or else the one in PATH; on Windows that is npm.cmd, which only a shell starts.
  const npm = process.env.npm_execpath;
  const result = npm
    ? spawnSync(process.env.npm_node_execpath ?? process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: onWindows });
  if (result.status === 0) return;
  console.error(`${result.stdout ?? ''}${result.stderr ?? ''}`.trimEnd());
  if (result.error) console.error(`npm could not be started: ${result.error.message}`);
  fail('npm ci failed: see its output above.');
}

/** The Node that npm scripts get: the installed one, or the first in PATH, which is the one running this. */
function scriptsNodeVersion() {
  const installed = join(packages, '.bin', onWindows ? 'node.cmd' : 'node');
  if (!existsSync(installed)) return process.version;
  // A .cmd is started by a shell, which would end the name at a space.
  const command = onWindows ? `"${installed}"` : installed;
  const result = spawnSync(command, ['--version'], { encoding: 'utf8', shell: onWindows });
  return result.status === 0 ? result.stdout.trim() : 'one that does not start';
}

function requireNode() {
  const major = readFileSync(join(root, '.node-version'), 'utf8').trim();
  const version = scriptsNodeVersion();
  if (version.startsWith(`v${major}.`)) return;
  fail(
    [
      `The scripts need Node ${major}, as the action itself does, and would get ${version}.`,
      `The package \`node\` brings it by an install script, which npm skips where ignore-scripts is set. Do one of:`,
      `  npm rebuild node --ignore-scripts=false`,
      `  put Node ${major} first in PATH`,
    ].join('\n'),
  );
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

const wanted = fingerprint();
if (isShared()) {
  requireNode();
} else if (isInstalled(wanted)) {
  requireNode();
} else {
  install();
  requireNode();
  writeFileSync(marker, wanted);
}
