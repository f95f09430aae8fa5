import { execFile } from 'node:child_process';
import { lchown, lstat, mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** "nobody": owns nothing, and what it may not do is not hidden by being root. */
const nobody = 65_534;

/** How these tests start jobs whose rights count: as they are, or through setpriv where they are root. */
export type OrdinaryUser =
  | { readonly through: readonly string[]; readonly why?: undefined }
  | { readonly through?: undefined; readonly why: string };

const isRoot = () => process.getuid?.() === 0;

let found: Promise<OrdinaryUser> | undefined;

export function findOrdinaryUser(): Promise<OrdinaryUser> {
  found ??= look();
  return found;
}

async function look(): Promise<OrdinaryUser> {
  if (process.getuid === undefined) return { why: 'this system has no users by number' };
  if (!isRoot()) return { through: [] };
  const through = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--'];
  const [program = '', ...args] = through;
  const isPossible = await run(program, [...args, process.execPath, '--version']).then(
    () => true,
    () => false,
  );
  return isPossible ? { through } : { why: 'root, and setpriv cannot start node as nobody' };
}

/** Gives a directory with all in it to the user that `findOrdinaryUser` found. No link is followed. */
export async function giveAway(directory: string): Promise<void> {
  if (isRoot()) await giveTree(directory);
}

async function giveTree(path: string): Promise<void> {
  try {
    const status = await lstat(path);
    if (status.uid !== nobody || status.gid !== nobody) await lchown(path, nobody, nobody);
    if (!status.isDirectory()) return;
    const names = await readdir(path);
    await Promise.all(names.map((name) => giveTree(join(path, name))));
  } catch (error) {
    // Another job of the same user may be at work in it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/**
 * A build cache of the ordinary user's, kept for the next test run: to compile the standard library for each test takes
 * longer than the tests.
 */
export async function ordinaryBuildCache(): Promise<string> {
  const owner = isRoot() ? nobody : process.getuid?.();
  const directory = join(tmpdir(), `gmr-e2e-build-cache-${owner}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (isRoot()) await lchown(directory, nobody, nobody);
  return directory;
}
