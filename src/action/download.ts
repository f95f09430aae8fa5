import type { Environment } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { classifyGoOutput } from '../go/classify.ts';
import { offlineVariables } from '../go/command.ts';
import { type DownloadRun, runGoDownload, runGoVerify } from '../go/download.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import type { DownloadableProject } from '../project/project.ts';
import { prepareShadow } from '../project/shadow.ts';
import type { Connection } from './connection.ts';
import type { DownloadContext } from './download-context.ts';
import { explainRun } from './explain.ts';
import { goproxyOfMirrors, goproxyOfRelay } from './goproxy.ts';
import type { Job } from './job.ts';
import { decideRerun } from './rerun.ts';

/**
 * Downloads with no network at all: whether everything is there, in the eyes of `go`.
 * @returns the modules, or undefined where anything is missing or damaged.
 */
export async function downloadOffline(
  context: DownloadContext,
): Promise<readonly ModuleVersion[] | undefined> {
  const { job, session } = context;
  // With not one file there the answer is known, and a start of `go` is saved.
  if (job.sums.zips.length > 0 && context.present.size === 0) return undefined;
  const modules: ModuleVersion[] = [];
  for (const project of downloadable(job)) {
    const run = await startGo(context, project, offlineVariables);
    session.signal.throwIfAborted();
    if (!isComplete(run)) return undefined;
    modules.push(...run.modules);
  }
  return distinct(modules);
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
  upstreams.meter.start(() => ({
    modulesDone: Math.min(
      context.present.size + connection.desk.servedZips.size,
      context.modulesKnown,
    ),
    modulesKnown: context.modulesKnown,
  }));
  try {
    const modules: ModuleVersion[] = [];
    for (const project of downloadable(job)) {
      modules.push(...(await downloadProject(context, project, connection, repair)));
    }
    return distinct(modules);
  } finally {
    upstreams.meter.stop();
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
    const run = await startGo(context, project, await onlineVariables(context, connection));
    session.signal.throwIfAborted();
    if (isComplete(run)) return run.modules;
    const failures = explainRun({
      text: classifyGoOutput(run.output),
      relay: upstreams.obstacle === undefined ? desk.failures : [],
      absences: desk.absences,
      stalledMs: run.stoppedBy === 'watchdog' ? context.stallMs : undefined,
    });
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
      throw new FailureError(
        failures[0] ?? { class: 'internal', detail: 'go failed without a reason' },
      );
    }
    world.effects.log.info(`Running go again (${runs + 1} of 3): ${failures[0]?.detail}`);
    hasGoneDirect ||= next === 'again-direct';
    if (next === 'repair') {
      hasRepaired = true;
      await repair();
    }
  }
}

/** Modules whose unpacked files or zips are not what was downloaded, by `go mod verify`. */
export async function verifyUnpacked(context: DownloadContext): Promise<readonly ModuleVersion[]> {
  const { job, world, session } = context;
  const modified: ModuleVersion[] = [];
  for (const project of downloadable(job)) {
    const shadow = await prepareShadow(project, session.directory);
    modified.push(
      ...(await runGoVerify(shadow, {
        go: job.go.go,
        env: environment(context, offlineVariables),
        clock: world.effects.clock,
        signal: session.signal,
      })),
    );
    session.signal.throwIfAborted();
  }
  return distinct(modified);
}

async function startGo(
  context: DownloadContext,
  project: DownloadableProject,
  variables: Environment,
): Promise<DownloadRun> {
  const { job, world, session, record, upstreams, stallMs } = context;
  const shadow = await prepareShadow(project, session.directory);
  return runGoDownload(shadow, {
    go: job.go.go,
    env: environment(context, variables),
    clock: world.effects.clock,
    signal: session.signal,
    stallMs,
    moduleCacheDirectory: job.go.gomodcache,
    progress: () => upstreams.meter.bytes + record.journal.attempts.length,
    onStderrLine: (line) => world.effects.log.debug(line),
  });
}

/** GOPROXY for a run with network: the relay, or the mirrors themselves where the relay has to stand aside. */
async function onlineVariables(
  { job, upstreams }: DownloadContext,
  connection: Connection,
): Promise<Environment> {
  if (upstreams.obstacle === undefined) {
    return { GOPROXY: goproxyOfRelay(connection.relayUrl, job.mirrors) };
  }
  await connection.ready;
  return { GOPROXY: goproxyOfMirrors(job.mirrors, (group) => connection.mirrors.ordered(group)) };
}

function environment({ job, world }: DownloadContext, variables: Environment): Environment {
  return {
    ...world.effects.env,
    ...(job.goprivate !== undefined && { GOPRIVATE: job.goprivate }),
    ...variables,
  };
}

function downloadable(job: Job): readonly DownloadableProject[] {
  return job.projects.filter(
    (project): project is DownloadableProject => project.kind !== 'vendored',
  );
}

function isComplete(run: DownloadRun): boolean {
  return run.exitCode === 0 && run.errors.length === 0 && run.stoppedBy === undefined;
}

function distinct(modules: readonly ModuleVersion[]): readonly ModuleVersion[] {
  return [...new Map(modules.map((module) => [formatModule(module), module])).values()];
}
