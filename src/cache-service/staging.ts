/** The files between the module cache and the directory that the cache client packs and unpacks. */

import { chmod, copyFile, link, lstat, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { openTree, placeFiles } from '../cache/file-tree.ts';
import { forEachParallel } from '../cache/parallel.ts';
import { keepPossible } from '../cache/presence.ts';
import { storageError } from '../cache/storage-failure.ts';
import { archivedPath } from './protocol.ts';

const parallelFiles = 16;

/** What a file of the module cache has to be for every user of it. */
const fileMode = 0o644;

export interface StagedFiles {
  /** Named relative to `cache/download`, with slashes, sorted. */
  readonly names: readonly string[];
  readonly bytes: number;
}

/**
 * Puts those of `files` that the module cache has into `workspace`, as links where the file system allows.
 * @throws FailureError `disk-full`, `permission` or `cache-corrupt`, or the signal's reason.
 */
export async function stage(
  workspace: string,
  files: readonly string[],
  moduleCacheDownloadDirectory: string,
  signal: AbortSignal,
): Promise<StagedFiles> {
  const names: string[] = [];
  let bytes = 0;
  try {
    // An archive of nothing is one, too; a missing directory would be an error.
    await mkdir(path.join(workspace, archivedPath));
    const tree = openTree(moduleCacheDownloadDirectory);
    const made = new Map<string, Promise<unknown>>();
    await forEachParallel(files, parallelFiles, signal, async (name) => {
      const source = await tree.find(name);
      if (source === undefined) return;
      const target = path.join(workspace, archivedPath, ...name.split('/'));
      const directory = path.dirname(target);
      const making = made.get(directory) ?? mkdir(directory, { recursive: true });
      made.set(directory, making);
      await making;
      // Another file system, or one without links.
      await link(source.path, target).catch(() => copyFile(source.path, target));
      names.push(name);
      bytes += source.size;
    });
  } catch (error) {
    throw storageError(error, 'the archive of the module cache');
  }
  return { names: names.sort(), bytes };
}

/**
 * Moves those of `files` that were unpacked and are missing in the module cache into it. The names are the job's own:
 * whatever else an archive holds stays behind, and so do links, hard ones included, which may lead anywhere.
 * @throws FailureError `disk-full`, `permission` or `cache-corrupt`, or the signal's reason.
 */
export async function unstage(
  workspace: string,
  files: readonly string[],
  moduleCacheDownloadDirectory: string,
  signal: AbortSignal,
): Promise<StagedFiles> {
  const wanted = new Set(files);
  const names: string[] = [];
  let bytes = 0;
  try {
    const unpacked = await listFiles(path.join(workspace, archivedPath));
    const present = new Set(
      await keepPossible(moduleCacheDownloadDirectory, files, (name) => name),
    );
    const tree = openTree(moduleCacheDownloadDirectory);
    await placeFiles(moduleCacheDownloadDirectory, (placement) =>
      forEachParallel(unpacked, parallelFiles, signal, async ({ name, file }) => {
        if (!wanted.has(name)) return;
        if (present.has(name) && (await tree.find(name)) !== undefined) return;
        const { nlink, mode, size } = await lstat(file);
        if (nlink > 1) return;
        // Some file systems have no modes, and some of those refuse to be given one: then it is as theirs are.
        if ((mode & 0o7777) !== fileMode) await chmod(file, fileMode).catch(() => undefined);
        await placement.move(file, name);
        names.push(name);
        bytes += size;
      }),
    );
  } catch (error) {
    throw storageError(error, 'the restored module cache');
  }
  return { names: names.sort(), bytes };
}

/** The regular files below `root`, named with slashes; no link is followed, neither to a file nor to a directory. */
async function listFiles(
  root: string,
): Promise<readonly { readonly name: string; readonly file: string }[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return { name: path.relative(root, file).replaceAll(path.sep, '/'), file };
    });
}
