/** The `go` commands that fill the module cache, and the one that checks it. */
import { type GoError, matchGoError } from './classify.ts';
import {
  type DownloadedModule,
  type DownloadListing,
  parseDownloadJson,
  parseListJson,
  parseModuleListJson,
} from './download-json.ts';
import { type GoPlace, type GoRunOptions, outcomeOf, runGo } from './invocation.ts';
import type { LockHolder } from './lock-holder.ts';

/**
 * What is to be downloaded.
 * `module`: at `go` 1.17 and above, all that go.mod requires. `modfile` is a copy of go.mod with its go.sum beside it,
 * since `go` rewrites both.
 * `packages`: below `go` 1.17, where go.mod does not list all that is needed and the whole graph is up to ten times
 * as much: what the packages and their tests load. A zip without a go.sum line that nothing loads is neither
 * fetched nor an error. Needs a `go` command of 1.19 or above (-json with fields).
 * `workspace`: of the module graph, which `go mod download` would fetch whole, what a go.sum has a line for or a
 * member requires. `gowork` is a copy, go.work.sum goes along.
 */
export type DownloadJob =
  | {
      readonly kind: 'module' | 'packages';
      /** Working directory: -modfile is only accepted inside the module. */
      readonly directory: string;
      readonly modfile: string;
    }
  | {
      readonly kind: 'workspace';
      readonly directory: string;
      readonly gowork: string;
      /** Paths that a go.mod of the workspace requires. */
      readonly required: ReadonlySet<string>;
    };

export interface DownloadRun {
  /** `null` where a signal ended it. For `packages` 0 in spite of `errors`: `go list -e` reports them and goes on. */
  readonly exitCode: number | null;
  readonly signalName: NodeJS.Signals | null;
  readonly modules: readonly DownloadedModule[];
  /** Of the JSON stream. What aborted the command as a whole is in `stderrTail` alone. */
  readonly errors: readonly GoError[];
  /** Without the trace. */
  readonly stderrTail: string;
  readonly stoppedBy?: 'watchdog' | 'signal';
  /** Set where the watchdog ended a command that waited for somebody's lock. */
  readonly waitedFor?: LockHolder;
}

/**
 * Runs the download and reads what it printed; for the failures see `readGoErrors`.
 *
 * @throws FailureError as `runGo`.
 */
export async function runGoDownload(job: DownloadJob, options: GoRunOptions): Promise<DownloadRun> {
  switch (job.kind) {
    case 'module':
      return download([`-modfile=${job.modfile}`], placeOf(job), options);
    case 'packages':
      return loadPackages(job.modfile, placeOf(job), options);
    case 'workspace':
      return downloadWorkspace(job.required, placeOf(job), options);
  }
}

export interface VerifyRun {
  readonly exitCode: number | null;
  readonly signalName: NodeJS.Signals | null;
  /** What does not have the hash that it had when it was downloaded, each module once. */
  readonly modified: readonly { readonly path: string; readonly version: string }[];
  readonly stderrTail: string;
  readonly stoppedBy?: 'watchdog' | 'signal';
  /** Set where the watchdog ended a command that waited for somebody's lock. */
  readonly waitedFor?: LockHolder;
}

/**
 * `go mod verify`. It compares with the hash noted at download and passes over what is not there: an empty module
 * cache is "all modules verified". Worth something only after a download that succeeded.
 */
export async function runGoVerify(job: DownloadJob, options: GoRunOptions): Promise<VerifyRun> {
  const args = job.kind === 'workspace' ? [] : [`-modfile=${job.modfile}`];
  const result = await runGo(['mod', 'verify', ...args], placeOf(job), options);
  return { ...outcomeOf(result), modified: modifiedModules(result.stderrTail) };
}

function placeOf(job: DownloadJob): GoPlace {
  return { directory: job.directory, gowork: job.kind === 'workspace' ? job.gowork : 'off' };
}

async function download(
  args: readonly string[],
  place: GoPlace,
  options: GoRunOptions,
): Promise<DownloadRun> {
  const result = await runGo(['mod', 'download', '-x', '-json', ...args], place, options);
  return { ...outcomeOf(result), ...parseDownloadJson(result.stdout.toString()) };
}

async function loadPackages(
  modfile: string,
  place: GoPlace,
  options: GoRunOptions,
): Promise<DownloadRun> {
  const args = [
    ...['list', '-x', '-e', '-deps', '-test', '-json=Module,Error'],
    ...[`-modfile=${modfile}`, '-mod=readonly', './...'],
  ];
  const result = await runGo(args, place, options);
  return { ...outcomeOf(result), ...loadedModules(result.stdout.toString()) };
}

async function downloadWorkspace(
  required: ReadonlySet<string>,
  place: GoPlace,
  options: GoRunOptions,
): Promise<DownloadRun> {
  const listed = await runGo(['list', '-x', '-m', '-json', 'all'], place, options);
  let run: DownloadRun = { ...outcomeOf(listed), modules: [], errors: [] };
  const needed = parseModuleListJson(listed.stdout.toString())
    .filter(({ requiredAs, module }) => module.sum !== undefined || required.has(requiredAs))
    .map(({ module }) => `${module.path}@${module.version}`);
  for (const batch of batches([...new Set(needed)])) {
    if (run.exitCode !== 0 || run.stoppedBy !== undefined) return run;
    const { modules, errors, ...ended } = await download(batch, place, options);
    run = {
      ...ended,
      modules: [...run.modules, ...modules],
      errors: [...run.errors, ...errors],
    };
  }
  return run;
}

/** Windows takes 32,767 characters for a whole command line. */
const maxBatchLength = 30_000;

function batches(args: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = [];
  let room = 0;
  for (const arg of args) {
    room -= arg.length + 1;
    const batch = found.at(-1);
    if (batch === undefined || room < 0) {
      found.push([arg]);
      room = maxBatchLength - arg.length;
    } else {
      batch.push(arg);
    }
  }
  return found;
}

/** `go list -e` also tells of packages that would not compile: no file is missing for that. */
function loadedModules(text: string): DownloadListing {
  const { modules, errors } = parseListJson(text);
  return { modules, errors: errors.filter((e) => matchGoError(e) !== undefined) };
}

function modifiedModules(stderr: string): VerifyRun['modified'] {
  const modules = new Map<string, { path: string; version: string }>();
  for (const [, path = '', version = ''] of stderr.matchAll(/^(?:go: )?(\S+) (v\S+): \S/gm)) {
    modules.set(`${path}@${version}`, { path, version });
  }
  return [...modules.values()];
}
