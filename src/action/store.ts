import { listModuleFiles } from '../cache/content.ts';
import { type ArchiveKey, createCacheKey, describeKeyParts } from '../cache/key.ts';
import { operationLimitMs } from '../cache-service/operation.ts';
import { findServicePlace } from '../cache-service/place.ts';
import { type Failure, failureOf } from '../failure.ts';
import { modulesOf, sumFilesOf } from '../project/project.ts';
import { openGithubStore } from './github-store.ts';
import type { Settings } from './inputs.ts';
import type { Job } from './job.ts';
import { openLocalStore } from './local-store.ts';
import { inPhase } from './phase.ts';
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

/** What is kept under one key, and where from. */
export interface Kept {
  readonly key: ArchiveKey;
  /** For the log: what the key is made of. */
  readonly keyParts: string;
  /** All that may be kept, named relative to `directory`. */
  readonly files: readonly string[];
  /** In the layout of a module cache's `cache/download`: what is restored goes there, what is saved comes from there. */
  readonly directory: string;
  /** Whether nothing of it is to be restored any more. */
  isThere(): Promise<boolean>;
  /** Whether what was restored under this very key has been replaced since. */
  hasChanged(): boolean;
  /** What people read of a key that was not found. */
  readonly notFound: string;
  /** The longest that one operation of a service may take. */
  readonly serviceLimitMs: number;
}

export interface KeptIn {
  readonly settings: Pick<
    Settings,
    'cache' | 'cacheDirectory' | 'cacheMaxBytes' | 'limits' | 'offline'
  >;
  readonly world: Pick<World, 'effects' | 'root' | 'cacheClient'>;
  readonly session: Pick<Session, 'directory' | 'remainingMs'>;
  /** What is told of this cache; `findings` get its troubles. */
  readonly record: Pick<RunRecord, 'cache' | 'findings'>;
  /** Runs what saves. */
  readonly saving: (work: () => Promise<void>) => Promise<void>;
}

/** What every kind of cache works with. */
export interface StoreContext extends KeptIn {
  readonly kept: Kept;
  /** Runs `work`; what it throws becomes a warning, unless the run itself is over. False where it failed. */
  attempt(work: () => Promise<void>, signal: AbortSignal): Promise<boolean>;
}

export interface StoreOptions extends Omit<KeptIn, 'saving' | 'record'> {
  readonly settings: Settings;
  readonly job: Job;
  readonly record: RunRecord;
  /** Whether the module cache already holds all that the job needs. */
  readonly isModuleCacheComplete: () => Promise<boolean>;
}

/** The cache of the modules. Undefined with `cache: off`, and where no directory can be found for the local cache. */
export function openStore(options: StoreOptions): Store | undefined {
  const { settings, job, record, world, session } = options;
  const { key, parts, restorePrefix } = createCacheKey({
    modulePaths: job.projects.flatMap(modulesOf).map(({ goMod }) => goMod.module ?? ''),
    contents: [
      ...job.projects.flatMap(modulesOf).map(({ goModFile }) => goModFile.bytes),
      ...job.projects.flatMap(sumFilesOf).flatMap(({ bytes }) => bytes ?? []),
    ],
    suffix: settings.cacheSuffix,
  });
  // What was asked for a Go before this is none of the modules' business.
  const asked = record.journal.attempts.length;
  const kept: Kept = {
    key: { key, restorePrefix, parts },
    keyParts: describeKeyParts(parts),
    files: listModuleFiles(job.sums).map(({ relativePath }) => relativePath),
    directory: job.downloadDirectory,
    isThere: options.isModuleCacheComplete,
    // Damage makes a run fetch some of it again.
    hasChanged: () => record.journal.attempts.length > asked,
    notFound: 'Found neither this key nor one of other versions of these modules',
    serviceLimitMs: operationLimitMs(settings.limits),
  };
  const saving = (work: () => Promise<void>) => inPhase(world.effects, record.phases, 'save', work);
  return openStoreOf(kept, { settings, world, session, record, saving });
}

/** The cache of whatever is kept under one key. */
export function openStoreOf(kept: Kept, place: KeptIn): Store | undefined {
  const { settings, record } = place;
  const { effects } = place.world;
  const context: StoreContext = { ...place, kept, attempt: warningAttempt(record) };
  const local = () => openLocalStore(context);
  const service = findServicePlace(effects.env);
  // The service is another machine.
  if (settings.offline === 'always') return settings.cache === 'off' ? undefined : local();
  switch (settings.cache) {
    case 'off':
      return undefined;
    case 'local':
      return local();
    case 'auto':
      return service ? openGithubStore({ context, place: service, otherwise: local }) : local();
    case 'github': {
      const unavailable = () => {
        record.findings.push({
          level: 'warning',
          failure: serviceMissing,
          tried: 'going on without a cache',
        });
        return undefined;
      };
      return service
        ? openGithubStore({ context, place: service, otherwise: unavailable })
        : unavailable();
    }
  }
}

const serviceMissing: Failure = {
  class: 'cache-service',
  detail: 'this job has no cache service',
};

/** For `record`: what a cache throws becomes a warning of it. */
export function warningAttempt({ findings }: Pick<RunRecord, 'findings'>): StoreContext['attempt'] {
  return async (work, signal) => {
    try {
      await work();
      return true;
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const failure = failureOf(thrown);
      findings.push({ level: 'warning', failure, tried: 'going on without the cache' });
      return false;
    }
  };
}
