/**
 * A cache in a directory, for self-hosted runners and for use outside any CI. `<directory>/download` has the layout of a
 * module proxy and serves as a file:// mirror as it is; `<directory>/keys` says for which keys the set was complete, and
 * `<directory>/jobs` what running jobs use.
 *
 * Several jobs may use it at once without locks: files are renamed into place, two jobs that save the same module write the
 * same bytes, and a key is recorded after its files. What it holds is untrusted and restored unseen: `go` hashes every zip
 * against go.sum when it unpacks it, and where it does not find the set whole the caller looks for what is damaged.
 */

import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../effects.ts';
import { type EvictionResult, evict, moduleOf } from './eviction.ts';
import { openTree, type Placement, placeFiles } from './file-tree.ts';
import { type JobMark, markInUse } from './job-mark.ts';
import {
  formatRecord,
  type RecordedFile,
  readRecord,
  recordName,
  touchJson,
} from './key-record.ts';
import { forEachParallel } from './parallel.ts';
import { hasSameBytes } from './same-bytes.ts';
import { isTroubleOfOneFile, storageError } from './storage-failure.ts';
import { copyStored, isThere } from './stored-copy.ts';

/** Enough to hide the latency of a network file system. */
const parallelCopies = 16;

export interface RestoreResult {
  /** The key was recorded with a complete set, and all of it is still there. */
  readonly isExactHit: boolean;
  /** Names of the files that were put into the module cache; those it had already are left alone. */
  readonly restoredFiles: readonly string[];
  readonly bytes: number;
  /** The first FailureError of files that could not be read; the others were restored. */
  readonly trouble?: unknown;
}

export interface SaveResult {
  /** Files written, new or different from what was there. */
  readonly savedFiles: readonly string[];
  readonly bytes: number;
  /** The first FailureError of files that could not be written; the others were saved, and the key was not recorded. */
  readonly trouble?: unknown;
}

/**
 * Files are named relative to `cache/download` of the module cache, with slashes (see `listModuleFiles`).
 * Every method throws a FailureError `disk-full`, `permission` or `cache-corrupt`, or the reason of the aborted signal.
 */
export interface LocalCache {
  /** For `file://`: a directory in the layout of a module proxy. */
  readonly downloadDirectory: string;
  /** Copies those of `files` that are here and missing in the module cache; marks `files` as in use until `close`. */
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
  /** Removes what was not used for longest and is not in use, until at most `maxBytes` are left. */
  evict(maxBytes: number, signal: AbortSignal): Promise<EvictionResult>;
  /** Deletes damaged files, so that no later run restores them; keys that need them are no exact hit any more. */
  forget(files: readonly string[]): Promise<void>;
  /** What this job used may be evicted from now on. Never throws. */
  close(): Promise<void>;
}

/** Opens the cache in `directory`, an absolute path; nothing is created before something is saved. */
export function openLocalCache(directory: string, clock: Clock): LocalCache {
  const downloadDirectory = path.join(directory, 'download');
  let marking: Promise<JobMark | undefined> | undefined;
  const store: Store = {
    directory,
    downloadDirectory,
    mark: async (key, files) => {
      const uses = [...new Set(files.map(moduleOf)), recordName(key)];
      // A directory that can only be read serves all the same; at worst what it holds is evicted, and fetched again.
      if ((await marking) !== undefined) return;
      marking = markInUse(directory, uses, clock).catch(() => undefined);
      await marking;
    },
  };
  const what = `the local cache ${directory}`;
  return {
    downloadDirectory,
    restore: (key, files, moduleCache, signal) =>
      orStorageError(restore(store, key, files, moduleCache, signal), what),
    save: (key, files, moduleCache, options) =>
      orStorageError(save(store, key, files, moduleCache, options), what),
    evict: (maxBytes, signal) => orStorageError(evict(directory, maxBytes, signal), what),
    forget: (files) => orStorageError(forget(store, files), what),
    close: async () => (await marking)?.remove(),
  };
}

interface Store {
  readonly directory: string;
  readonly downloadDirectory: string;
  /** Tells all other jobs what this one uses. */
  mark(key: string, files: readonly string[]): Promise<void>;
}

/** Trouble that a result carries is told as it would be if it were thrown. */
async function orStorageError<T>(working: Promise<T>, what: string): Promise<T> {
  try {
    const result = await working;
    if (typeof result !== 'object' || result === null || !('trouble' in result)) return result;
    if (result.trouble === undefined) return result;
    return { ...result, trouble: storageError(result.trouble, what) };
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
  if (await isThere(store.downloadDirectory)) await store.mark(key, files);
  const sizes = new Map<string, number>();
  const missing: { readonly name: string; readonly source: string; readonly size: number }[] = [];
  const restored: { readonly name: string; readonly size: number }[] = [];
  const [here, there] = [openTree(store.downloadDirectory), openTree(moduleCache)];
  let trouble: unknown;
  /** One file that cannot be read must not keep the others from being restored. */
  const goOnAfter = (error: unknown) => {
    if (!isTroubleOfOneFile(error)) throw error;
    trouble ??= error;
    return undefined;
  };
  await forEachParallel(files, parallelCopies, signal, async (name) => {
    const stored = await here.find(name).catch(goOnAfter);
    if (stored === undefined) return;
    sizes.set(name, stored.size);
    if ((await there.find(name)) === undefined) {
      missing.push({ name, source: stored.path, size: stored.size });
    }
  });
  if (missing.length > 0) {
    await placeFiles(moduleCache, (placement) =>
      forEachParallel(missing, parallelCopies, signal, async ({ name, source, size }) => {
        try {
          const isCopied = await copyStored(source, () => placement.copy(source, name));
          if (isCopied) restored.push({ name, size });
          else sizes.delete(name);
        } catch (error) {
          sizes.delete(name);
          goOnAfter(error);
        }
      }),
    );
  }
  const record = await readRecord(store.directory, recordName(key));
  const isExactHit =
    record?.complete === true && record.files.every(({ name, size }) => sizes.get(name) === size);
  // Where it may not be written, the key only counts as unused.
  if (isExactHit) await touchJson(record.path).catch(() => undefined);
  return {
    isExactHit,
    restoredFiles: restored.map(({ name }) => name).sort(),
    bytes: restored.reduce((sum, { size }) => sum + size, 0),
    trouble,
  };
}

async function save(
  store: Store,
  key: string,
  files: readonly string[],
  moduleCache: string,
  { complete, signal }: { readonly complete: boolean; readonly signal: AbortSignal },
): Promise<SaveResult> {
  await mkdir(store.directory, { recursive: true });
  await store.mark(key, files);
  return placeFiles(store.directory, async (placement: Placement) => {
    const present: RecordedFile[] = [];
    const savedFiles: string[] = [];
    let bytes = 0;
    let trouble: unknown;
    const [here, there] = [openTree(store.downloadDirectory), openTree(moduleCache)];
    await forEachParallel(files, parallelCopies, signal, async (name) => {
      const source = await there.find(name);
      if (source === undefined) return;
      try {
        // What cannot be read is replaced.
        const stored = await here.find(name).catch(() => undefined);
        const isSame =
          stored?.size === source.size &&
          (await hasSameBytes(source.path, stored.path).catch(() => false));
        if (!isSame) {
          await placement.copy(source.path, `download/${name}`);
          savedFiles.push(name);
          bytes += source.size;
        }
        present.push({ name, size: source.size });
      } catch (error) {
        if (!isTroubleOfOneFile(error)) throw error;
        trouble ??= error;
      }
    });
    const isComplete = complete && trouble === undefined;
    // Of a key that is complete a failed run has nothing to say but that it was used.
    const known = isComplete ? undefined : await readRecord(store.directory, recordName(key));
    if (known?.complete) await touchJson(known.path).catch(() => undefined);
    else if (present.length > 0) {
      const record = formatRecord({ complete: isComplete, files: present });
      await placement.write(record, recordName(key));
    }
    return { savedFiles: savedFiles.sort(), bytes, trouble };
  });
}

async function forget(store: Store, files: readonly string[]): Promise<void> {
  for (const name of files) {
    // Only through the tree: a link must not lead the deletion out of the cache.
    const stored = await openTree(store.downloadDirectory).find(name);
    if (stored !== undefined) await rm(stored.path, { force: true });
  }
}
