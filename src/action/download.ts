import { type Environment, sleep } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { type GoVerdict, readGoErrors } from '../go/classify.ts';
import { offlineVariables } from '../go/command.ts';
import { type DownloadRun, runGoDownload, runGoVerify, type VerifyRun } from '../go/download.ts';
import { distinctModules, type ModuleVersion } from '../module/path.ts';
import type { DownloadableProject } from '../project/project.ts';
import { prepareShadow } from '../project/shadow.ts';
import { backoffDelayMs } from '../resilience/backoff.ts';
import { describeEvent, type RunEvent } from '../upstream/events.ts';
import type { Connection } from './connection.ts';
import type { DownloadContext } from './download-context.ts';
import { explainRun } from './explain.ts';
import { findMissingFiles } from './foresight.ts';
import { environmentOfGit, goOptions, watchdogGraceMs } from './go-options.ts';
import { goproxyOfMirrors, goproxyOfRelay } from './goproxy.ts';
import { revealGitErrors } from './hidden-git-error.ts';
import type { Job } from './job.ts';
import { placeFailure } from './position.ts';
import { decideRerun } from './rerun.ts';
import { foreseeSwitches } from './switch-toolchain.ts';

/**
 * Downloads with no network at all: whether everything is there, in the eyes of `go`.
 * @returns the modules, or undefined where anything is missing or damaged.
 */
export async function downloadOffline(
  context: DownloadContext,
): Promise<readonly ModuleVersion[] | undefined> {
  const { job } = context;
  const projects = downloadable(job);
  // The go.sum of a vendored project names modules that nobody needs.
  if (projects.length === 0) return [];
  // With not one file there the answer is known, and a start of `go` is saved.
  if (job.sums.zips.length > 0 && context.present.size === 0) return undefined;
  const modules: ModuleVersion[] = [];
  for (const project of projects) {
    const run = await downloadProjectOffline(context, project);
    if (!isComplete(run)) return undefined;
    modules.push(...run.modules);
  }
  return distinctModules(modules);
}

/** What `go` says of one project when it may ask nobody. */
export async function downloadProjectOffline(
  context: DownloadContext,
  project: DownloadableProject,
): Promise<DownloadRun> {
  const { signal, directory } = context.session;
  const shadow = await prepareShadow(project, directory);
  const run = await runGoDownload(shadow, goOptions(context, offlineVariables));
  signal.throwIfAborted();
  return run;
}

/**
 * Downloads what is missing from the mirrors, with at most two reruns of `go` for each project.
 * @param repair deletes damaged files from the module cache.
 * @throws FailureError; the record holds every failure of the run that ended it.
 */
export async function downloadOnline(
  context: DownloadContext,
  repair: () => Promise<void>,
): Promise<readonly ModuleVersion[]> {
  const { job, upstreams } = context;
  const connection = await upstreams.open();
  await foreseeSwitches(context, connection);
  // A `go` that asks the mirrors itself would have no use for it.
  if (upstreams.obstacle === undefined) connection.prefetch.start(() => findMissingFiles(job));
  upstreams.meter.start(() => ({
    modulesDone: Math.min(
      context.present.size + connection.desk.servedZips.size,
      context.needed.length,
    ),
    modulesKnown: context.needed.length,
  }));
  try {
    const modules: ModuleVersion[] = [];
    for (const project of downloadable(job)) {
      modules.push(...(await downloadProject(context, project, connection, repair)));
    }
    return distinctModules(modules);
  } finally {
    upstreams.meter.stop();
    await connection.prefetch.stop();
  }
}

async function downloadProject(
  context: DownloadContext,
  project: DownloadableProject,
  connection: Connection,
  repair: () => Promise<void>,
): Promise<readonly ModuleVersion[]> {
  const { job, session, record, upstreams, world } = context;
  const { desk, mirrors } = connection;
  let hasGoneDirect = false;
  let hasRepaired = false;
  for (let runs = 1; ; runs += 1) {
    desk.startRun(hasGoneDirect ? 'direct' : 'fail');
    const shadow = await prepareShadow(project, session.directory);
    const variables = await onlineVariables(context, connection);
    const run = await runGoDownload(shadow, goOptions(context, variables));
    session.signal.throwIfAborted();
    if (isComplete(run)) {
      record.completed = [...record.completed, ...run.modules];
      return run.modules;
    }
    const explained = explainRun({
      text: classifyRun(run, connection.relayToken),
      relay: upstreams.obstacle === undefined ? desk.failures : [],
      absences: desk.absences,
      stalledMs: run.stoppedBy === 'watchdog' ? context.stallMs + watchdogGraceMs : undefined,
      waitedFor: run.waitedFor,
      unconnected: run.unconnected && { ...run.unconnected, limitMs: context.connectMs },
    }).map((failure) => placeFailure(failure, job, shadow));
    const failures = await revealGitErrors(explained, {
      env: environmentOfGit(context),
      clock: world.effects.clock,
      signal: session.signal,
      platform: world.effects.platform,
      limitMs: Math.min(context.gitLimitMs, session.remainingMs()),
      redact: world.redactor.redact,
    });
    session.signal.throwIfAborted();
    const next = decideRerun({
      runs,
      failures,
      hasMirrorWorked: mirrors.hasWorked,
      mayGoDirect: job.mayGoDirectAfterOutage,
      hasGoneDirect,
      hasRepaired,
    });
    if (next === 'stop') {
      record.failures = failures;
      record.completed = [...record.completed, ...run.modules];
      throw new FailureError(
        failures[0] ?? { class: 'internal', detail: 'go failed without a reason' },
      );
    }
    const { class: because = 'internal', detail = '' } = failures[0] ?? {};
    const event: RunEvent = {
      kind: 'go-again',
      atMs: world.effects.clock.now(),
      run: runs + 1,
      because,
      detail,
    };
    record.events.push(event);
    world.effects.log.info(describeEvent(event));
    if (because === 'vcs-network') {
      const { clock, random } = world.effects;
      await sleep(clock, backoffDelayMs(runs, random), session.signal);
    }
    hasGoneDirect ||= next === 'again-direct';
    if (next === 'repair') {
      hasRepaired = true;
      await repair();
    }
  }
}

/**
 * Modules whose unpacked files or zips are not what was downloaded, by `go mod verify`.
 * @throws FailureError where `go` could not verify at all: what was not looked at counts for nothing.
 */
export async function verifyUnpacked(context: DownloadContext): Promise<readonly ModuleVersion[]> {
  const { job, session } = context;
  const modified: ModuleVersion[] = [];
  for (const project of downloadable(job)) {
    const shadow = await prepareShadow(project, session.directory);
    const verified = await runGoVerify(shadow, goOptions(context, offlineVariables));
    session.signal.throwIfAborted();
    if (verified.modified.length === 0) refuseUnfinished(verified, context);
    modified.push(...verified.modified);
  }
  return distinctModules(modified);
}

function refuseUnfinished(run: VerifyRun, { stallMs }: DownloadContext): void {
  if (run.stoppedBy === undefined && run.exitCode === 0) return;
  const [failure] = explainRun({
    text: readGoErrors({
      task: 'verification',
      stderr: run.stderrTail,
      jsonErrors: [],
      exitCode: run.exitCode,
      signalName: run.signalName,
    }),
    relay: [],
    absences: [],
    stalledMs: run.stoppedBy === 'watchdog' ? stallMs + watchdogGraceMs : undefined,
    waitedFor: run.waitedFor,
  });
  throw new FailureError({
    ...(failure ?? { class: 'internal' }),
    detail: `go mod verify could not check the module cache: ${failure?.detail ?? 'no reason given'}`,
  });
}

/** GOPROXY for a run with network: the relay, or the mirrors themselves where the relay has to stand aside. */
async function onlineVariables(
  { job, upstreams }: DownloadContext,
  connection: Connection,
): Promise<Environment> {
  if (upstreams.obstacle === undefined) {
    return { GOPROXY: goproxyOfRelay(connection.relayUrl, job.direct) };
  }
  await connection.ready;
  return { GOPROXY: goproxyOfMirrors(job.mirrors, (group) => connection.mirrors.ordered(group)) };
}

export function classifyRun(run: DownloadRun, relayToken = ''): GoVerdict {
  return readGoErrors({
    task: 'download',
    stderr: run.stderrTail,
    jsonErrors: run.errors,
    exitCode: run.exitCode,
    signalName: run.signalName,
    secrets: relayToken === '' ? [] : [relayToken],
  });
}

export function downloadable(job: Job): readonly DownloadableProject[] {
  return job.projects.filter(
    (project): project is DownloadableProject => project.kind !== 'vendored',
  );
}

export function isComplete(run: DownloadRun): boolean {
  return run.exitCode === 0 && run.errors.length === 0 && run.stoppedBy === undefined;
}
