import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** "nobody": owns nothing, and what it may not do is not hidden by being root. */
const nobody = '65534';

/** How these tests start jobs whose rights count: as they are, or through setpriv where they are root. */
export type OrdinaryUser =
  | { readonly through: readonly string[]; readonly why?: undefined }
  | { readonly through?: undefined; readonly why: string };

export async function findOrdinaryUser(): Promise<OrdinaryUser> {
  if (process.getuid === undefined) return { why: 'this system has no users by number' };
  if (process.getuid() !== 0) return { through: [] };
  const through = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--'];
  const [program = '', ...args] = through;
  const isPossible = await run(program, [...args, process.execPath, '--version']).then(
    () => true,
    () => false,
  );
  return isPossible ? { through } : { why: 'root, and setpriv cannot start node as nobody' };
}

/** Gives a directory with all in it to the user that `findOrdinaryUser` found. */
export async function giveAway(directory: string): Promise<void> {
  if (process.getuid?.() === 0) await run('chown', ['-R', `${nobody}:${nobody}`, directory]);
}
