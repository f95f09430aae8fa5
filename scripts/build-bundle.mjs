import { spawn } from 'node:child_process';
import { cpSync, lstatSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledLicenses } from './licenses.mjs';

/** The repository's root, where every path below starts. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const compiler = 'node_modules/typescript/bin/tsc';
const bundler = 'node_modules/@vercel/ncc/dist/ncc/cli.js';
// Always the same place: module ids in the bundle are made from paths, so that another one would change bytes of dist/.
const stage = 'bundle/stage';
const parts = 'bundle/parts';

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
export async function buildBundle(target) {
  if (lstatSync(join(root, 'node_modules')).isSymbolicLink()) {
    console.error(
      'node_modules is a link, which changes bytes of the bundle: try it out, do not commit it.',
    );
  }
  for (const path of [stage, parts, target])
    rmSync(join(root, path), { recursive: true, force: true });
  // ncc stops at TypeScript 7 sources (its loader crashes), so it gets compiled ones; without maps, whose comments it
  // would copy into the bundle.
  await run(compiler, ['-p', 'tsconfig.bundle.json']);
  // Side by side, for the bundler works on one core; each in a directory of its own, for it deletes every script below it.
  await Promise.all(
    bundles.map(([entry], part) => {
      const out = `${parts}/${part}`;
      return run(bundler, ['build', `${stage}/${entry}`, '--out', out, '--no-cache', '--quiet']);
    }),
  );
  for (const [part, [, directory]] of bundles.entries()) {
    cpSync(join(root, parts, String(part)), join(root, `${target}${directory}`), {
      recursive: true,
    });
  }
  writeFileSync(join(root, target, 'licenses.txt'), bundledLicenses(root));
  for (const path of [stage, parts]) rmSync(join(root, path), { recursive: true, force: true });
}

/** Ends this process, too, where the script fails: half a bundle is none. */
function run(script, args) {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (status) => {
      if (status !== 0) process.exit(status ?? 1);
      resolve();
    });
  });
}
