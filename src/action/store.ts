import { listModuleFiles } from '../cache/content.ts';
import { chooseCacheDirectory } from '../cache/directory.ts';
import { createCacheKey, describeKeyParts } from '../cache/key.ts';
import { type LocalCache, openLocalCache } from '../cache/local.ts';
import type { Effects } from '../effects.ts';
import { failureOf } from '../failure.ts';
import { modulesOf, sumFilesOf } from '../project/project.ts';
import type { Settings } from './inputs.ts';
import type { Job } from './job.ts';
import { formatBytes } from './progress.ts';
import type { RunRecord } from './record.ts';
import { countOf } from './wording.ts';

/** The cache of one run, and what became of it. Trouble with a cache is a warning and never fails the job. */
export interface Store {
  readonly cache: LocalCache | undefined;
  restore(signal: AbortSignal): Promise<void>;
  /** Files put into the module cache, named relative to `cache/download`. */
  readonly restored: ReadonlySet<string>;
  /** `complete`: everything was verified, so that the key may be recorded. */
  save(complete: boolean, signal: AbortSignal): Promise<void>;
}

export function openStore(
  settings: Settings,
  job: Job,
  effects: Effects,
  record: RunRecord,
): Store {
  const directory =
    settings.cache === 'off'
      ? undefined
      : chooseCacheDirectory({
          cacheDir: settings.cacheDirectory ?? '',
          base: job.root,
          env: effects.env,
          platform: effects.platform,
        });
  if (directory === undefined) {
    return { cache: undefined, restored: new Set(), restore: async () => {}, save: async () => {} };
  }
  const cache = openLocalCache(directory);
  const { key, parts } = createCacheKey({
    modulePaths: job.projects.flatMap(modulesOf).map(({ goMod }) => goMod.module ?? ''),
    contents: [
      ...job.projects.flatMap(modulesOf).map(({ goModFile }) => goModFile.bytes),
      ...job.projects.flatMap(sumFilesOf).flatMap(({ bytes }) => bytes ?? []),
    ],
    suffix: settings.cacheSuffix,
  });
  record.cache = { kind: 'local', key, keyParts: parts, isSaved: false };
  const files = listModuleFiles(job.sums).map(({ relativePath }) => relativePath);
  const restoredFiles = new Set<string>();
  let isExactHit = false;

  const orWarning = async (work: () => Promise<void>, signal: AbortSignal) => {
    try {
      await work();
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      record.findings.push({
        level: 'warning',
        failure: failureOf(thrown),
        tried: 'going on without the cache',
      });
    }
  };

  return {
    cache,
    restored: restoredFiles,
    restore: (signal) =>
      orWarning(async () => {
        const restored = await cache.restore(key, files, job.downloadDirectory, signal);
        isExactHit = restored.isExactHit;
        for (const file of restored.restoredFiles) restoredFiles.add(file);
        if (isExactHit) record.cache = { ...record.cache, matchedKey: key };
        effects.log.info(
          `Key ${key} (${describeKeyParts(parts)}) in ${directory}: ${isExactHit ? 'hit' : 'miss'}`,
        );
        if (restored.restoredFiles.length > 0) {
          effects.log.info(
            `Restored ${countOf(restored.restoredFiles.length, 'file')}, ${formatBytes(restored.bytes)}`,
          );
        }
      }, signal),
    save: (complete, signal) =>
      orWarning(async () => {
        // After an exact hit the set is there already, unless damage made the run fetch some of it again.
        if (isExactHit && record.journal.attempts.length === 0) return;
        const saved = await cache.save(key, files, job.downloadDirectory, { complete, signal });
        record.cache = { ...record.cache, isSaved: complete };
        if (saved.savedFiles.length === 0) return;
        const what = `${countOf(saved.savedFiles.length, 'file')}, ${formatBytes(saved.bytes)}`;
        effects.log.info(
          complete
            ? `Saved ${what}, in ${directory}`
            : `Kept ${what}, for the next run, in ${directory}; the key is not recorded because this one failed`,
        );
      }, signal),
  };
}
