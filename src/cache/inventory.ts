/**
 * What a local cache holds: the module versions below `download`, toolchains among them, and the key records. Anything else
 * is not ours.
 */

import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { toolchainPath, unescapePath, unescapeVersion } from '../module/path.ts';
import { evidenceExtension } from './content.ts';
import { isRecordName } from './key-record.ts';
import { forEachParallel } from './parallel.ts';

const parallelReads = 16;

export interface HeldFile {
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  /** With `bytes` and `mtimeMs` it tells a file from another one that took its place; 0 on Windows. */
  readonly inode: number;
}

/** A module version, named as `cacheName` does, or a key record, named as `recordName` does. */
export interface Held {
  readonly kind: 'module' | 'record';
  readonly name: string;
  readonly files: readonly HeldFile[];
}

/**
 * All modules and records in `directory`. What cannot be read is left out: it could not be deleted either.
 * @throws the reason of the aborted signal.
 */
export async function listHeld(directory: string, signal: AbortSignal): Promise<readonly Held[]> {
  const held: Held[] = [];
  const root = path.join(directory, 'download');
  for (let level: readonly string[] = ['']; level.length > 0; ) {
    const below: string[] = [];
    await forEachParallel(level, parallelReads, signal, async (name) => {
      const entries = await readdir(path.join(root, name), { withFileTypes: true }).catch(() => []);
      if (path.posix.basename(name) === '@v') {
        const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
        held.push(...(await listVersions(root, name, names)));
        return;
      }
      // Never through a link: what it leads to is not ours.
      const directories = entries.filter((entry) => entry.isDirectory());
      below.push(...directories.map((entry) => path.posix.join(name, entry.name)));
    });
    level = below;
  }
  const keys = await readdir(path.join(directory, 'keys')).catch(() => []);
  await forEachParallel(keys.filter(isRecordName), parallelReads, signal, async (name) => {
    const file = await statFile(path.join(directory, 'keys', name));
    if (file) held.push({ kind: 'record', name: `keys/${name}`, files: [file] });
  });
  return held;
}

async function listVersions(
  root: string,
  versions: string,
  names: readonly string[],
): Promise<readonly Held[]> {
  const modulePath = unescapePath(path.posix.dirname(versions));
  if (modulePath === undefined) return [];
  const extensions = ['.zip', '.mod', '.info'];
  if (modulePath === toolchainPath) extensions.push(evidenceExtension);
  const byVersion = new Map<string, string[]>();
  const foreign = new Set<string>();
  for (const name of names) {
    const { name: version, ext } = path.posix.parse(name);
    if (extensions.includes(ext) && unescapeVersion(version) !== undefined) {
      byVersion.set(version, [...(byVersion.get(version) ?? []), name]);
    } else {
      // Files that Go keeps beside a zip: this is somebody's module cache, which the cache was pointed at.
      foreign.add(version);
    }
  }
  const held: Held[] = [];
  for (const [version, files] of byVersion) {
    if (foreign.has(version)) continue;
    const statuses = await Promise.all(
      files.map((name) => statFile(path.join(root, versions, name))),
    );
    held.push({
      kind: 'module',
      name: `${versions}/${version}`,
      files: statuses.filter((status) => status !== undefined),
    });
  }
  return held;
}

/** Undefined for what is gone meanwhile, and for what is no regular file. */
export async function statFile(
  file: string,
  platform: NodeJS.Platform = process.platform,
): Promise<HeldFile | undefined> {
  const status = await lstat(file).catch(() => undefined);
  if (!status?.isFile()) return undefined;
  // FAT and exFAT on Windows make the number of the place in the directory: a file that is moved gets another one.
  const inode = platform === 'win32' ? 0 : status.ino;
  return { path: file, bytes: status.size, mtimeMs: status.mtimeMs, inode };
}
