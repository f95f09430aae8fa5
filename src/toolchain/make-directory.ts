import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a directory with all that lie above it.
 * @throws what node:fs throws; on a file system that is read-only `EROFS`, where Node says that something does not exist.
 */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(await findFirstMissing(directory));
    await mkdir(directory, { recursive: true });
  }
}

/** The uppermost one that is to be made: there the system itself says what stands in the way. */
async function findFirstMissing(directory: string): Promise<string> {
  const parent = path.dirname(directory);
  const isThere = await access(parent).then(
    () => true,
    () => parent === directory,
  );
  return isThere ? directory : findFirstMissing(parent);
}
