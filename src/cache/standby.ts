/** Takes files for a module cache out of a directory that happens to have them. */

import { openTree, placeFiles } from './file-tree.ts';
import { forEachParallel } from './parallel.ts';
import { storageError } from './storage-failure.ts';

const parallelCopies = 16;

/**
 * Copies those of `files` that `directory`, in the layout of a module proxy, has and the module cache lacks. Nothing is
 * hashed here: the directory is as untrusted as a restored cache, and `go` checks what it unpacks.
 *
 * @param files relative to both directories, with slashes
 * @returns what was copied
 * @throws FailureError `disk-full`, `permission` or `cache-corrupt`, or the reason of the aborted signal.
 */
export async function copyMissing(
  directory: string,
  files: readonly string[],
  moduleCacheDownloadDirectory: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [here, there] = [openTree(directory), openTree(moduleCacheDownloadDirectory)];
  const found: { readonly name: string; readonly source: string }[] = [];
  try {
    await forEachParallel(files, parallelCopies, signal, async (name) => {
      const stored = await here.find(name);
      if (stored === undefined || (await there.find(name)) !== undefined) return;
      found.push({ name, source: stored.path });
    });
    if (found.length === 0) return [];
    await placeFiles(moduleCacheDownloadDirectory, (placement) =>
      forEachParallel(found, parallelCopies, signal, ({ name, source }) =>
        placement.copy(source, name),
      ),
    );
  } catch (error) {
    throw storageError(error, `the files of ${directory}`);
  }
  return found.map(({ name }) => name).sort();
}
