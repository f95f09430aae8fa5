import { lstat } from 'node:fs/promises';

/** Each further try needs another evictor that began before the file was marked. */
const mostTries = 5;

/**
 * Runs `copy`, which reads `stored`, a file of a local cache. An evictor may have it aside for a moment, until it sees that
 * the file is in use and puts it back: then it is copied after all.
 *
 * @returns false where the file is gone, as if it had never been there.
 * @throws what `copy` throws for a file that is there.
 */
export async function copyStored(stored: string, copy: () => Promise<void>): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await copy();
      return true;
    } catch (error) {
      if (!(await isThere(stored))) return false;
      const wasAway = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!wasAway || tries === mostTries) throw error;
    }
  }
}

/** Also true where nobody can tell. */
export function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
  );
}
