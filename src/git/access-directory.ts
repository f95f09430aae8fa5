/** The directory with what git needs and nobody else may read, from its making to its end. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Start of its name: what the post step may remove. */
const prefix = 'gmr-git-';

/** Under this name the post step finds the path, as STATE_<name> in its environment. */
export const stateName = 'git_directory';

/** Only this user may enter it. */
export function makeAccessDirectory(parent: string): Promise<string> {
  return mkdtemp(join(parent, prefix));
}

/** Never there with other rights, not even for a moment. */
export async function writePrivately(
  directory: string,
  name: string,
  text: string,
): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  return path;
}

/**
 * Removes what `makeAccessDirectory` made; one that is gone already is no fault.
 * @returns why it is still there, for the log; undefined where it is not.
 */
export async function removeAccessDirectory(directory: string): Promise<string | undefined> {
  if (!basename(directory).startsWith(prefix)) return `${directory} is none of this action's`;
  try {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
