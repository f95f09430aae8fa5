import { type Failure, FailureError } from '../failure.ts';
import { parseModuleFlags } from '../go/goflags.ts';
import { findMissingSums } from '../project/sums.ts';
import { findToolchainLines } from '../project/toolchain-line.ts';
import { findToolchainNeed } from '../project/toolchain-need.ts';
import { checkVendor } from '../project/vendor.ts';
import { diagnoseAfter } from './diagnosis.ts';
import { type DownloadContext, openDownload } from './download-context.ts';
import { ensureModules, holdsEverything } from './ensure.ts';
import { exportedEnvironment, unfitMirrors } from './export.ts';
import { openGitAccess } from './git-access.ts';
import type { Settings } from './inputs.ts';
import { findPlainHttp } from './insecure.ts';
import { describeJob, type Job, readJob } from './job.ts';
import { describeModules, describeUnfinished } from './module-source.ts';
import { inPhase } from './phase.ts';
import { checkPriorState } from './prior-state.ts';
import { checkPriorToolchains } from './prior-toolchain.ts';
import { provideGo } from './provide-go.ts';
import { concludeRecord, openRecord, type RunRecord, whyEnded } from './record.ts';
import { tellObstacle } from './relay-obstacle.ts';
import type { RunResult } from './result.ts';
import type { Session } from './session.ts';
import { openStore, type Store } from './store.ts';
import { tellUntrustingGo } from './trust.ts';
import { prepareUpstreams } from './upstreams.ts';
import { type World, withVariables } from './world.ts';

/** The whole story: every module the job needs, verified; or one failure with its cause. Never throws. */
export async function run(settings: Settings, given: World, session: Session): Promise<RunResult> {
  const { effects, root } = given;
  let world = given;
  const startedAtMs = effects.clock.now();
  const startedAt = Date.now();
  const record = openRecord(effects);
  try {
    const git = await openGitAccess(settings, given, session);
    world = withVariables(given, git.variables);
    await work(settings, world, session, record);
    record.exported = { ...record.exported, ...git.exported };
  } catch (thrown) {
    record.failures = whyEnded(record, thrown, session.signal);
  }
  await diagnoseAfter(settings, world, session, record);
  return concludeRecord(record, { settings, effects, root, startedAt, startedAtMs });
}

async function work(
  settings: Settings,
  given: World,
  session: Session,
  record: RunRecord,
): Promise<void> {
  const world = await provideGo({ settings, world: given, session, record });
  const { effects, root } = world;
  const { signal } = session;

  const job = await readJob(settings, effects, root, signal);
  record.job = job;
  record.way = job;
  checkProjects(job, record);
  for (const line of describeJob(job)) effects.log.info(line);
  for (const failure of findPlainHttp(job.mirrors, job.go.goinsecure)) {
    record.findings.push({ level: 'warning', failure });
  }

  if (job.projects.every(({ kind }) => kind === 'vendored')) {
    effects.log.info(
      'Every project is vendored: nothing to download, the cache stays closed, nothing is exported',
    );
    return;
  }

  const upstreams = prepareUpstreams({ settings, job, world, session, record });
  tellObstacle(upstreams.obstacle, effects.log, record);
  const asksOrigins = job.mirrors.ending === 'direct';
  const asks = { asksMirrors: upstreams.obstacle !== undefined, asksOrigins };
  tellUntrustingGo(settings, { ...asks, platform: effects.platform }, effects.log, record);
  const open = () => openDownload({ settings, job, world, session, record, upstreams });
  const isModuleCacheComplete = async () => holdsEverything(await open());
  const store = openStore({ settings, job, world, session, record, isModuleCacheComplete });
  try {
    await checkPriorToolchains({ settings, job, world, session, record, upstreams });
    await checkPriorState({ job, world, session, record });
    if (store) await inPhase(effects, record.phases, 'restore', () => store.restore(signal));
    await fetchModules(await open(), store);
  } finally {
    await upstreams.close();
    await store?.close();
  }

  record.exported = exportedEnvironment(job, {
    unfit: unfitMirrors(record),
    databaseUrl: record.databaseUrl,
  });
}

/** What was fetched and verified is saved also where the whole set was not to be had. */
async function fetchModules(context: DownloadContext, store: Store | undefined): Promise<void> {
  const { record, session, world } = context;
  const { signal } = session;
  try {
    const modules = await ensureModules(context, store);
    record.downloadDurationMs = world.effects.clock.now() - context.startedAtMs;
    record.modules = await describeModules(context, modules, store?.restored);
    await store?.save(true, signal);
  } catch (thrown) {
    record.modules = await describeUnfinished(context, record.completed, store?.restored);
    if (!signal.aborted) await store?.save(false, signal);
    throw thrown;
  }
}

/** What go.mod, go.sum and vendor say before anything is downloaded. */
function checkProjects(job: Job, record: RunRecord): void {
  // With -mod=mod every go command completes go.sum by itself, and the user chose that.
  const need = findToolchainNeed(job.projects, job.go.version, job.go.gotoolchain);
  if (need.kind === 'too-old') throw new FailureError(need.failure);
  const mayLackSums = parseModuleFlags(job.go.goflags).mod === 'mod';
  for (const project of job.projects) {
    let failure: Failure | undefined;
    if (project.kind === 'vendored') failure = checkVendor(project);
    else if (!mayLackSums) failure = findMissingSums(project);
    if (failure) throw new FailureError(failure);
  }
  for (const failure of findToolchainLines(job.sums, job.go.version)) {
    record.findings.push({ level: 'warning', failure });
  }
}
