/** Puts an unpacked toolchain into the tool cache while other jobs may do the same, and others run a Go from there. */

import { lstat, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renamePatiently } from '../cache/patient-rename.ts';
import { isSameTree } from './same-tree.ts';
import { isComplete, type ToolCachePlace } from './tool-cache.ts';

/** Each time somebody else has put something there since it was last looked at. */
const mostTries = 8;

/** What systems say where a directory cannot be renamed because its new name is taken. */
const takenCodes = ['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EISDIR'];

/**
 * Renames `tree`, which lies in `staging`, to its place and writes the marker, last. A Go that is complete there stays
 * untouched, and `tree` where it is. What has no marker was left by a job that was killed, and is moved into `staging` to be
 * removed with it; unless it is the same in every byte, as that of another job which is just about to write the marker.
 *
 * @throws what node:fs throws, or the signal's reason.
 */
export async function placeTree(options: {
  readonly tree: string;
  /** Of this caller alone, on the file system of the tool cache. */
  readonly staging: string;
  readonly place: ToolCachePlace;
  readonly platform: NodeJS.Platform;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { tree, staging, place, platform, signal } = options;
  await mkdir(path.dirname(place.directory), { recursive: true });
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    if (await isComplete(place, platform)) return;
    const isLast = tries === mostTries;
    if (await moveIn(tree, place.directory, isLast)) break;
    const found = await identify(place.directory);
    if (await isSameTree(place.directory, tree, signal)) break;
    await moveAway(place.directory, path.join(staging, `replaced-${tries}`), found);
  }
  const marker = path.join(staging, 'complete');
  await writeFile(marker, '', { flag: 'wx' });
  await renamePatiently(marker, place.marker);
}

/** False where something has the name already. */
async function moveIn(tree: string, directory: string, isLast: boolean): Promise<boolean> {
  try {
    await renamePatiently(tree, directory);
    return true;
  } catch (error) {
    const isTaken = takenCodes.includes((error as NodeJS.ErrnoException).code ?? '');
    if (!isTaken || isLast) throw error;
    return false;
  }
}

async function moveAway(
  directory: string,
  away: string,
  expected: string | undefined,
): Promise<void> {
  try {
    await renamePatiently(directory, away);
  } catch (error) {
    // Another job was faster.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await identify(away)) === expected) return;
  // It came there after the other was looked at: somebody's whole Go, as far as anyone knows. If the place is taken again
  // already, that one serves as well.
  await rename(away, directory).catch(() => undefined);
}

async function identify(file: string): Promise<string | undefined> {
  const status = await lstat(file, { bigint: true }).catch(() => undefined);
  return status && `${status.dev}-${status.ino}`;
}
