/**
 * Files of a directory tree that other processes use at the same time: read without following links out of it, written
 * under another name and renamed, so that no reader ever sees half a file.
 */

import { constants } from 'node:fs';
import {
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import path from 'node:path';

/** Starts with a dot, which no module path may: neither Go nor a mirror takes it for content. */
const stagingPrefix = '.gmr-staging-';

/** What is older was left by a killed run: no step runs for a day. */
const staleStagingMs = 24 * 60 * 60 * 1000;

export interface StoredFile {
  readonly path: string;
  readonly size: number;
}

export interface FileTree {
  /**
   * The regular file `name` (with slashes) below the root; nothing for what is missing, for links, devices and pipes, and
   * for files reached through a link that leads out of the root.
   */
  find(name: string): Promise<StoredFile | undefined>;
}

/** A tree for one pass over many files: where a directory really leads is asked once, not for every file in it. */
export function openTree(root: string): FileTree {
  const leadsInside = createGuard(root);
  return {
    find: async (name) => {
      const file = path.join(root, ...name.split('/'));
      try {
        const status = await lstat(file);
        if (!status.isFile() || !(await leadsInside(path.dirname(file)))) return undefined;
        return { path: file, size: status.size };
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
        throw error;
      }
    },
  };
}

/** Tells whether a directory really lies below `root`, and remembers it. */
function createGuard(root: string): (directory: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  const realRoot = once(() => realpath(root));
  const look = async (directory: string) => {
    const inner = path.relative(await realRoot(), await realpath(directory));
    return inner !== '..' && !inner.startsWith(`..${path.sep}`) && !path.isAbsolute(inner);
  };
  return (directory) => {
    const answer = known.get(directory) ?? look(directory);
    known.set(directory, answer);
    return answer;
  };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

/** Puts files into a tree; the staging directory is on the tree's file system, so that a rename is enough. */
export interface Placement {
  /** Copies `source` to `name` below the root, replacing what is there; a clone where the file system can. */
  copy(source: string, name: string): Promise<void>;
  /** The same, and `source` is gone afterwards; only a rename where both are on one file system. */
  move(source: string, name: string): Promise<void>;
  write(content: string, name: string): Promise<void>;
}

/** Runs `work` with a placement for `root`, which is created if need be; nothing of it is left behind. */
export async function placeFiles<T>(
  root: string,
  work: (placement: Placement) => Promise<T>,
): Promise<T> {
  await mkdir(root, { recursive: true });
  const staging = await mkdtemp(path.join(root, stagingPrefix));
  const leadsInside = createGuard(root);
  const made = new Map<string, Promise<unknown>>();
  let count = 0;
  /** The path of `name`, its directory made. */
  const prepare = async (name: string): Promise<string> => {
    const target = path.join(root, ...name.split('/'));
    const directory = path.dirname(target);
    const making = made.get(directory) ?? mkdir(directory, { recursive: true });
    made.set(directory, making);
    await making;
    if (await leadsInside(directory)) return target;
    throw Object.assign(new Error(`${target} leads out of ${root}`), { code: 'ELOOP' });
  };
  const place = async (name: string, create: (file: string) => Promise<void>) => {
    const staged = path.join(staging, String(count++));
    await create(staged);
    await moveInto(staged, await prepare(name));
  };
  try {
    await removeStaleStaging(root, staging);
    return await work({
      copy: (source, name) =>
        place(name, (staged) => copyFile(source, staged, constants.COPYFILE_FICLONE)),
      move: async (source, name) => {
        try {
          await moveInto(source, await prepare(name));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
          await place(name, (staged) => copyFile(source, staged));
          await rm(source, { force: true });
        }
      },
      write: (content, name) =>
        place(name, async (staged) => {
          const file = await open(staged, 'wx');
          try {
            await file.writeFile(content);
          } finally {
            await file.close();
          }
        }),
    });
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function moveInto(staged: string, target: string): Promise<void> {
  try {
    await rename(staged, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') {
      // Nothing else would ever take away a directory that lies where a file belongs.
      await rm(target, { recursive: true, force: true });
      return rename(staged, target);
    }
    // Windows does not rename over a file that another job has open; if that job brought the same bytes, all is well.
    if (await hasSameBytes(staged, target).catch(() => false)) return;
    throw error;
  }
}

async function removeStaleStaging(root: string, own: string): Promise<void> {
  // Measured against our own directory: the clock of a network file system may differ from this machine's.
  const { mtimeMs: nowMs } = await stat(own);
  for (const name of await readdir(root)) {
    const staging = path.join(root, name);
    if (!name.startsWith(stagingPrefix) || staging === own) continue;
    const status = await lstat(staging).catch(() => undefined);
    if (status !== undefined && nowMs - status.mtimeMs > staleStagingMs) {
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

const compareChunkBytes = 1024 * 1024;

/** Whether two files hold the same bytes. */
export async function hasSameBytes(a: string, b: string): Promise<boolean> {
  const [first, second] = [await open(a), await open(b).catch(() => undefined)];
  try {
    if (second === undefined) return false;
    const { size } = await first.stat();
    if ((await second.stat()).size !== size) return false;
    const [left, right] = [Buffer.alloc(compareChunkBytes), Buffer.alloc(compareChunkBytes)];
    for (let offset = 0; offset < size; ) {
      const [{ bytesRead }, other] = await Promise.all([
        first.read(left, 0, compareChunkBytes, offset),
        second.read(right, 0, compareChunkBytes, offset),
      ]);
      if (bytesRead === 0 || other.bytesRead !== bytesRead) return false;
      if (!left.subarray(0, bytesRead).equals(right.subarray(0, bytesRead))) return false;
      offset += bytesRead;
    }
    return true;
  } finally {
    await Promise.all([first.close(), second?.close()]);
  }
}
