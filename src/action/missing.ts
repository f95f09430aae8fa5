/** Which modules are not here, where nobody could be asked for them. */

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheName } from '../cache/content.ts';
import { type Failure, FailureError } from '../failure.ts';
import { matchGoError } from '../go/classify.ts';
import type { DownloadRun } from '../go/download.ts';
import { distinctModules, formatModule, type ModuleVersion } from '../module/path.ts';
import { foresee } from '../project/foresight.ts';
import type { DownloadableProject } from '../project/project.ts';
import { classifyRun } from './download.ts';
import type { DownloadContext } from './download-context.ts';
import { explainRun } from './explain.ts';
import { placeFailure } from './position.ts';
import { countOf } from './wording.ts';

export interface IncompleteRun {
  readonly project: DownloadableProject;
  readonly run: DownloadRun;
}

export interface Lack {
  readonly incomplete: readonly IncompleteRun[];
  /** What is here and complete. */
  readonly complete: readonly ModuleVersion[];
  /** Why no mirror answered; undefined where none may be asked. */
  readonly because: Failure | undefined;
}

/**
 * Ends the run with one `offline-miss` for each missing module; where `go` stopped for another reason, with that.
 * @throws FailureError always.
 */
export async function throwMissing(context: DownloadContext, lack: Lack): Promise<never> {
  const { incomplete, complete, because } = lack;
  const { job, record } = context;
  const lists = await Promise.all(incomplete.map((one) => listMissing(context, one)));
  const missing = distinctModules(lists.flat()).toSorted((a, b) =>
    formatModule(a) < formatModule(b) ? -1 : 1,
  );
  // No run of `go` told of these: there are no names of copies to put back.
  const nowhere = { directory: job.root, files: [] };
  const names = new Set(missing.map(formatModule));
  record.completed = distinctModules([
    ...record.completed,
    ...complete,
    // Of a project that lacks something `go` may list nothing at all; what is here was hashed a moment ago.
    ...(await keepPresent(context.needed, job.downloadDirectory)),
  ]).filter((module) => !names.has(formatModule(module)));
  record.failures =
    missing.length > 0
      ? missing.map((module) =>
          placeFailure(missFailure(module, missing.length, because), job, nowhere),
        )
      : incomplete.flatMap(({ run }) => whyStopped(run));
  if (missing.length > 0) {
    context.world.effects.log.info(`Missing: ${missing.map(formatModule).join(', ')}`);
  }
  throw new FailureError(
    record.failures[0] ?? { class: 'internal', detail: 'go failed without a reason' },
  );
}

function missFailure(module: ModuleVersion, count: number, because: Failure | undefined): Failure {
  const lacking = `${countOf(count, 'module')} ${count === 1 ? 'is' : 'are'} not on this machine`;
  const common = { class: 'offline-miss', module: formatModule(module) } as const;
  if (because === undefined) {
    return { ...common, isForced: true, detail: `${lacking}, and \`offline: always\` asks nobody` };
  }
  const { mirror, class: network, detail } = because;
  const where = mirror === undefined ? '' : ` at ${mirror}`;
  return {
    ...common,
    detail: `${lacking}, and no mirror answers (${network}${where}: ${detail})`,
    ...(mirror !== undefined && { mirror }),
    because,
  };
}

function whyStopped(run: DownloadRun): readonly Failure[] {
  return explainRun({
    text: classifyRun(run),
    relay: [],
    absences: [],
    stalledMs: undefined,
    waitedFor: run.waitedFor,
  });
}

/**
 * `go` names every module whose files it lacks as long as it could read the module graph. Where a go.mod is missing it
 * names that one alone: then all go.mod files count that go.sum names, and all files of what the project requires.
 */
async function listMissing(
  { job }: DownloadContext,
  { project, run }: IncompleteRun,
): Promise<readonly ModuleVersion[]> {
  const missed = run.errors.filter((error) => matchGoError(error)?.class === 'offline-miss');
  const named = missed.flatMap(({ module }) => (module === undefined ? [] : moduleFrom(module)));
  if (named.length > 0) return named;
  const isMiss = missed.length > 0 || classifyRun(run).known[0]?.class === 'offline-miss';
  if (!isMiss) return [];
  const foreseen = foresee(project);
  const here = await Promise.all(
    foreseen.map(async ({ kind, module }) => isThere(job.downloadDirectory, module, kind)),
  );
  return foreseen.filter((_, index) => !here[index]).map(({ module }) => module);
}

function moduleFrom(name: string): readonly ModuleVersion[] {
  const [path = '', version] = name.split('@');
  return version === undefined ? [] : [{ path, version }];
}

async function keepPresent(
  modules: readonly ModuleVersion[],
  directory: string,
): Promise<readonly ModuleVersion[]> {
  const here = await Promise.all(modules.map((module) => isThere(directory, module, 'zip')));
  return modules.filter((_, index) => here[index]);
}

async function isThere(directory: string, module: ModuleVersion, kind: string): Promise<boolean> {
  return access(join(directory, `${cacheName(module)}.${kind}`)).then(
    () => true,
    () => false,
  );
}
