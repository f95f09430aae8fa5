/** What lies in the emulator's cache service. */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Paths of the archives, the service's own records left out; empty before its first start. */
export async function findArchives(cacheService: string): Promise<readonly string[]> {
  const entries = await readdir(join(cacheService, 'cache'), {
    recursive: true,
    withFileTypes: true,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

export interface ArchiveEntry {
  /** First letter of a long listing: `-` for a regular file, `d` for a directory, `l` and `h` for links. */
  readonly kind: string;
  readonly name: string;
}

/** The content as tar lists it, whatever it is compressed with. */
export async function listArchive(path: string): Promise<readonly ArchiveEntry[]> {
  const { stdout } = await run('tar', ['--list', '--verbose', '--file', path]);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => ({ kind: line.charAt(0), name: /\d\d:\d\d (.*)$/.exec(line)?.[1] ?? '' }));
}
