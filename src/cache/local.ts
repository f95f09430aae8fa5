/**
 * A cache in a directory, for self-hosted runners and for use outside any CI. `<directory>/download` has the layout of a
 * module proxy and serves as a file:// mirror as it is; `<directory>/keys` says for which keys the set was complete.
 *
 * Several jobs may use it at once without locks: files are renamed into place, two jobs that save the same module write the
 * same bytes, and a key is recorded after its files. What it holds is untrusted and restored unseen: `go` hashes every zip
 * against go.sum when it unpacks it, and where it does not find the set whole the caller looks for what is damaged.
 */

import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { hasSameBytes, openTree, type Placement, placeFiles } from './file-tree.ts';
import { forEachParallel } from './parallel.ts';
import { storageError } from './storage-failure.ts';

/** Enough to hide the latency of a network file system. */
const parallelCopies = 16;

export interface RestoreResult {
  /** The key was recorded with a complete set, and all of it is still there. */
  readonly isExactHit: boolean;
  /** Names of the files that were put into the module cache; those it had already are left alone. */
  readonly restoredFiles: readonly string[];
  readonly bytes: number;
}

export interface SaveResult {
  /** Files written, new or different from what was there. */
  readonly savedFiles: readonly string[];
  readonly bytes: number;
}

/**
 * Files are named relative to `cache/download` of the module cache, with slashes (see `listModuleFiles`).
 * Every method throws a FailureError `disk-full`, `permission` or `cache-corrupt`, or the reason of the aborted signal.
 */
export interface LocalCache {
  /** For `file://`: a directory in the layout of a module proxy. */
  readonly downloadDirectory: string;
  /** Copies those of `files` that are here and missing in the module cache. */
  restore(
    key: string,
    files: readonly string[],
    moduleCacheDownloadDirectory: string,
    signal: AbortSignal,
  ): Promise<RestoreResult>;
  /**
   * Copies those of `files` that the module cache has, and replaces what differs. With `complete` the key is recorded:
   * only after the whole set was verified.
   */
  save(
    key: string,
    files: readonly string[],
    moduleCacheDownloadDirectory: string,
    options: { readonly complete: boolean; readonly signal: AbortSignal },
  ): Promise<SaveResult>;
  /** Deletes damaged files, so that no later run restores them; keys that need them are no exact hit any more. */
  forget(files: readonly string[]): Promise<void>;
}

/** Opens the cache in `directory`, an absolute path; nothing is created before something is saved. */
export function openLocalCache(directory: string): LocalCache {
  const store: Store = { directory, downloadDirectory: path.join(directory, 'download') };
  const what = `the local cache ${directory}`;
  return {
    downloadDirectory: store.downloadDirectory,
    restore: (key, files, moduleCache, signal) =>
      orStorageError(restore(store, key, files, moduleCache, signal), what),
    save: (key, files, moduleCache, options) =>
      orStorageError(save(store, key, files, moduleCache, options), what),
    forget: (files) => orStorageError(forget(store, files), what),
  };
}

interface Store {
  readonly directory: string;
  readonly downloadDirectory: string;
}

async function orStorageError<T>(result: Promise<T>, what: string): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw storageError(error, what);
  }
}

async function restore(
  store: Store,
  key: string,
  files: readonly string[],
  moduleCache: string,
  signal: AbortSignal,
): Promise<RestoreResult> {
  const sizes = new Map<string, number>();
  const missing: { readonly name: string; readonly source: string; readonly size: number }[] = [];
  const [here, there] = [openTree(store.downloadDirectory), openTree(moduleCache)];
  await forEachParallel(files, parallelCopies, signal, async (name) => {
    const stored = await here.find(name);
    if (stored === undefined) return;
    sizes.set(name, stored.size);
    if ((await there.find(name)) === undefined) {
      missing.push({ name, source: stored.path, size: stored.size });
    }
  });
  if (missing.length > 0) {
    await placeFiles(moduleCache, (placement) =>
      forEachParallel(missing, parallelCopies, signal, ({ name, source }) =>
        placement.copy(source, name),
      ),
    );
  }
  const record = await readRecord(store, key);
  return {
    isExactHit: record?.files.every(({ name, size }) => sizes.get(name) === size) ?? false,
    restoredFiles: missing.map(({ name }) => name).sort(),
    bytes: missing.reduce((sum, { size }) => sum + size, 0),
  };
}

async function save(
  store: Store,
  key: string,
  files: readonly string[],
  moduleCache: string,
  { complete, signal }: { readonly complete: boolean; readonly signal: AbortSignal },
): Promise<SaveResult> {
  return placeFiles(store.directory, async (placement: Placement) => {
    const present: RecordedFile[] = [];
    const savedFiles: string[] = [];
    let bytes = 0;
    const [here, there] = [openTree(store.downloadDirectory), openTree(moduleCache)];
    await forEachParallel(files, parallelCopies, signal, async (name) => {
      const source = await there.find(name);
      if (source === undefined) return;
      present.push({ name, size: source.size });
      const stored = await here.find(name);
      if (stored?.size === source.size && (await hasSameBytes(source.path, stored.path))) return;
      await placement.copy(source.path, `download/${name}`);
      savedFiles.push(name);
      bytes += source.size;
    });
    if (complete) {
      present.sort((a, b) => (a.name < b.name ? -1 : 1));
      const record: KeyRecord = { files: present };
      await placement.write(`${JSON.stringify(record, undefined, 1)}\n`, recordName(key));
    }
    return { savedFiles: savedFiles.sort(), bytes };
  });
}

async function forget(store: Store, files: readonly string[]): Promise<void> {
  for (const name of files) {
    // Only through the tree: a link must not lead the deletion out of the cache.
    const stored = await openTree(store.downloadDirectory).find(name);
    if (stored !== undefined) await rm(stored.path, { force: true });
  }
}

interface RecordedFile {
  readonly name: string;
  readonly size: number;
}

/** keys/<key>.json: the files a complete set had, with their sizes in bytes. */
interface KeyRecord {
  readonly files: readonly RecordedFile[];
}

function recordName(key: string): string {
  return `keys/${encodeURIComponent(key)}.json`;
}

/** A record that is missing, or that is not what `save` writes, only means that there is no exact hit. */
async function readRecord(store: Store, key: string): Promise<KeyRecord | undefined> {
  const file = await openTree(store.directory).find(recordName(key));
  if (file === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(await readFile(file.path, 'utf8'));
    return isKeyRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isKeyRecord(value: unknown): value is KeyRecord {
  if (typeof value !== 'object' || value === null || !('files' in value)) return false;
  const { files } = value;
  return Array.isArray(files) && files.length > 0 && files.every(isRecordedFile);
}

function isRecordedFile(value: unknown): value is RecordedFile {
  if (typeof value !== 'object' || value === null) return false;
  const { name, size } = value as Partial<Record<keyof RecordedFile, unknown>>;
  return typeof name === 'string' && typeof size === 'number';
}
