/**
 * Files of a directory tree that other processes use at the same time: read without following links out of it, written
 * under another name and renamed, so that no reader ever sees half a file.
 */

import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, open, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { renamePatiently } from './patient-rename.ts';
import { hasSameBytes } from './same-bytes.ts';
import { makeStaging } from './staging-directory.ts';

/** A directory may be taken away as empty between making it and moving a file into it. */
const mostMoves = 5;

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
    // It may be made later, or anew.
    answer.catch(() => known.delete(directory));
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
  /** Of this placement alone, on the tree's file system. Gone when the work is done. */
  readonly staging: string;
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
  rename: (from: string, to: string) => Promise<void> = renamePatiently,
): Promise<T> {
  await mkdir(root, { recursive: true });
  const staging = await makeStaging(root);
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
  const put = async (source: string, name: string) => {
    for (let move = 1; ; move += 1) {
      try {
        return await moveInto(source, await prepare(name), rename);
      } catch (error) {
        const isVanished = (error as NodeJS.ErrnoException).code === 'ENOENT';
        if (!isVanished || move === mostMoves) throw error;
        made.delete(path.dirname(path.join(root, ...name.split('/'))));
      }
    }
  };
  const place = async (name: string, create: (file: string) => Promise<void>) => {
    const staged = path.join(staging, String(count++));
    try {
      await create(staged);
      await put(staged, name);
    } catch (error) {
      // On a full disk half a copy would be in the way of all the others.
      await rm(staged, { force: true }).catch(() => undefined);
      throw error;
    }
  };
  try {
    return await work({
      staging,
      copy: (source, name) =>
        place(name, (staged) => copyFile(source, staged, constants.COPYFILE_FICLONE)),
      move: async (source, name) => {
        try {
          await put(source, name);
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
    await rm(staging, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

async function moveInto(
  staged: string,
  target: string,
  rename: (from: string, to: string) => Promise<void>,
): Promise<void> {
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
