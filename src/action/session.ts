import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effects } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import { diskFailure } from '../upstream/spool.ts';

const directoryPrefix = 'go-mod-resilient-';

/** What a run has to itself from its first to its last moment. */
export interface Session {
  /** Private to this run; gone when it ends. */
  readonly directory: string;
  /** Aborts with a FailureError: `deadline` or `cancelled`. */
  readonly signal: AbortSignal;
  cancel(signalName: string): void;
  end(): Promise<void>;
}

/**
 * Opens the run's temporary directory (below RUNNER_TEMP, else the system's) and starts its deadline. Directories
 * that killed runs left behind are removed on the way.
 * @throws FailureError `disk-full` or `permission`.
 */
export async function openSession(effects: Effects, deadlineMs: number): Promise<Session> {
  const parent = effects.env['RUNNER_TEMP'] || tmpdir();
  const controller = new AbortController();
  const cancelDeadline = effects.clock.after(deadlineMs, () =>
    controller.abort(
      new FailureError({
        class: 'deadline',
        limitMs: deadlineMs,
        detail: `the step did not end within its ${formatDuration(deadlineMs)}`,
      }),
    ),
  );
  await sweep(parent);
  const directory = await mkdtemp(join(parent, `${directoryPrefix}${process.pid}-`)).catch(
    (error) => {
      throw new FailureError(diskFailure(error));
    },
  );
  return {
    directory,
    signal: controller.signal,
    cancel: (signalName) =>
      controller.abort(
        new FailureError({ class: 'cancelled', detail: `${signalName} ended the run` }),
      ),
    end: async () => {
      cancelDeadline();
      await removeTree(directory);
    },
  };
}

/** A killed run cannot clean up after itself; its directory names its process, and that is gone. */
async function sweep(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const pid = /^go-mod-resilient-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await removeTree(join(parent, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function removeTree(directory: string): Promise<void> {
  // What cannot be removed is temporary all the same; it must not turn a good run into a bad one.
  await rm(directory, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
}
