/** The diagnosis for the project one is in, or for the example: `npm run doctor -- [mirror …]`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The nearest directory at or above `from` that holds a project of Go. */
function projectAbove(from) {
  for (let at = from; ; at = dirname(at)) {
    if (['go.work', 'go.mod'].some((name) => existsSync(join(at, name)))) return at;
    if (dirname(at) === at) return undefined;
  }
}

// npm runs scripts in the directory of package.json, and tells where it was called.
const cwd =
  projectAbove(process.env.INIT_CWD ?? process.cwd()) ?? join(root, 'examples', 'starter');
const { status } = spawnSync(
  process.execPath,
  [join(root, 'dist', 'index.js'), 'doctor', ...process.argv.slice(2)],
  { cwd, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
