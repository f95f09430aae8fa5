/** Going on without the network: what this machine holds may be all that is needed (design §4, `offline`). */

import { fileURLToPath } from 'node:url';
import { listModuleFiles } from '../cache/content.ts';
import { copyMissing } from '../cache/standby.ts';
import { type Failure, failureOf } from '../failure.ts';
import { createAudience } from '../module/audience.ts';
import { isDirectory } from '../module/mirror-list.ts';
import { distinctModules, type ModuleVersion } from '../module/path.ts';
import { isOutage } from '../resilience/decision.ts';
import { downloadable, downloadProjectOffline, isComplete } from './download.ts';
import type { DownloadContext } from './download-context.ts';
import { leadingFailure } from './findings.ts';
import { type IncompleteRun, throwMissing } from './missing.ts';
import { countOf } from './wording.ts';

/** Of the step's time, kept for going on without the network: `go`, hashing, telling. */
const mostReserveMs = 15_000;
const partOfDeadline = 1 / 4;
/** A mirror may also fall silent after that moment. */
const lookIntervalMs = 250;

export interface TakeoverTools {
  /** Deletes, of the files that this run put into the module cache, those that `go` would believe wrongly. */
  readonly checkNew: () => Promise<void>;
  /** Deletes those of them that are damaged. */
  readonly repair: () => Promise<void>;
  /** Files that the run's cache put into the module cache. */
  readonly restored: ReadonlySet<string> | undefined;
}

/**
 * Runs the download, and ends it a little before the deadline if no mirror answers at that time: a step that waits for the
 * network to come back would have no time left for what is here.
 */
export async function downloadWhileAnswered<T>(
  context: DownloadContext,
  download: (context: DownloadContext) => Promise<T>,
): Promise<T> {
  const { session, upstreams, world, offline } = context;
  if (offline !== 'auto') return download(context);
  const leftMs = session.remainingMs();
  const reserveMs = Math.min(mostReserveMs, leftMs * partOfDeadline);
  const { clock } = world.effects;
  let isOver = false;
  const look = async (): Promise<void> => {
    const trouble = await upstreams.currentTrouble();
    if (isOver) return;
    if (trouble !== undefined && meansNoAnswer(trouble)) upstreams.giveUp(trouble);
    else cancel = clock.after(lookIntervalMs, () => void look());
  };
  let cancel = clock.after(leftMs - reserveMs, () => void look());
  try {
    return await download({ ...context, session: { ...session, signal: upstreams.signal } });
  } finally {
    isOver = true;
    cancel();
  }
}

/**
 * Why no mirror answered, where that ended the download and the user lets the run go on; undefined for every other end. A
 * refusal, an absence or wrong bytes are answers.
 */
export function whyUnanswered(context: DownloadContext, thrown: unknown): Failure | undefined {
  const { offline, session, record } = context;
  if (offline !== 'auto' || session.signal.aborted) return undefined;
  const failures = record.failures.length > 0 ? record.failures : [failureOf(thrown)];
  return failures.every(meansNoAnswer) ? leadingFailure(failures) : undefined;
}

/** Whether a failure is the network's, so that nobody who has the module was heard. */
function meansNoAnswer(failure: Failure): boolean {
  switch (failure.class) {
    case 'tls-certificate':
    case 'captive-portal':
    case 'proxy-auth':
    case 'vcs-network':
      return true;
    case 'stall':
      // A `go` that hangs with a good network is no reason to do without it.
      return failure.phase !== 'go';
    default:
      return isOutage(failure);
  }
}

/**
 * Every module from what is here: the module cache as the run's cache left it, the local cache, and the directories among
 * the mirrors. `go` decides whether it is enough, by the same hashes as ever.
 *
 * @param because why no mirror answered; undefined where none may be asked.
 * @returns undefined where nothing at all is here to go on with: the network is then the whole story.
 * @throws FailureError `offline-miss`; the record has one for each missing module.
 */
export async function takeOver(
  context: DownloadContext,
  { checkNew, repair, restored }: TakeoverTools,
  because: Failure | undefined,
): Promise<readonly ModuleVersion[] | undefined> {
  const { record, world } = context;
  await bringIn(context);
  await checkNew();
  const hasAnything = context.present.size + (restored?.size ?? 0) + record.broughtIn.size > 0;
  if (because !== undefined && !hasAnything) return undefined;
  for (let isRepaired = false; ; isRepaired = true) {
    const { modules, incomplete } = await checkAll(context);
    if (incomplete.length === 0) {
      record.failures = [];
      record.unanswered = because;
      world.effects.log.info(
        `${countOf(modules.length, 'module')} ${because === undefined ? 'here already: nobody is asked' : 'here: going on without the network'}`,
      );
      return modules;
    }
    if (isRepaired) return throwMissing(context, { incomplete, complete: modules, because });
    await repair();
  }
}

interface Found {
  readonly modules: readonly ModuleVersion[];
  readonly incomplete: readonly IncompleteRun[];
}

async function checkAll(context: DownloadContext): Promise<Found> {
  const modules: ModuleVersion[] = [];
  const incomplete: IncompleteRun[] = [];
  for (const project of downloadable(context.job)) {
    const run = await downloadProjectOffline(context, project);
    modules.push(...run.modules);
    if (!isComplete(run)) incomplete.push({ project, run });
  }
  return { modules: distinctModules(modules), incomplete };
}

/** A directory that cannot be used is one source less, and no more. */
async function bringIn({
  job,
  record,
  session,
  world,
  localCache,
}: DownloadContext): Promise<void> {
  const files = listModuleFiles(job.sums);
  for (const { directory, mayHave } of [
    ...(localCache === undefined ? [] : [{ directory: localCache, mayHave: () => true }]),
    ...job.mirrors.groups
      .flat()
      .filter(isDirectory)
      .map((mirror) => ({
        directory: fileURLToPath(mirror.url),
        mayHave: (path: string) => createAudience(job.mirrors, path, job.isPrivate(path))(mirror),
      })),
  ]) {
    const names = files.flatMap(({ module, relativePath }) =>
      mayHave(module.path) ? [relativePath] : [],
    );
    try {
      const copied = await copyMissing(directory, names, job.downloadDirectory, session.signal);
      for (const name of copied) record.broughtIn.add(name);
      if (copied.length > 0) {
        world.effects.log.info(`${countOf(copied.length, 'file')} from ${directory}`);
      }
    } catch (thrown) {
      session.signal.throwIfAborted();
      const failure = failureOf(thrown);
      record.findings.push({ level: 'warning', failure, tried: 'going on without that directory' });
    }
  }
}
