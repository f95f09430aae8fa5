/** The `go` commands that fill the module cache, and the one that checks it. */
import type { Clock, Environment } from '../effects.ts';
import { classifyGoErrors, type GoError } from './classify.ts';
import {
  type DownloadedModule,
  type DownloadListing,
  parseDownloadJson,
  parseListJson,
} from './download-json.ts';
import { withoutFlags } from './goflags.ts';
import { runSupervised, type SupervisedResult, type Watched } from './process.ts';
import { sampleFileSystem, sampleGroupCpu } from './progress-sources.ts';
import { isTraceLine, parseTraceLine, type TraceEvent } from './trace.ts';
import { createWatchdog } from './watchdog.ts';

/**
 * What is to be downloaded.
 * `module`: at `go` 1.17 and above, all that go.mod requires. `modfile` is a copy of go.mod with its go.sum beside it,
 * since `go` rewrites both.
 * `workspace`: the same for a go.work; `gowork` is a copy, go.work.sum goes along.
 * `packages`: below `go` 1.17, where go.mod does not list all that is needed and the whole graph is up to ten times
 * as much: what the packages and their tests load. A zip without a go.sum line that nothing loads is neither
 * fetched nor an error. Needs a `go` command of 1.19 or above (-json with fields).
 */
export type DownloadJob =
  | { readonly kind: 'module'; readonly directory: string; readonly modfile: string }
  | { readonly kind: 'workspace'; readonly directory: string; readonly gowork: string }
  | { readonly kind: 'packages'; readonly directory: string; readonly modfile: string };

export interface GoRunOptions {
  /** Absolute path of the command. */
  readonly go: string;
  readonly env: Environment;
  /** Laid over `env`: GOPROXY and the like. Secrets belong here, arguments are visible to every process. */
  readonly additions?: Environment;
  /** `GoEnvironment.goflags`: what `go env -w` set counts, and is not in `env`. */
  readonly goflags: string;
  /** Requests that `go` has in flight at once, its GOMAXPROCS. Default: the number of processors. */
  readonly parallelism?: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Time between SIGTERM and SIGKILL. Default 2 s. */
  readonly killGraceMs?: number;
  readonly onTraceEvent?: (event: TraceEvent) => void;
  /** Absent: only `signal` ends the command. */
  readonly watch?: {
    /** Stop after `stallMs` plus 30 s without progress. */
    readonly stallMs: number;
    readonly graceMs?: number;
    readonly moduleCache: string;
    /** Grows with the work done for this command elsewhere. */
    readonly progressCounter: () => number;
  };
}

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
}

/**
 * Runs the download and reads what it printed; for the failure see `classifyGoOutput`.
 *
 * @throws FailureError as `runSupervised`; the signal's reason where it was aborted before the start.
 */
export async function runGoDownload(job: DownloadJob, options: GoRunOptions): Promise<DownloadRun> {
  const result = await runGo(downloadArguments(job), job, options);
  const text = result.stdout.toString();
  const listing = job.kind === 'packages' ? loadedModules(text) : parseDownloadJson(text);
  return { ...outcome(result), ...listing };
}

export interface VerifyRun {
  readonly exitCode: number | null;
  readonly signalName: NodeJS.Signals | null;
  /** What does not have the hash that it had when it was downloaded, each module once. */
  readonly modified: readonly { readonly path: string; readonly version: string }[];
  readonly stderrTail: string;
  readonly stoppedBy?: 'watchdog' | 'signal';
}

/**
 * `go mod verify`. It compares with the hash noted at download and passes over what is not there: an empty module
 * cache is "all modules verified". Worth something only after a download that succeeded.
 */
export async function runGoVerify(job: DownloadJob, options: GoRunOptions): Promise<VerifyRun> {
  const args = job.kind === 'workspace' ? [] : [`-modfile=${job.modfile}`];
  const result = await runGo(['mod', 'verify', ...args], job, options);
  return { ...outcome(result), modified: modifiedModules(result.stderrTail) };
}

function downloadArguments(job: DownloadJob): readonly string[] {
  switch (job.kind) {
    case 'module':
      return ['mod', 'download', '-x', '-json', `-modfile=${job.modfile}`];
    case 'workspace':
      return ['mod', 'download', '-x', '-json'];
    case 'packages':
      return [
        ...['list', '-x', '-e', '-deps', '-test', '-json=Module,Error'],
        ...[`-modfile=${job.modfile}`, '-mod=readonly', './...'],
      ];
  }
}

/**
 * Flags that the user may have for other commands and that would break these (measured on 1.26): -modfile is refused
 * in a workspace, -reuse by `go mod download` in a module, -f, -m, -u and -find by `go list -deps -json`; -n,
 * -export and -compiled print commands or build. The command line wins over GOFLAGS for the rest.
 * `go mod download` takes no notice of -mod.
 */
const disturbingFlags = [
  ...['modfile', 'mod', 'json', 'x', 'reuse'],
  ...['f', 'm', 'u', 'n', 'find', 'export', 'compiled', 'versions', 'retracted'],
];

function environmentFor(job: DownloadJob, options: GoRunOptions): Environment {
  return {
    ...options.env,
    ...options.additions,
    // Not empty: `go` would take the value of `go env -w` for an empty one.
    GOFLAGS: withoutFlags(options.goflags, disturbingFlags) || ' ',
    GOWORK: job.kind === 'workspace' ? job.gowork : 'off',
    // `go` names files as PWD does, and ours is not the job's directory.
    PWD: job.directory,
    ...(options.parallelism !== undefined && { GOMAXPROCS: String(options.parallelism) }),
  };
}

function runGo(
  args: readonly string[],
  job: DownloadJob,
  options: GoRunOptions,
): Promise<SupervisedResult> {
  const { onTraceEvent } = options;
  const watch = watcherOf(options);
  return runSupervised({
    command: options.go,
    args,
    cwd: job.directory,
    env: environmentFor(job, options),
    signal: options.signal,
    clock: options.clock,
    killGraceMs: options.killGraceMs ?? 2000,
    isWorthKeeping: (line) => !isTraceLine(line),
    ...(onTraceEvent && { onStderrLine: (line: string) => onTraceEvent(parseTraceLine(line)) }),
    ...(watch && { watch }),
  });
}

function watcherOf({ watch, clock }: GoRunOptions) {
  if (watch === undefined) return undefined;
  const watchdog = createWatchdog(watch);
  let state = watchdog.start(clock.now());
  let counted = -1;
  return async ({ processGroup, stderrLines }: Watched) => {
    // Reading every process of the machine costs more than all other watching: only when nothing else moves.
    const progressCounter = watch.progressCounter();
    if (progressCounter + stderrLines !== counted) {
      counted = progressCounter + stderrLines;
      state = watchdog.step(state, { progressCounter, stderrLines }, clock.now()).state;
      return 'ok';
    }
    const [fileSystem, cpuMs] = await Promise.all([
      sampleFileSystem(watch.moduleCache),
      processGroup === undefined ? undefined : sampleGroupCpu(processGroup),
    ]);
    const sample = {
      progressCounter: watch.progressCounter(),
      stderrLines,
      ...fileSystem,
      ...(cpuMs !== undefined && { cpuMs }),
    };
    const step = watchdog.step(state, sample, clock.now());
    state = step.state;
    return step.verdict;
  };
}

function outcome(result: SupervisedResult) {
  const { exitCode, signalName, stderrTail, stoppedBy } = result;
  return { exitCode, signalName, stderrTail, ...(stoppedBy && { stoppedBy }) };
}

/** `go list -e` also tells of packages that would not compile: no file is missing for that. */
function loadedModules(text: string): DownloadListing {
  const { modules, errors } = parseListJson(text);
  return { modules, errors: errors.filter((e) => classifyGoErrors([e]).class !== 'internal') };
}

function modifiedModules(stderr: string): VerifyRun['modified'] {
  const modules = new Map<string, { path: string; version: string }>();
  for (const [, path = '', version = ''] of stderr.matchAll(/^(?:go: )?(\S+) (v\S+): \S/gm)) {
    modules.set(`${path}@${version}`, { path, version });
  }
  return [...modules.values()];
}
