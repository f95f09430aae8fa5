import { listModuleFiles, type ModuleFile } from '../cache/content.ts';
import { checksOfFiles, findCandidates, hasAnyPriorState, inspect } from '../cache/integrity.ts';
import { type Failure, FailureError } from '../failure.ts';
import { parseModuleFlags } from '../go/goflags.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import { discard, filesOf, placeOfJob } from './damage.ts';
import { downloadOffline, downloadOnline, verifyUnpacked } from './download.ts';
import type { DownloadContext } from './download-context.ts';
import type { Job } from './job.ts';
import { inPhase } from './phase.ts';
import type { Store } from './store.ts';
import { downloadWhileAnswered, takeOver, whyUnanswered } from './takeover.ts';
import { countOf } from './wording.ts';

/**
 * Every module in the module cache, complete and verified: without any network where that is possible, through the
 * relay otherwise.
 * @throws FailureError for what ends the run; the record holds all failures then.
 */
export async function ensureModules(
  context: DownloadContext,
  store: Store | undefined,
): Promise<readonly ModuleVersion[]> {
  const { job, record } = context;
  const { effects } = context.world;
  const isUntrusted = await mayBuildUnnamed(job);
  for (let round = 1; ; round += 1) {
    const modules = await downloadAll(context, store);
    const modified = isUntrusted
      ? await inPhase(effects, record.phases, 'verify', () => verifyUnpacked(context))
      : [];
    if (modified.length === 0) return modules;
    const problem = 'is not what was downloaded';
    if (round === 2) {
      throw new FailureError({
        class: 'cache-corrupt',
        detail: `${countOf(modified.length, 'module')} in the module cache, fetched anew: each ${problem}`,
        module: modified.map(formatModule).slice(0, 3).join(', '),
      });
    }
    const damages = [{ part: 'zip', problem }] as const;
    await discard(
      job,
      record,
      modified.map((module) => ({ module, damages })),
    );
  }
}

/** Whether nothing is left to restore or to download: a persistent runner, an image, another step before this one. */
export async function holdsEverything(context: DownloadContext): Promise<boolean> {
  return context.mayBeComplete && (await downloadOffline(context)) !== undefined;
}

/**
 * With -mod=mod neither go.mod nor go.sum has to name what `go` will load, so that nobody can check it beforehand: where
 * anything was unpacked before this run `go mod verify` compares it with what `go` itself noted. In all other modes `go`
 * builds nothing that go.sum has no hash for.
 */
async function mayBuildUnnamed({ go }: Job): Promise<boolean> {
  return parseModuleFlags(go.goflags).mod === 'mod' && (await hasAnyPriorState(go.gomodcache));
}

async function downloadAll(
  context: DownloadContext,
  store: Store | undefined,
): Promise<readonly ModuleVersion[]> {
  const { effects } = context.world;
  const { phases, unanswered, broughtIn } = context.record;
  const isNew = ({ relativePath }: ModuleFile) =>
    store?.restored.has(relativePath) === true || broughtIn.has(relativePath);
  const tools = {
    // `go` hashes the other files, and an .info that is of another version it believes.
    checkNew: () => removeDamage(context, store, (file) => file.kind === 'info' && isNew(file)),
    // What was here before was checked then, and what `go` fetched it has hashed.
    repair: () => removeDamage(context, store, isNew),
    restored: store?.restored,
  };
  const withoutMirrors = (because: Failure | undefined) =>
    inPhase(effects, phases, 'check', () => takeOver(context, tools, because));
  if (context.offline === 'always' || unanswered !== undefined) {
    return (await withoutMirrors(unanswered)) ?? [];
  }
  const complete = await inPhase(effects, phases, 'check', async () => {
    await tools.checkNew();
    const found = await downloadOffline(context);
    effects.log.info(
      found
        ? `${countOf(found.length, 'module')} already in the module cache: no mirror is asked`
        : 'The module cache is not complete: the mirrors are asked',
    );
    if (!found) await tools.repair();
    return found;
  });
  if (complete) return complete;
  try {
    return await inPhase(effects, phases, 'download', () =>
      downloadWhileAnswered(context, (answered) =>
        downloadOnline(answered, () => removeDamage(context, store, () => true)),
      ),
    );
  } catch (thrown) {
    const because = whyUnanswered(context, thrown);
    if (because === undefined) throw thrown;
    const here = await withoutMirrors(because);
    if (here === undefined) throw thrown;
    return here;
  }
}

/** Deletes what is damaged, because `go` never heals a file that it has (reference/go-failures.md §1.9). */
async function removeDamage(
  { job, session: { signal }, record, world }: DownloadContext,
  store: Store | undefined,
  isSuspect: (file: ModuleFile) => boolean,
): Promise<void> {
  const place = placeOfJob(job);
  const checks = checksOfFiles(listModuleFiles(job.sums).filter(isSuspect), job.sums);
  const candidates = await findCandidates(place, checks, signal);
  const { damaged } = await inspect(place, candidates, { workerScript: world.hashWorker, signal });
  if (damaged.length === 0) return;
  await store?.forget(filesOf(damaged), signal);
  await discard(job, record, damaged);
}
