import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheName, listModules } from '../cache/content.ts';
import { openLocalCache } from '../cache/local.ts';
import { keepPossible } from '../cache/presence.ts';
import { distinctModules, formatModule, type ModuleVersion } from '../module/path.ts';
import { neededModules } from '../project/foresight.ts';
import { listsEveryModule, type Project } from '../project/project.ts';
import { cacheDirectoryOf } from './cache-place.ts';
import type { Settings } from './inputs.ts';
import type { Job } from './job.ts';
import type { RunRecord } from './record.ts';
import type { Session } from './session.ts';
import type { Upstreams } from './upstreams.ts';
import type { World } from './world.ts';

/** What all runs of `go` of one job share. */
export interface DownloadContext {
  readonly job: Job;
  readonly world: World;
  readonly session: Session;
  readonly record: RunRecord;
  readonly upstreams: Upstreams;
  readonly settings: Settings;
  readonly offline: Settings['offline'];
  /** The local cache's directory in the layout of a module proxy; undefined where the user wants no cache. */
  readonly localCache: string | undefined;
  /** Silence after which `go` is stopped, milliseconds; the watchdog adds its own grace. */
  readonly stallMs: number;
  /** For one connection, milliseconds. */
  readonly connectMs: number;
  /** For one question to a repository, milliseconds: a connection and an answer. */
  readonly gitLimitMs: number;
  /** The modules the job needs, as far as go.mod and go.sum tell. */
  readonly needed: readonly ModuleVersion[];
  /** `path@version` of the zips that were in the module cache before the first mirror was asked. */
  readonly present: ReadonlySet<string>;
  /** False where a module that is needed is surely not in the module cache; only `go` can tell that all are. */
  readonly mayBeComplete: boolean;
  /** On the run's clock. */
  readonly startedAtMs: number;
}

export async function openDownload(
  options: Pick<DownloadContext, 'job' | 'world' | 'session' | 'record' | 'upstreams' | 'settings'>,
): Promise<DownloadContext> {
  const { job, world, session, record, upstreams, settings } = options;
  const { connectMs, lastFirstByteMs, stallMs } = settings.limits;
  const present = await findPresent(job);
  return {
    job,
    world,
    session,
    record,
    upstreams,
    settings,
    offline: settings.offline,
    localCache: findLocalCache(settings, world),
    // The relay may be silent for as long as its own limits let a mirror be.
    stallMs: Math.max(connectMs, lastFirstByteMs, stallMs),
    connectMs,
    gitLimitMs: connectMs + lastFirstByteMs,
    needed: distinctModules(job.projects.flatMap(modulesNeeded)),
    present,
    mayBeComplete: mayBeComplete(job, present),
    startedAtMs: world.effects.clock.now(),
  };
}

function findLocalCache(settings: Settings, world: World): string | undefined {
  const directory = cacheDirectoryOf(settings, world);
  if (directory === undefined) return undefined;
  return openLocalCache(directory, world.effects.clock).downloadDirectory;
}

function modulesNeeded(project: Project): readonly ModuleVersion[] {
  return project.kind === 'vendored' ? [] : neededModules(project);
}

function mayBeComplete(job: Job, present: ReadonlySet<string>): boolean {
  const summed = new Set(listModules(job.sums).map(formatModule));
  const presentPaths = new Set(
    listModules(job.sums).flatMap((each) => (present.has(formatModule(each)) ? [each.path] : [])),
  );
  return job.projects.every((project) =>
    modulesNeeded(project)
      // With -mod=mod a line may be missing, and what has none is not looked for in the module cache.
      .filter((each) => summed.has(formatModule(each)))
      .every((each) =>
        // Which version a graph selects where go.mod does not list all of it, only `go` can tell.
        project.kind === 'module' && listsEveryModule(project.module.goMod)
          ? present.has(formatModule(each))
          : presentPaths.has(each.path),
      ),
  );
}

async function findPresent(job: Job): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  const possible = await keepPossible(job.downloadDirectory, listModules(job.sums), cacheName);
  await Promise.all(
    possible.map(async (module) => {
      const isThere = await access(join(job.downloadDirectory, `${cacheName(module)}.zip`)).then(
        () => true,
        () => false,
      );
      if (isThere) present.add(formatModule(module));
    }),
  );
  return present;
}
