/** The files between the module cache and the directory that the cache client packs and unpacks. */

import { chmod, copyFile, link, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { findFile, placeFiles } from '../cache/file-tree.ts';
import { forEachParallel } from '../cache/parallel.ts';
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
    await forEachParallel(files, parallelFiles, signal, async (name) => {
      const source = await findFile(moduleCacheDownloadDirectory, name);
      if (source === undefined) return;
      const target = path.join(workspace, archivedPath, ...name.split('/'));
      await mkdir(path.dirname(target), { recursive: true });
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
  const unpacked = path.join(workspace, archivedPath);
  const names: string[] = [];
  let bytes = 0;
  try {
    await placeFiles(moduleCacheDownloadDirectory, (placement) =>
      forEachParallel(files, parallelFiles, signal, async (name) => {
        const source = await findFile(unpacked, name);
        if (source === undefined || (await lstat(source.path)).nlink > 1) return;
        if ((await findFile(moduleCacheDownloadDirectory, name)) !== undefined) return;
        await chmod(source.path, fileMode);
        await placement.move(source.path, name);
        names.push(name);
        bytes += source.size;
      }),
    );
  } catch (error) {
    throw storageError(error, 'the restored module cache');
  }
  return { names: names.sort(), bytes };
}
