import { openLocalCache } from '../cache/local.ts';
import { cacheDirectoryOf } from './cache-place.ts';
import { formatBytes } from './progress.ts';
import type { Store, StoreContext } from './store.ts';
import { countOf } from './wording.ts';

/** The cache in a directory of this machine; undefined where the environment names no place for one. */
export function openLocalStore(context: StoreContext): Store | undefined {
  const { settings, record } = context;
  const { effects, root } = context.world;
  const { key: archiveKey, keyParts, files } = context.kept;
  const { key, parts } = archiveKey;
  const directory = cacheDirectoryOf(settings, { effects, root });
  if (directory === undefined) return undefined;
  const cache = openLocalCache(directory, effects.clock);
  record.cache = { kind: 'local', key, keyParts: parts, isSaved: false };
  const restoredFiles = new Set<string>();
  let isExactHit = false;

  async function evict(signal: AbortSignal): Promise<void> {
    const maxBytes = settings.cacheMaxBytes;
    if (maxBytes === undefined) return;
    const evicted = await cache.evict(maxBytes, signal);
    if (evicted.removedBytes > 0) {
      effects.log.info(
        `Removed ${countOf(evicted.removedModules, 'module')} from ${directory}, ${formatBytes(evicted.removedBytes)}, unused for longest: cache-max-size`,
      );
    }
    if (evicted.bytes <= maxBytes) return;
    if (evicted.trouble !== undefined) throw evicted.trouble;
    effects.log.info(
      `${directory} holds ${formatBytes(evicted.bytes)}, more than cache-max-size: running jobs use the rest`,
    );
  }

  return {
    restored: restoredFiles,
    // What stays is given to later runs, which find it damaged again: slower, not wrong.
    forget: async (damaged, signal) => {
      await context.attempt(() => cache.forget(damaged), signal);
    },
    close: () => cache.close(),
    restore: async (signal) => {
      await context.attempt(async () => {
        const restored = await cache.restore(key, files, context.kept.directory, signal);
        isExactHit = restored.isExactHit;
        for (const file of restored.restoredFiles) restoredFiles.add(file);
        if (isExactHit) record.cache = { ...record.cache, matchedKey: key };
        effects.log.info(
          `Key ${key} (${keyParts}) in ${directory}: ${isExactHit ? 'hit' : 'miss'}`,
        );
        if (restored.restoredFiles.length > 0) {
          effects.log.info(
            `Restored ${countOf(restored.restoredFiles.length, 'file')}, ${formatBytes(restored.bytes)}`,
          );
        }
        if (restored.trouble !== undefined) throw restored.trouble;
      }, signal);
    },
    save: async (complete, signal) => {
      // After an exact hit the set is there already.
      if (isExactHit && !context.kept.hasChanged()) return;
      const keep = async () => {
        const saved = await cache.save(key, files, context.kept.directory, { complete, signal });
        record.cache = { ...record.cache, isSaved: complete && saved.trouble === undefined };
        if (saved.savedFiles.length > 0) {
          const what = `${countOf(saved.savedFiles.length, 'file')}, ${formatBytes(saved.bytes)}`;
          effects.log.info(
            complete
              ? `Saved ${what}, in ${directory}`
              : `Kept ${what}, for the next run, in ${directory}; the key is not recorded because this one failed`,
          );
        }
        if (saved.trouble !== undefined) throw saved.trouble;
      };
      await context.saving(async () => {
        await context.attempt(keep, signal);
        await context.attempt(() => evict(signal), signal);
      });
    },
  };
}
