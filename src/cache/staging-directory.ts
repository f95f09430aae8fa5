/** Where files of a tree are written before they are renamed to their place, and what killed runs left of such places. */

import { lstat, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isOwnerGone, ownerName } from './owner.ts';

/** Starts with a dot, which no module path may: neither Go nor a mirror takes it for content. */
const prefix = '.gmr-staging-';

/** What nothing was put into or taken out of for longer was left by a killed run; clocks may differ by minutes. */
const staleMs = 60 * 60 * 1000;

/** Makes a directory for this caller alone in `root`, on its file system. What killed runs left there is removed. */
export async function makeStaging(root: string): Promise<string> {
  const make = () => mkdtemp(path.join(root, `${prefix}${ownerName()}-`));
  const staging = await make().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOSPC' && error.code !== 'EDQUOT') throw error;
    await removeLeftOvers(root, undefined);
    return make();
  });
  // Measured against our own directory: the clock of a network file system may differ from this machine's.
  await removeLeftOvers(root, (await stat(staging)).mtimeMs);
  return staging;
}

/** Without `nowMs` only what belongs to processes that are known to be gone. */
async function removeLeftOvers(root: string, nowMs: number | undefined): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const directory = path.join(root, name);
    if (isOwnerGone(name.slice(prefix.length)) || (await isStale(directory, nowMs))) {
      await rm(directory, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function isStale(directory: string, nowMs: number | undefined): Promise<boolean> {
  if (nowMs === undefined) return false;
  const status = await lstat(directory).catch(() => undefined);
  return status !== undefined && nowMs - status.mtimeMs > staleMs;
}
