/** Runs one command to its end, watched, and leaves nothing of it behind. */
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Cancel, Clock, Environment } from '../effects.ts';
import { type Failure, FailureError } from '../failure.ts';
import { createLineSplitter, createTail } from './lines.ts';
import { type ProcessGroup, startProcessGroup } from './process-group.ts';

/** What a watcher may look at. */
export interface Watched {
  /** POSIX: id of the command's process group. */
  readonly processGroup: number | undefined;
  /** Lines seen on stderr so far. */
  readonly stderrLines: number;
}

export interface SupervisedCommand {
  /** Absolute path of an executable file. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of the command. */
  readonly env: Environment;
  readonly platform?: NodeJS.Platform;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly onStderrLine?: (line: string) => void;
  /** Lines that belong into `stderrTail`; all by default. */
  readonly isWorthKeeping?: (line: string) => boolean;
  /** Time between SIGTERM and SIGKILL. */
  readonly killGraceMs: number;
  /** Asked once a second; `stop` ends the command. A watcher that throws stops nothing. */
  readonly watch?: (watched: Watched) => Promise<'ok' | 'stop'>;
}

export interface SupervisedResult {
  /** `null` where a signal ended the command. */
  readonly exitCode: number | null;
  readonly signalName: NodeJS.Signals | null;
  /** The first 64 MiB. */
  readonly stdout: Buffer;
  /** The last lines of stderr, at most 256 KiB. */
  readonly stderrTail: string;
  /** Set where we ended it, whatever the exit code. */
  readonly stoppedBy?: 'watchdog' | 'signal';
}

const maxStdoutBytes = 64 * 1024 * 1024;
const maxTailLength = 256 * 1024;
const watchIntervalMs = 1000;
/** Time for the children of a command that ended on our SIGTERM to remove their lock files (git does), before SIGKILL. */
const stragglerGraceMs = 500;
/** Output that is still open so long after the end is held by something that left the group: no reason to wait on. */
const drainMs = 2000;

/**
 * Runs the command in its own process group, with no input. Resolves however the command ended; whatever was
 * left in its group has been sent SIGKILL by then (the kernel may need another moment to take it away).
 *
 * @throws FailureError `go-missing` where the command is not an executable file, the nearest class where the system
 *   could not start it (`internal` where that is our fault); the signal's reason where it was aborted before the start.
 */
export async function runSupervised(options: SupervisedCommand): Promise<SupervisedResult> {
  await checkExecutable(options.command);
  options.signal.throwIfAborted();
  const group = startProcessGroup(options);
  const output = collectOutput(group, options);
  const stop = superviseEnd(group, options, output.stderrLines);
  try {
    const end = await ended(group, options.clock, () => stop.stoppedBy().stoppedBy !== undefined);
    return {
      ...end,
      stdout: output.stdout(),
      stderrTail: output.stderrTail(),
      ...stop.stoppedBy(),
    };
  } finally {
    stop.release();
  }
}

async function checkExecutable(command: string): Promise<void> {
  if (!path.isAbsolute(command)) {
    throw new FailureError({ class: 'internal', detail: `${command} is no absolute path` });
  }
  try {
    await access(command, constants.X_OK);
    if ((await stat(command)).isFile()) return;
  } catch (cause) {
    throw new FailureError({ class: 'go-missing', detail: `${command} cannot be executed`, cause });
  }
  throw new FailureError({ class: 'go-missing', detail: `${command} is not a file` });
}

function collectOutput(group: ProcessGroup, options: SupervisedCommand) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  group.stdout.on('data', (chunk: Buffer) => {
    const kept = chunk.subarray(0, maxStdoutBytes - bytes);
    bytes += kept.length;
    if (kept.length > 0) chunks.push(kept);
  });
  const tail = createTail(maxTailLength);
  let lines = 0;
  const splitter = createLineSplitter((line) => {
    lines += 1;
    if (options.isWorthKeeping?.(line) ?? true) tail.add(line);
    options.onStderrLine?.(line);
  });
  group.stderr.on('data', (chunk: Buffer) => splitter.write(chunk));
  group.stderr.on('end', () => splitter.end());
  return {
    stdout: () => Buffer.concat(chunks),
    stderrTail: () => tail.toString(),
    stderrLines: () => lines,
  };
}

type StoppedBy = Pick<SupervisedResult, 'stoppedBy'>;

/** Ends the group when the signal or the watcher says so. */
function superviseEnd(group: ProcessGroup, options: SupervisedCommand, stderrLines: () => number) {
  const { clock, signal, watch } = options;
  let stopped: StoppedBy = {};
  let isReleased = false;
  let cancelKill: Cancel = () => {};
  let cancelWatch: Cancel = () => {};
  const stop = (stoppedBy: 'watchdog' | 'signal') => {
    if (isReleased || stopped.stoppedBy !== undefined) return;
    stopped = { stoppedBy };
    group.terminate();
    cancelKill = clock.after(options.killGraceMs, () => void group.kill());
  };
  const onAbort = () => stop('signal');
  signal.addEventListener('abort', onAbort, { once: true });
  const look = async () => {
    const watched = { processGroup: group.id, stderrLines: stderrLines() };
    // A sample that cannot be taken is no reason to end a download.
    const verdict = await watch?.(watched).catch(() => 'ok' as const);
    if (verdict === 'stop') stop('watchdog');
    else if (!isReleased) scheduleLook();
  };
  const scheduleLook = () => {
    cancelWatch = clock.after(watchIntervalMs, () => void look());
  };
  if (watch !== undefined) scheduleLook();
  return {
    stoppedBy: () => stopped,
    release: () => {
      isReleased = true;
      cancelKill();
      cancelWatch();
      signal.removeEventListener('abort', onAbort);
    },
  };
}

type End = Pick<SupervisedResult, 'exitCode' | 'signalName'>;

/** Arguments too long or invalid are a bug of ours; for the rest the machine or the file is to blame. */
function startFailure(cause: NodeJS.ErrnoException): Failure {
  const detail = `the command could not be started: ${cause.message}`;
  switch (cause.code) {
    case 'EAGAIN':
    case 'ENOMEM':
    case 'EMFILE':
    case 'ENFILE':
      return { class: 'cancelled', isStarved: true, detail, cause };
    case 'ENOEXEC':
    case 'EACCES':
    case 'EPERM':
      return { class: 'go-missing', isBroken: true, detail, cause };
    case 'ENOENT':
      // The file was there a moment ago: what is missing is the directory to run it in.
      return { class: 'input', detail: 'the working directory is not there any more', cause };
    default:
      return { class: 'internal', detail, cause };
  }
}

/** Resolves when the command has ended, its output is complete and nothing of its group is left. */
async function ended(group: ProcessGroup, clock: Clock, isStopped: () => boolean): Promise<End> {
  const closed = new Promise<void>((resolve) => group.child.once('close', () => resolve()));
  const end = await new Promise<End>((resolve, reject) => {
    group.child.once('exit', (exitCode, signalName) => resolve({ exitCode, signalName }));
    group.child.once('error', (cause) => {
      reject(new FailureError(startFailure(cause)));
    });
  });
  if (isStopped()) await pause(clock, stragglerGraceMs);
  const cancelDrain = clock.after(drainMs, () => {
    group.stdout.destroy();
    group.stderr.destroy();
  });
  // What the command left in its group is not waited for: it may hold the output open for ever.
  await Promise.all([group.kill(), closed]);
  cancelDrain();
  return end;
}

/** No signal on purpose: it comes after the abort, and its length is fixed. */
function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.after(delayMs, resolve));
}
