/**
 * Fails unless two builds from clean, in two directories of different depth, give the same bytes: whoever rebuilds dist/
 * on another machine must be able to tell a difference in the sources from one in the place.
 *
 *     node scripts/check-reproducible.mjs [EXPECTED]
 *
 * EXPECTED, relative to the root, takes the place of the first build: what check-dist has just built there.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { root } from './build-bundle.mjs';
import { compareTrees } from './compare-trees.mjs';

/** Programs of other checks, more than half of node_modules: not worth copying. */
const unneeded = new Set(['node', '@biomejs']);

/**
 * All that the build reads. node_modules is copied and not linked: the bundler makes module ids from the place where a
 * package really lies.
 */
const inputs = [
  'src',
  'LICENSE',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.bundle.json',
  ...readdirSync(join(root, 'node_modules'))
    .filter((name) => !unneeded.has(name))
    .map((name) => `node_modules/${name}`),
];

function build(directory) {
  const script = join(directory, 'scripts', 'bundle.mjs');
  const result = spawnSync(process.execPath, [script], { cwd: directory, stdio: 'inherit' });
  if (result.status !== 0) throw new Error(`the build in ${directory} failed`);
}

const scratch = mkdtempSync(join(tmpdir(), 'reproducible-'));
try {
  const copy = join(scratch, 'a');
  for (const name of inputs) {
    cpSync(join(root, name), join(copy, name), { recursive: true, verbatimSymlinks: true });
  }
  const [, , expected] = process.argv;
  const first = expected === undefined ? join(scratch, 'first result') : resolve(root, expected);
  if (expected === undefined) {
    build(copy);
    renameSync(join(copy, 'dist'), first);
    // Nothing of the first build may be there for the second.
    rmSync(join(copy, 'bundle'), { recursive: true, force: true });
  }

  const second = join(scratch, 'another', 'place', 'for the same');
  mkdirSync(dirname(second), { recursive: true });
  renameSync(copy, second);
  build(second);

  const { files, differences } = compareTrees(first, join(second, 'dist'));
  if (files === 0) throw new Error('the builds gave no file');
  if (differences.length === 0) {
    console.log(`Two clean builds give the same bytes (${files} files).`);
  } else {
    for (const { name, state } of differences) console.error(`${state}: dist/${name}`);
    console.error('The bundle depends on where or when it is built.');
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
