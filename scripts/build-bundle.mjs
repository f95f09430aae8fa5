import { spawnSync } from 'node:child_process';
import { lstatSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledLicenses } from './licenses.mjs';

/** The repository's root, where every path below starts. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const compiler = 'node_modules/typescript/bin/tsc';
const bundler = 'node_modules/@vercel/ncc/dist/ncc/cli.js';
// Always the same place: module ids in the bundle are made from paths, so that another one would change bytes of dist/.
const stage = 'bundle/stage';

/**
 * Entry points and where below the target they go. The client of the cache service is a program of its own: it is as large
 * as everything else, and most runs never start it. So is what hashes modules: a thread starts from a file, and the fewer
 * bytes that has the sooner. The post step is small and has to end well whatever became of the rest.
 */
const bundles = [
  ['main.js', ''],
  ['cache-service/client.js', '/cache-client'],
  ['cache/hash-worker/index.js', '/cache/hash-worker'],
  ['post.js', '/post'],
];

/**
 * Compiles src/ and bundles it with its packages into `target` (relative to the root), which is emptied first.
 * The same sources and lockfile give the same bytes on every machine.
 */
export function buildBundle(target) {
  if (lstatSync(join(root, 'node_modules')).isSymbolicLink()) {
    console.error(
      'node_modules is a link, which changes bytes of the bundle: try it out, do not commit it.',
    );
  }
  for (const path of [stage, target]) rmSync(join(root, path), { recursive: true, force: true });
  // ncc stops at TypeScript 7 sources (its loader crashes), so it gets compiled ones; without maps, whose comments it
  // would copy into the bundle.
  run(compiler, ['-p', 'tsconfig.bundle.json']);
  for (const [entry, directory] of bundles) {
    const out = `${target}${directory}`;
    run(bundler, ['build', `${stage}/${entry}`, '--out', out, '--no-cache', '--quiet']);
  }
  writeFileSync(join(root, target, 'licenses.txt'), bundledLicenses(root));
  rmSync(join(root, stage), { recursive: true, force: true });
}

function run(script, args) {
  const result = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
