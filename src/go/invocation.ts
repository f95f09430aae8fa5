/** Runs one `go` command for a project: its environment, its trace, its watchdog. */
import type { Clock, Environment } from '../effects.ts';
import { runSupervised, type SupervisedResult, type Watched } from '../process/supervised.ts';
import { withoutFlags } from './goflags.ts';
import { findLockHolder, type LockHolder } from './lock-holder.ts';
import { plainLanguage } from './plain-language.ts';
import { sampleFileSystem, sampleGroupCpu, sampleProcessCpu } from './progress-sources.ts';
import { isTraceLine, parseTraceLine, type TraceEvent } from './trace.ts';
import { findUnconnectedGit, type UnconnectedGit } from './unconnected-git.ts';
import { createWatchdog } from './watchdog.ts';

/** Where a command runs, and which go.work holds there. */
export interface GoPlace {
  readonly directory: string;
  /** A go.work; `off` for none. */
  readonly gowork: string;
}

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
  /** Hears of the command, and of all that it writes to stderr; what it hears may hold secrets. */
  readonly onLine?: (line: string) => void;
  /** Absent: only `signal` ends the command. */
  readonly watch?: {
    /** Stop after `stallMs` plus 30 s without progress. */
    readonly stallMs: number;
    readonly graceMs?: number;
    readonly moduleCache: string;
    /** A git that has no connection for so long while nothing else moves is given up. */
    readonly connectMs: number;
    /** Grows with the work done for this command fileSystem. */
    readonly progressCounter: () => number;
  };
}

/**
 * Flags that the user may have for other commands and that would break these (measured on 1.26): -modfile is refused
 * in a workspace, -reuse by `go mod download` in a module, -f, -m, -u and -find by `go list -deps -json`, -deps and
 * -test by `go list -m`; -n, -export and -compiled print commands or build, -e hides what failed. For the rest the
 * command line wins over GOFLAGS. `go mod download` takes no notice of -mod.
 */
const disturbingFlags =
  'modfile mod json x reuse e deps test f m u n find export compiled versions retracted'.split(' ');

/**
 * GOGC, where the user chose nothing: a `go` that lives for seconds spends a fifth of its CPU time on collecting garbage
 * at the default of 100. Measured with 223 modules: 150 MiB instead of 50 at its peak.
 */
export const unhurriedCollector = '400';

function environmentFor(place: GoPlace, options: GoRunOptions): Environment {
  return {
    ...options.env,
    ...options.additions,
    ...plainLanguage,
    // Not empty: `go` would take the value of `go env -w` for an empty one.
    GOFLAGS: withoutFlags(options.goflags, disturbingFlags) || ' ',
    GOWORK: place.gowork,
    // `go` names files as PWD does, and ours is not the job's directory.
    PWD: place.directory,
    ...(options.parallelism !== undefined && { GOMAXPROCS: String(options.parallelism) }),
    ...(!options.env['GOGC'] && !options.env['GOMEMLIMIT'] && { GOGC: unhurriedCollector }),
  };
}

export interface GoResult extends SupervisedResult {
  /** Set where the watchdog ended a command that waited for somebody's lock. */
  readonly waitedFor?: LockHolder;
  /** Set where the watchdog ended a command whose git got no connection. */
  readonly unconnected?: UnconnectedGit;
}

/** @throws FailureError as `runSupervised`; the signal's reason where it was aborted before the start. */
export async function runGo(
  args: readonly string[],
  place: GoPlace,
  options: GoRunOptions,
): Promise<GoResult> {
  const { onTraceEvent, onLine } = options;
  onLine?.(`$ go ${args.join(' ')}`);
  let why: WhyStopped = {};
  const watch = watcherOf(options, (found) => {
    why = found;
  });
  const result = await runSupervised({
    command: options.go,
    args,
    cwd: place.directory,
    env: environmentFor(place, options),
    signal: options.signal,
    clock: options.clock,
    killGraceMs: options.killGraceMs ?? 2000,
    isWorthKeeping: (line) => !isTraceLine(line),
    onStderrLine: (line) => {
      onLine?.(line);
      onTraceEvent?.(parseTraceLine(line));
    },
    ...(watch && { watch }),
  });
  return { ...result, ...why };
}

type WhyStopped = Pick<GoResult, 'waitedFor' | 'unconnected'>;

function watcherOf({ watch, clock }: GoRunOptions, onStop: (why: WhyStopped) => void) {
  if (watch === undefined) return undefined;
  const watchdog = createWatchdog(watch);
  let state = watchdog.start(clock.now());
  let counted = -1;
  let waiting: { readonly git: UnconnectedGit; readonly sinceMs: number } | undefined;
  return async ({ processGroup, stderrLines }: Watched) => {
    // Reading every process of the machine costs more than all other watching: only when nothing else moves.
    const progressCounter = watch.progressCounter();
    if (progressCounter + stderrLines !== counted) {
      counted = progressCounter + stderrLines;
      state = watchdog.step(state, { progressCounter, stderrLines }, clock.now()).state;
      return 'ok';
    }
    const [fileSystem, cpuMs, holder, git] = await Promise.all([
      sampleFileSystem(watch.moduleCache),
      processGroup === undefined ? undefined : sampleGroupCpu(processGroup),
      processGroup === undefined ? undefined : findLockHolder(processGroup),
      processGroup === undefined ? undefined : findUnconnectedGit(processGroup),
    ]);
    const isSame = git !== undefined && git.pid === waiting?.git.pid;
    waiting = git && { git, sinceMs: isSame ? (waiting?.sinceMs ?? clock.now()) : clock.now() };
    if (waiting !== undefined && clock.now() - waiting.sinceMs >= watch.connectMs) {
      onStop({ unconnected: waiting.git });
      return 'stop';
    }
    const sample = {
      progressCounter: watch.progressCounter(),
      stderrLines,
      ...(holder === undefined || holder.pid <= 0 ? fileSystem : await sampleHolder(holder)),
      ...(cpuMs !== undefined && { cpuMs }),
    };
    const step = watchdog.step(state, sample, clock.now());
    state = step.state;
    // Once it is stopped nobody can tell any more what it waited for.
    if (step.verdict === 'stop') onStop(holder === undefined ? {} : { waitedFor: holder });
    return step.verdict;
  };
}

async function sampleHolder({ pid }: LockHolder): Promise<{ readonly holderCpuMs?: number }> {
  const holderCpuMs = await sampleProcessCpu(pid);
  return holderCpuMs === undefined ? {} : { holderCpuMs };
}

/** How a command ended, without what it printed on stdout. */
export function outcomeOf(result: GoResult) {
  const { exitCode, signalName, stderrTail, stoppedBy, waitedFor, unconnected } = result;
  return {
    exitCode,
    signalName,
    stderrTail,
    ...(stoppedBy && { stoppedBy }),
    ...(waitedFor && { waitedFor }),
    ...(unconnected && { unconnected }),
  };
}
