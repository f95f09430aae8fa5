/** The `go` commands that fill the module cache, and the one that checks it. */

import { formatModule, type ModuleVersion } from '../module/path.ts';
import { type GoError, matchGoError } from './classify.ts';
import {
  type DownloadedModule,
  parseDownloadJson,
  parseListJson,
  parseModuleListJson,
} from './download-json.ts';
import { parseModuleFlags } from './goflags.ts';
import { type GoPlace, type GoRunOptions, outcomeOf, runGo } from './invocation.ts';
import type { LockHolder } from './lock-holder.ts';
import { selectVersions } from './module-graph.ts';
import type { UnconnectedGit } from './unconnected-git.ts';

/**
 * What is to be downloaded.
 * `module`: at `go` 1.17 and above, all that go.mod requires. `modfile` is a copy of go.mod with its go.sum beside it,
 * since `go` rewrites both.
 * `packages`: below `go` 1.17, where go.mod does not list all that is needed and the whole graph is up to ten times as
 * much: of the graph the modules whose zip go.sum has a line for, which is what builds and tests need on every platform;
 * and what the packages and their tests load here, in case that is more. Needs a `go` command of 1.19 or above (-json with
 * fields).
 * `workspace`: of the module graph, which `go mod download` would fetch whole, what a go.sum has a line for or a
 * member requires, and what `patterns` load. `gowork` is a copy, go.work.sum goes along.
 */
export type DownloadJob =
  | {
      readonly kind: 'module';
      /** Working directory: -modfile is only accepted inside the module. */
      readonly directory: string;
      readonly modfile: string;
    }
  | {
      readonly kind: 'packages';
      readonly directory: string;
      readonly modfile: string;
      /** Of the versions that the module graph selects, what is to be downloaded. */
      readonly choose: (selected: readonly ModuleVersion[]) => readonly ModuleVersion[];
    }
  | {
      readonly kind: 'workspace';
      readonly directory: string;
      readonly gowork: string;
      /** Paths that a go.mod of the workspace requires. */
      readonly required: ReadonlySet<string>;
      /** Packages of the members that do not require all they need. */
      readonly patterns: readonly string[];
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
  /** Set where the watchdog ended a command whose git got no connection. */
  readonly unconnected?: UnconnectedGit;
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
      return downloadPackages(job, placeOf(job), options);
    case 'workspace':
      return downloadWorkspace(job, placeOf(job), options);
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

async function downloadPackages(
  { modfile, choose }: DownloadJob & { kind: 'packages' },
  place: GoPlace,
  options: GoRunOptions,
): Promise<DownloadRun> {
  const flag = `-modfile=${modfile}`;
  // Not `go list -m`, which would also ask for the .info of every module of the graph.
  const graph = await runGo(['mod', 'graph', '-x', flag], place, options);
  const ended = { ...nothing, ...outcomeOf(graph) };
  if (!isSound(ended)) return ended;
  const needed = choose(selectVersions(graph.stdout.toString()));
  const run = joined(ended, await downloadModules(needed, place, options, [flag]));
  if (!isSound(run)) return run;
  // Who chose -mod=mod has every command complete go.sum, and may lack lines.
  const mod = parseModuleFlags(options.goflags).mod === 'mod' ? 'mod' : 'readonly';
  return joined(run, await loadPackages([flag, `-mod=${mod}`, './...'], place, options));
}

async function downloadWorkspace(
  { required, patterns }: DownloadJob & { kind: 'workspace' },
  place: GoPlace,
  options: GoRunOptions,
): Promise<DownloadRun> {
  const listed = await runGo(['list', '-x', '-m', '-json', 'all'], place, options);
  const ended = { ...nothing, ...outcomeOf(listed) };
  if (!isSound(ended)) return ended;
  const needed = parseModuleListJson(listed.stdout.toString())
    .filter(({ requiredAs, module }) => module.sum !== undefined || required.has(requiredAs))
    .map(({ module }) => module);
  const run = joined(ended, await downloadModules(needed, place, options));
  return isSound(run) && patterns.length > 0
    ? joined(run, await loadPackages(patterns, place, options))
    : run;
}

/** A batch that lacks a module does not keep the others from being asked for, or what is missing could not be named. */
async function downloadModules(
  modules: readonly ModuleVersion[],
  place: GoPlace,
  options: GoRunOptions,
  flags: readonly string[] = [],
): Promise<DownloadRun> {
  const names = modules.map(formatModule);
  let run: DownloadRun = nothing;
  for (const batch of batches([...new Set(names)])) {
    if (isBrokenOff(run)) return run;
    run = joined(run, await download([...flags, ...batch], place, options));
  }
  return run;
}

/** `go list -e` also tells of packages that would not compile: no file is missing for that. */
async function loadPackages(
  args: readonly string[],
  place: GoPlace,
  options: GoRunOptions,
): Promise<DownloadRun> {
  const flags = ['-x', '-e', '-deps', '-test', '-json=Module,Error'];
  const result = await runGo(['list', ...flags, ...args], place, options);
  const { modules, errors } = parseListJson(result.stdout.toString());
  const known = errors.filter((error) => matchGoError(error) !== undefined);
  return { ...outcomeOf(result), modules, errors: known };
}

const nothing: DownloadRun = {
  exitCode: 0,
  signalName: null,
  modules: [],
  errors: [],
  stderrTail: '',
};

/** Two commands as one: the first that failed says how it ended. */
function joined(first: DownloadRun, second: DownloadRun): DownloadRun {
  const modules = new Map(
    [...first.modules, ...second.modules].map((each) => [formatModule(each), each]),
  );
  return {
    ...(isSound(first) ? second : first),
    modules: [...modules.values()],
    errors: [...first.errors, ...second.errors],
  };
}

function isSound({ exitCode, errors, stoppedBy }: DownloadRun): boolean {
  return exitCode === 0 && errors.length === 0 && stoppedBy === undefined;
}

/** Nothing more is to be learned: stopped, or ended by something else than single modules. */
function isBrokenOff(run: DownloadRun): boolean {
  return !isSound(run) && (run.stoppedBy !== undefined || run.errors.length === 0);
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

function modifiedModules(stderr: string): VerifyRun['modified'] {
  const modules = new Map<string, { path: string; version: string }>();
  for (const [, path = '', version = ''] of stderr.matchAll(/^(?:go: )?(\S+) (v\S+): \S/gm)) {
    modules.set(`${path}@${version}`, { path, version });
  }
  return [...modules.values()];
}
