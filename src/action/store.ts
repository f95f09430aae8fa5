import { listModuleFiles } from '../cache/content.ts';
import { type CacheKey, createCacheKey } from '../cache/key.ts';
import { findServicePlace } from '../cache-service/place.ts';
import type { Effects } from '../effects.ts';
import { type Failure, failureOf } from '../failure.ts';
import { modulesOf, sumFilesOf } from '../project/project.ts';
import { openGithubStore } from './github-store.ts';
import type { Settings } from './inputs.ts';
import type { Job } from './job.ts';
import { openLocalStore } from './local-store.ts';
import type { RunRecord } from './record.ts';
import type { Session } from './session.ts';
import type { World } from './world.ts';

/** The cache of one run, and what became of it. Trouble with a cache is a warning and never fails the job. */
export interface Store {
  restore(signal: AbortSignal): Promise<void>;
  /** Files put into the module cache, named relative to `cache/download`. */
  readonly restored: ReadonlySet<string>;
  /** Makes sure that no later run is given these damaged files; named as those of `restored`. */
  forget(files: readonly string[], signal: AbortSignal): Promise<void>;
  /** `complete`: everything was verified, so that the key may be recorded. */
  save(complete: boolean, signal: AbortSignal): Promise<void>;
  /** The run needs nothing of the cache any more. Never throws. */
  close(): Promise<void>;
}

/** What every kind of cache works with. */
export interface StoreContext {
  readonly settings: Settings;
  readonly job: Job;
  readonly effects: Effects;
  readonly record: RunRecord;
  readonly key: CacheKey;
  /** All that may be kept, named relative to `cache/download`. */
  readonly files: readonly string[];
  /** Runs `work`; what it throws becomes a warning, unless the run itself is over. False where it failed. */
  attempt(work: () => Promise<void>, signal: AbortSignal): Promise<boolean>;
}

export interface StoreOptions extends Pick<StoreContext, 'settings' | 'job' | 'record'> {
  readonly world: World;
  readonly session: Session;
  /** Whether the module cache already holds all that the job needs. */
  readonly isModuleCacheComplete: () => Promise<boolean>;
}

/** Undefined with `cache: off`, and where no directory can be found for the local cache. */
export function openStore(options: StoreOptions): Store | undefined {
  const { settings, record } = options;
  const { effects } = options.world;
  const context = openContext(options);
  const local = () => openLocalStore(context);
  const place = findServicePlace(effects.env);
  // The service is another machine.
  if (settings.offline === 'always') return settings.cache === 'off' ? undefined : local();
  switch (settings.cache) {
    case 'off':
      return undefined;
    case 'local':
      return local();
    case 'auto':
      return place ? openGithubStore({ ...options, context, place, otherwise: local }) : local();
    case 'github': {
      const unavailable = () => {
        record.findings.push({
          level: 'warning',
          failure: serviceMissing,
          tried: 'going on without a cache',
        });
        return undefined;
      };
      return place
        ? openGithubStore({ ...options, context, place, otherwise: unavailable })
        : unavailable();
    }
  }
}

const serviceMissing: Failure = {
  class: 'cache-service',
  detail: 'this job has no cache service',
};

function openContext({ settings, job, record, world }: StoreOptions): StoreContext {
  const { effects } = world;
  return {
    settings,
    job,
    effects,
    record,
    key: createCacheKey({
      modulePaths: job.projects.flatMap(modulesOf).map(({ goMod }) => goMod.module ?? ''),
      contents: [
        ...job.projects.flatMap(modulesOf).map(({ goModFile }) => goModFile.bytes),
        ...job.projects.flatMap(sumFilesOf).flatMap(({ bytes }) => bytes ?? []),
      ],
      suffix: settings.cacheSuffix,
    }),
    files: listModuleFiles(job.sums).map(({ relativePath }) => relativePath),
    attempt: async (work, signal) => {
      try {
        await work();
        return true;
      } catch (thrown) {
        if (signal.aborted) throw thrown;
        const failure = failureOf(thrown);
        record.findings.push({ level: 'warning', failure, tried: 'going on without the cache' });
        return false;
      }
    },
  };
}
