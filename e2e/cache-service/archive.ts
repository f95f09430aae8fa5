import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import type { BlobStore } from './azurite.ts';
import type { Entry } from './entries.ts';

const run = promisify(execFile);

/**
 * What an entry really holds: its blob read from the store itself, past all faults, and unpacked, whatever it is
 * compressed with. Files by their path, which tar has stripped of `../` at the front. Rejects if the archive is not whole.
 */
export async function unpackEntry(
  store: Pick<BlobStore, 'read'>,
  entry: Entry,
): Promise<ReadonlyMap<string, Buffer>> {
  const directory = await mkdtemp(join(tmpdir(), 'gmr-e2e-archive-'));
  try {
    const archive = join(directory, 'archive');
    const target = join(directory, 'content');
    await writeFile(archive, await store.read(entry.blob));
    await mkdir(target);
    await run('tar', ['--extract', '--file', archive, '--directory', target]);
    const files = new Map<string, Buffer>();
    for (const found of await readdir(target, { recursive: true, withFileTypes: true })) {
      if (found.isDirectory()) continue;
      const path = join(found.parentPath, found.name);
      files.set(relative(target, path).split(sep).join('/'), await readFile(path));
    }
    return files;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
