/**
 * How a running job says what it uses of a local cache: `jobs/<process>-<random>.json` names it, written before the job looks
 * for anything, renewed every minute, deleted at the end. Nobody waits for a mark. It counts until its process is known to
 * be gone, or was silent for half an hour, so that kill -9 keeps modules from eviction for that long and no longer. All
 * times compared are the file server's.
 */

import { randomUUID } from 'node:crypto';
import { lstat, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Cancel, Clock } from '../effects.ts';
import { placeFiles } from './file-tree.ts';
import { touchJson } from './key-record.ts';
import { isOwnerGone, ownerName } from './owner.ts';

const renewalMs = 60_000;

/** Many renewals, so that a busy machine keeps its mark, and more than clocks of machines differ by. */
const silenceMs = 30 * 60_000;

const folder = 'jobs';
const markName = /^[0-9a-z]+-\d+-[0-9a-f-]{36}\.json$/;
const probeName = /^[0-9a-z]+-\d+-[0-9a-f-]{36}\.now$/;

export interface JobMark {
  /** Stops the renewal and deletes the mark. Never throws: a mark that stays only grows old. */
  remove(): Promise<void>;
}

/**
 * Marks `uses` (modules as `cacheName` writes them, and names of key records) in the cache at `directory`.
 * @throws what node:fs throws where nothing can be written.
 */
export async function markInUse(
  directory: string,
  uses: readonly string[],
  clock: Clock,
): Promise<JobMark> {
  const name = `${folder}/${ownerName()}-${randomUUID()}.json`;
  const file = path.join(directory, name);
  const write = () =>
    placeFiles(directory, (placement) => placement.write(JSON.stringify({ uses }), name));
  let isOver = false;
  let cancel: Cancel = () => {};
  let renewal: Promise<void> = Promise.resolve();
  const renewLater = () => {
    cancel = clock.after(renewalMs, () => {
      renewal = touchJson(file)
        .catch((error: NodeJS.ErrnoException) => {
          // This machine slept for so long that the mark was taken for a dead job's.
          if (error.code === 'ENOENT') return write();
          return undefined;
        })
        .catch(() => undefined)
        .then(() => {
          if (!isOver) renewLater();
        });
    });
  };
  await write();
  renewLater();
  return {
    remove: async () => {
      isOver = true;
      cancel();
      await renewal;
      await rm(file, { force: true }).catch(() => undefined);
    },
  };
}

export interface JobMarks {
  /** What is in use now; reads the marks that have come since the last call. Marks of dead jobs are deleted. */
  read(): Promise<(use: string) => boolean>;
}

/** The marks of all jobs that use the cache at `directory`. */
export function openMarks(directory: string): JobMarks {
  const marks = path.join(directory, folder);
  /** What a mark says never changes; `all` where that cannot be read. */
  const known = new Map<string, ReadonlySet<string> | 'all'>();
  return {
    read: async () => {
      const now = await askFileServer(marks);
      const names = await listNames(marks);
      const alive: (ReadonlySet<string> | 'all')[] = [];
      for (const name of names) {
        const file = path.join(marks, name);
        if (await isLeftOver(file, now)) {
          await rm(file, { force: true }).catch(() => undefined);
        } else if (markName.test(name)) {
          const uses = known.get(name) ?? (await readMark(file));
          if (uses === undefined) continue;
          known.set(name, uses);
          alive.push(uses);
        }
      }
      return (use) => alive.some((uses) => uses === 'all' || uses.has(use));
    },
  };
}

/**
 * The file server's time, told by a file made for that. Made in the directory that is read next: a client of a network
 * file system then has to ask for its content anew. Undefined where no file can be made; no mark is too old then.
 */
async function askFileServer(marks: string): Promise<number | undefined> {
  const probe = path.join(marks, `${ownerName()}-${randomUUID()}.now`);
  try {
    await writeFile(probe, '', { flag: 'wx' });
    return (await stat(probe)).mtimeMs;
  } catch {
    return undefined;
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

async function listNames(marks: string): Promise<readonly string[]> {
  try {
    return (await readdir(marks)).filter((name) => markName.test(name) || probeName.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function isLeftOver(file: string, nowMs: number | undefined): Promise<boolean> {
  if (isOwnerGone(path.basename(file))) return true;
  const status = await lstat(file).catch(() => undefined);
  // Far in the future is no sign of life either: such a mark would never grow old.
  return (
    status !== undefined && nowMs !== undefined && Math.abs(nowMs - status.mtimeMs) > silenceMs
  );
}

/** Undefined for a mark that was removed meanwhile. */
async function readMark(file: string): Promise<ReadonlySet<string> | 'all' | undefined> {
  try {
    const { uses } = JSON.parse(await readFile(file, 'utf8')) as { readonly uses: unknown };
    return Array.isArray(uses) ? new Set(uses.map(String)) : 'all';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'all';
  }
}
