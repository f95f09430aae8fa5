/** A directory with all modules of a project, for machines without a network: made by the engine that serves jobs. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  listAnswers,
  readLookups,
  sumLinesOf,
  withLargestTree,
} from '../bundle/database-answers.ts';
import { type Published, publish } from '../bundle/publish.ts';
import { listModuleFiles, type ModuleFile } from '../cache/content.ts';
import { openTree } from '../cache/file-tree.ts';
import { findDamage } from '../cache/integrity.ts';
import { copyMissing } from '../cache/standby.ts';
import { FailureError } from '../failure.ts';
import { offlineVariables } from '../go/command.ts';
import { runGoDownload } from '../go/download.ts';
import { isDedicated } from '../module/audience.ts';
import { indexSums, type SumIndex } from '../module/gosum.ts';
import { formatModule } from '../module/path.ts';
import { sumFilesOf } from '../project/project.ts';
import { prepareShadow } from '../project/shadow.ts';
import { bundleSettings, worldInside } from './bundle-world.ts';
import { classifyRun, downloadable, isComplete } from './download.ts';
import type { Settings } from './inputs.ts';
import { type Job, readJob } from './job.ts';
import { formatBytes } from './progress.ts';
import { provideGo } from './provide-go.ts';
import { openRecord } from './record.ts';
import type { RunResult } from './result.ts';
import { run } from './run.ts';
import type { Session } from './session.ts';
import { countOf } from './wording.ts';
import type { World } from './world.ts';

export interface BundleRequest {
  /** Absolute, or relative to the project. */
  readonly directory: string;
  /** Whether modules that `private`, GOPRIVATE or `only=` names go in. */
  readonly includesPrivate: boolean;
}

/** Where a bundle grows; a run that was broken off is continued from there. No module path begins with a dot. */
const workName = '.gmr-bundle';

/**
 * Downloads what the project needs into a module cache of its own inside the directory, by a run like any other, and puts
 * it out as a module proxy once all of it is verified. What the directory has already, and is right, is not fetched again.
 *
 * @returns the run that failed; undefined where the bundle is complete.
 * @throws FailureError for what goes wrong after the download.
 */
export async function bundleModules(
  request: BundleRequest,
  settings: Settings,
  world: World,
  session: Session,
): Promise<RunResult | undefined> {
  const directory = resolve(world.root, request.directory);
  const work = join(directory, workName);
  const bundling = {
    directory,
    work,
    settings: bundleSettings(settings),
    session,
    workerScript: world.hashWorker,
  };
  await mkdir(work, { recursive: true });
  const record = openRecord(world.effects);
  const ready = await provideGo({ settings: bundling.settings, world, session, record });
  const inside = await worldInside(ready, work, session);
  const job = await readJob(bundling.settings, inside.effects, inside.root, session.signal);
  await takeBack(job, bundling);

  for (;;) {
    const result = await run(bundling.settings, inside, session);
    session.signal.throwIfAborted();
    if (result.failure) return result;
    // With the largest tree other tiles are needed than those that came with smaller ones.
    if (!(await unifyTrees(job))) break;
  }
  const published = await publishModules(job, bundling, request.includesPrivate);
  if (published.leftOut === 0) await tryWithoutNetwork(job, bundling, inside);
  await rm(work, { recursive: true, force: true });
  for (const line of describeBundle(directory, published)) world.effects.log.info(line);
  return undefined;
}

interface Bundling {
  readonly directory: string;
  readonly work: string;
  readonly settings: Settings;
  readonly session: Session;
  readonly workerScript: string;
}

/** What an earlier bundle has of this project and is right: as if it had been downloaded just now. */
async function takeBack(
  job: Job,
  { directory, session: { signal }, workerScript }: Bundling,
): Promise<void> {
  const answers = (await listAnswers(join(directory, 'sumdb'))).map((name) => `sumdb/${name}`);
  const sums = await sumsWith(job, directory);
  const files = listModuleFiles(sums);
  await copyMissing(
    directory,
    [...files.map(({ relativePath }) => relativePath), ...answers],
    job.downloadDirectory,
    signal,
  );
  const { downloadDirectory } = job;
  const threads = { workerScript, signal };
  const damaged = await findDamage({ downloadDirectory, sums, files, ...threads });
  for (const { relativePath } of damaged) {
    await rm(join(downloadDirectory, relativePath), { recursive: true, force: true });
  }
}

/** The hashes of the job's go.sum files, and what the checksum database said of modules that none of them names. */
async function sumsWith(job: Job, mirrorDirectory: string): Promise<SumIndex> {
  const sumdb = join(mirrorDirectory, 'sumdb');
  const lookups = await readLookups(sumdb, await listAnswers(sumdb));
  const own = job.projects.flatMap(sumFilesOf).flatMap(({ lines }) => lines);
  return indexSums([...own, ...sumLinesOf(lookups)]);
}

/** @returns whether anything had to be changed. */
async function unifyTrees({ downloadDirectory }: Job): Promise<boolean> {
  const sumdb = join(downloadDirectory, 'sumdb');
  const changed = withLargestTree(await readLookups(sumdb, await listAnswers(sumdb)));
  for (const { name, text } of changed) await writeFile(join(sumdb, ...name.split('/')), text);
  return changed.length > 0;
}

interface Bundled extends Published {
  readonly modules: number;
  /** Modules that only the checksum database vouches for. */
  readonly lookedUp: number;
  /** Private modules. */
  readonly leftOut: number;
}

async function publishModules(
  job: Job,
  { directory, session: { signal }, workerScript }: Bundling,
  includesPrivate: boolean,
): Promise<Bundled> {
  const { downloadDirectory: source } = job;
  const sums = await sumsWith(job, source);
  const isOwn = (path: string) => job.isPrivate(path) || isDedicated(job.mirrors, path);
  const isIn = (path: string) => includesPrivate || !isOwn(path);
  const all = await keepPresent(source, listModuleFiles(sums));
  const files = all.filter(({ module }) => isIn(module.path));
  const threads = { workerScript, signal };
  const [first] = await findDamage({ downloadDirectory: source, sums, files, ...threads });
  if (first !== undefined) {
    const detail = `${first.relativePath} ${first.problem}, and is not put into the bundle`;
    throw new FailureError({ class: 'cache-corrupt', detail, module: formatModule(first.module) });
  }
  const sumdb = join(source, 'sumdb');
  const answers = await listAnswers(sumdb);
  const lookups = await readLookups(sumdb, answers);
  const published = await publish({ directory, source, files, answers, signal });
  const countZips = (of: readonly ModuleFile[]) => of.filter(({ kind }) => kind === 'zip').length;
  return {
    ...published,
    modules: countZips(files),
    lookedUp: lookups.length,
    leftOut: countZips(all) - countZips(files),
  };
}

async function keepPresent(
  directory: string,
  files: readonly ModuleFile[],
): Promise<readonly ModuleFile[]> {
  const tree = openTree(directory);
  const found = await Promise.all(files.map(({ relativePath }) => tree.find(relativePath)));
  return files.filter((_, index) => found[index] !== undefined);
}

/** A plain `go` with nothing but the bundle: what it lacks here it would lack there. */
async function tryWithoutNetwork(
  job: Job,
  { directory, work, session }: Bundling,
  { effects }: World,
): Promise<void> {
  const trial = join(work, 'trial');
  await rm(trial, { recursive: true, force: true });
  for (const project of downloadable(job)) {
    const shadow = await prepareShadow(project, session.directory);
    const done = await runGoDownload(shadow, {
      go: job.go.go,
      env: effects.env,
      additions: {
        ...offlineVariables,
        GOPROXY: pathToFileURL(directory).href,
        GOMODCACHE: join(trial, 'modules'),
        GOPATH: join(trial, 'gopath'),
      },
      goflags: job.go.goflags,
      clock: effects.clock,
      signal: session.signal,
    });
    session.signal.throwIfAborted();
    if (isComplete(done)) continue;
    const { known, guessed } = classifyRun(done);
    const [failure = { class: 'internal', detail: 'no reason given' } as const] = [
      ...known,
      ...guessed,
    ];
    throw new FailureError({
      ...failure,
      detail: `go cannot use the bundle: ${failure.detail}`,
    });
  }
}

function describeBundle(directory: string, bundled: Bundled): readonly string[] {
  const { modules, lookedUp, leftOut, written, kept, bytes } = bundled;
  const checked = leftOut === 0 ? ', and go needs nothing else' : '';
  return [
    `Bundle of ${countOf(modules, 'module')}, ${formatBytes(bytes)}: ${countOf(written, 'file')} written, ${kept} there before; every file is verified${checked}`,
    ...(lookedUp > 0
      ? [
          `Answers of the checksum database for ${countOf(lookedUp, 'module')} without a line in go.sum`,
        ]
      : []),
    ...(leftOut > 0
      ? [`Left out: ${countOf(leftOut, 'private module')}; --include-private puts them in`]
      : []),
    `Use it: mirrors: ${pathToFileURL(directory).href}, or GOPROXY=${pathToFileURL(directory).href}`,
  ];
}
