/** Unpacks the zip of a toolchain, hashing what it writes. */

import { closeSync, fchmodSync, fstatSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { constants, copyFile } from 'node:fs/promises';
import path from 'node:path';
import { FailureError } from '../failure.ts';
import type { ByteSource } from '../module/byte-source.ts';
import { takeTurns } from '../module/event-loop.ts';
import { hashZip } from '../module/h1.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import type { Refusal } from '../module/zip-header.ts';
import { createNameCheck } from './held-names.ts';
import { findCopies, isExecutable } from './release-files.ts';

/** Files written between two turns of the event loop: a few milliseconds where the disk is idle. */
const filesPerTurn = 16;

export interface Unpacked {
  /** The h1 hash of what was written. */
  readonly hash: string;
  /** Relative to the directory, with slashes; without the copies that `go` makes of some. */
  readonly names: readonly string[];
  readonly bytes: number;
}

/**
 * Unpacks a module's zip into `directory`, which is made, as `go` does when it switches to this toolchain; but all stays
 * writable. The hash is taken of the very bytes that are written: whatever became of the zip since somebody last hashed it,
 * what lies in the directory is what this hash tells.
 *
 * Files are written in this thread: handing one over to another thread and back costs more than creating it, and threads
 * that create files on one ext4 wait for each other.
 *
 * @throws FailureError `bad-content` for names that this platform's file system cannot hold, what node:fs throws, or the
 *   signal's reason. What was written is the caller's to remove, after a refusal too.
 */
export async function unpackToolchain(
  source: ByteSource,
  module: ModuleVersion,
  directory: string,
  { platform, signal }: { readonly platform: NodeJS.Platform; readonly signal: AbortSignal },
): Promise<Unpacked | Refusal> {
  const prefix = `${formatModule(module)}/`;
  const names: string[] = [];
  let bytes = 0;
  const create = createFiles(directory, platform);
  let descriptor: number | undefined;
  try {
    const hashed = await hashZip(source, module, {
      takeContent: async (entry, piece, isLast) => {
        const name = entry.slice(prefix.length);
        descriptor ??= create(name);
        writeFileSync(descriptor, piece);
        bytes += piece.length;
        if (!isLast) return;
        if (platform !== 'win32' && isExecutable(name)) allowExecution(descriptor);
        const finished = descriptor;
        descriptor = undefined;
        closeSync(finished);
        names.push(name);
        if (names.length % filesPerTurn > 0) return;
        await takeTurns();
        signal.throwIfAborted();
      },
    });
    if ('problem' in hashed) return hashed;
    for (const { from, to } of findCopies(names)) {
      await copyFile(path.join(directory, from), path.join(directory, to), constants.COPYFILE_EXCL);
    }
    return { hash: hashed.hash, names, bytes };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Makes `directory` and then files in it, open for writing. Throws FailureError for a name that is not held as it is. */
function createFiles(directory: string, platform: NodeJS.Platform): (name: string) => number {
  mkdirSync(directory);
  const findProblem = createNameCheck(platform);
  const made = new Set([directory]);
  return (name) => {
    const problem = findProblem(name);
    if (problem !== undefined) throw unheld(problem);
    const file = path.join(directory, ...name.split('/'));
    const parent = path.dirname(file);
    try {
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      return openSync(file, 'wx');
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      // In a directory of our own only another file of the same zip can be in the way.
      if (['EEXIST', 'ENOTDIR', 'ENAMETOOLONG', 'EILSEQ'].includes(code)) {
        throw unheld(`${JSON.stringify(name)} cannot be made (${code})`, error);
      }
      throw error;
    }
  };
}

/** As `go` does it: whatever the mask of this process is, everyone may. */
function allowExecution(descriptor: number): void {
  fchmodSync(descriptor, (fstatSync(descriptor).mode & 0o777) | 0o111);
}

function unheld(problem: string, cause?: unknown): FailureError {
  return new FailureError({
    class: 'bad-content',
    detail: `the zip file holds names that the file system here does not keep apart: ${problem}`,
    cause,
  });
}
