/** A directory with all modules of a project: `npm run bundle-modules -- PROJECT DIRECTORY [--include-private] [--name=value …]`. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
// npm runs scripts in the directory of package.json, and tells where it was called.
const called = process.env.INIT_CWD ?? process.cwd();
const given = process.argv.slice(2);
const flags = given.filter((argument) => argument.startsWith('-'));
const [project, directory, ...others] = given.filter((argument) => !argument.startsWith('-'));

if (project === undefined || directory === undefined || others.length > 0) {
  console.error(
    'usage: npm run bundle-modules -- PROJECT DIRECTORY [--include-private] [--name=value …]',
  );
  process.exitCode = 1;
} else {
  const cwd = resolve(called, project);
  const { status, error } = spawnSync(
    process.execPath,
    [join(root, 'dist', 'index.js'), 'bundle-modules', ...flags, resolve(called, directory)],
    { cwd, stdio: 'inherit', env: { ...process.env, GITHUB_WORKSPACE: cwd } },
  );
  if (error) console.error(`${cwd}: ${error.message}`);
  process.exitCode = status ?? 1;
}
