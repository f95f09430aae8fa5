/** Deletes modules from a module cache so that Go fetches them anew. */

import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ModuleVersion } from '../module/path.ts';
import { cacheName, treeName } from './content.ts';
import { storageError } from './storage-failure.ts';

/**
 * Everything that Go looks at before it fetches a module again: while one of the files is left Go fails or goes on with
 * it. .lock stays, another process may hold it.
 */
const fileEndings = ['.zip', '.ziphash', '.mod', '.info', '.partial'];

/**
 * Removes the modules from the module cache: their files in cache/download and the unpacked trees.
 *
 * @param moduleCacheDirectory GOMODCACHE
 * @throws FailureError `permission` when something cannot be deleted.
 */
export async function removeModules(
  moduleCacheDirectory: string,
  modules: readonly ModuleVersion[],
): Promise<void> {
  for (const module of modules) {
    const tree = path.join(moduleCacheDirectory, treeName(module));
    const file = path.join(moduleCacheDirectory, 'cache', 'download', cacheName(module));
    try {
      // The tree first: without its zip Go would still build from it.
      await makeWritable(tree);
      await rm(tree, { recursive: true, force: true });
      for (const ending of fileEndings) {
        await rm(file + ending, { recursive: true, force: true });
      }
    } catch (error) {
      throw storageError(error, `deleting ${treeName(module)} in ${moduleCacheDirectory}`);
    }
  }
}

/** Go makes unpacked directories read-only, and nothing can be deleted from those. Links are not followed. */
async function makeWritable(directory: string): Promise<void> {
  const status = await lstat(directory).catch(() => undefined);
  if (!status?.isDirectory()) return;
  await chmod(directory, status.mode | 0o700);
  const entries = await readdir(directory, { withFileTypes: true });
  for (const entry of entries) {
    if (entry.isDirectory()) await makeWritable(path.join(directory, entry.name));
  }
}
