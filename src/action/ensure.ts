import { listModuleFiles, listModules, type ModuleFile } from '../cache/content.ts';
import { findDamage, hasAnyPriorState, hasPriorState } from '../cache/integrity.ts';
import { removeModules } from '../cache/removal.ts';
import { type Failure, FailureError } from '../failure.ts';
import { parseModuleFlags } from '../go/goflags.ts';
import { distinctModules, formatModule, type ModuleVersion } from '../module/path.ts';
import { downloadOffline, downloadOnline, verifyUnpacked } from './download.ts';
import type { DownloadContext } from './download-context.ts';
import { inPhase } from './phase.ts';
import type { Store } from './store.ts';
import { downloadWhileAnswered, takeOver, whyUnanswered } from './takeover.ts';
import { countOf } from './wording.ts';

/**
 * Every module in the module cache, complete and verified: without any network where that is possible, through the
 * relay otherwise. What lay there unpacked before this run is checked too, and fetched anew where it was changed.
 * @throws FailureError for what ends the run; the record holds all failures then.
 */
export async function ensureModules(
  context: DownloadContext,
  store: Store | undefined,
): Promise<readonly ModuleVersion[]> {
  const { job, record } = context;
  const { effects } = context.world;
  const files = listModuleFiles(job.sums);
  const isUntrusted = await findsPriorState(context);
  for (let round = 1; ; round += 1) {
    const modules = await downloadAll(context, files, store);
    const modified = isUntrusted
      ? await inPhase(effects, record.phases, 'verify', () => verifyUnpacked(context))
      : [];
    if (modified.length === 0) return modules;
    const detail = `${countOf(modified.length, 'module')} in the module cache ${modified.length === 1 ? 'is' : 'are'} not what was downloaded`;
    const failure = {
      class: 'cache-corrupt',
      detail,
      module: modified.map(formatModule).slice(0, 3).join(', '),
    } as const;
    if (round === 2) throw new FailureError(failure);
    record.findings.push({ level: 'warning', failure, tried: 'deleted and fetched again' });
    await discard(context, modified);
  }
}

/** Whether nothing is left to restore or to download: a persistent runner, an image, another step before this one. */
export async function holdsEverything(context: DownloadContext): Promise<boolean> {
  const isPossible = context.needed.every((module) => context.present.has(formatModule(module)));
  return isPossible && (await downloadOffline(context)) !== undefined;
}

/** Whether the module cache holds anything for this job that `go` would believe unseen. */
async function findsPriorState({ job, needed, session }: DownloadContext): Promise<boolean> {
  const moduleCacheDirectory = job.go.gomodcache;
  const modules = distinctModules([...needed, ...listModules(job.sums)]);
  if (await hasPriorState({ moduleCacheDirectory, modules, signal: session.signal })) return true;
  // With -mod=mod neither go.mod nor go.sum has to name what `go` will load.
  const mayGrow = parseModuleFlags(job.go.goflags).mod === 'mod';
  return mayGrow && (await hasAnyPriorState(moduleCacheDirectory));
}

/** What is taken out of the module cache is not complete any more, whatever an earlier run of `go` said. */
async function discard(
  { job, record }: DownloadContext,
  modules: readonly ModuleVersion[],
): Promise<void> {
  await removeModules(job.go.gomodcache, modules);
  const names = new Set(modules.map(formatModule));
  record.completed = record.completed.filter((module) => !names.has(formatModule(module)));
}

async function downloadAll(
  context: DownloadContext,
  files: readonly ModuleFile[],
  store: Store | undefined,
): Promise<readonly ModuleVersion[]> {
  const { effects } = context.world;
  const { phases, unanswered } = context.record;
  const tools = {
    repair: () => removeDamage(context, files, store),
    restored: store?.restored,
  };
  const withoutMirrors = (because: Failure | undefined) =>
    inPhase(effects, phases, 'check', () => takeOver(context, tools, because));
  if (context.offline === 'always' || unanswered !== undefined) {
    return (await withoutMirrors(unanswered)) ?? [];
  }
  const complete = await inPhase(effects, phases, 'check', async () => {
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
      downloadWhileAnswered(context, (answered) => downloadOnline(answered, tools.repair)),
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
  context: DownloadContext,
  files: readonly ModuleFile[],
  store: Store | undefined,
): Promise<void> {
  const { job, session, record } = context;
  const { damaged } = await findDamage({
    downloadDirectory: job.downloadDirectory,
    sums: job.sums,
    files,
    signal: session.signal,
  });
  const [first] = damaged;
  if (first === undefined) return;
  record.findings.push({
    level: 'warning',
    failure: {
      class: 'cache-corrupt',
      detail: `${countOf(damaged.length, 'file')} in the module cache ${damaged.length === 1 ? 'was damaged:' : 'were damaged, among them'} ${first.relativePath} (${first.problem})`,
      module: formatModule(first.module),
    },
    tried: 'deleted and fetched again',
  });
  await store?.forget(
    damaged.map(({ relativePath }) => relativePath),
    session.signal,
  );
  await discard(
    context,
    damaged.map(({ module }) => module),
  );
}
