import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effects } from '../effects.ts';
import { type Failure, FailureError } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import { shadowOwner, shadowPrefix } from '../project/shadow.ts';
import { sweepShadows } from '../project/shadow-sweep.ts';
import { diskFailure } from '../upstream/intake.ts';

/** What a run has to itself from its first to its last moment. */
export interface Session {
  /** Private to this run; gone when it ends. */
  readonly directory: string;
  /** Aborts with a FailureError: `deadline` or `cancelled`. */
  readonly signal: AbortSignal;
  /** Until the deadline, milliseconds. */
  remainingMs(): number;
  end(): Promise<void>;
}

/**
 * Opens the run's temporary directory (below RUNNER_TEMP, else the system's) and starts its deadline. Directories
 * that killed runs left behind are removed on the way.
 *
 * @param interrupted aborts with the FailureError that is to end the run.
 * @throws FailureError `disk-full` or `permission`.
 */
export async function openSession(
  effects: Effects,
  deadlineMs: number,
  interrupted: AbortSignal,
): Promise<Session> {
  const parent = effects.env['RUNNER_TEMP'] || tmpdir();
  const controller = new AbortController();
  const endsAtMs = effects.clock.now() + deadlineMs;
  const cancelDeadline = effects.clock.after(deadlineMs, () =>
    controller.abort(
      new FailureError({
        class: 'deadline',
        limitMs: deadlineMs,
        detail: `the step did not end within its ${formatDuration(deadlineMs)}`,
      }),
    ),
  );
  await sweepShadows(parent);
  const directory = await makeDirectory(parent).catch((error) => {
    cancelDeadline();
    throw new FailureError(sessionFailure(error, parent));
  });
  return {
    directory,
    signal: AbortSignal.any([controller.signal, interrupted]),
    remainingMs: () => Math.max(0, endsAtMs - effects.clock.now()),
    end: async () => {
      cancelDeadline();
      await removeTree(directory);
    },
  };
}

async function makeDirectory(parent: string): Promise<string> {
  // A self-hosted runner's RUNNER_TEMP is emptied between jobs, and on some machines removed.
  await mkdir(parent, { recursive: true });
  return mkdtemp(join(parent, `${shadowPrefix}${shadowOwner(process.pid)}`));
}

/** Why nothing can be written below `parent`. */
export function sessionFailure(error: unknown, parent: string): Failure {
  const failure = diskFailure(error);
  if (failure.class === 'disk-full') return failure;
  const { code } = error as NodeJS.ErrnoException;
  const detail = `no temporary directory or file can be made in ${parent} (${code})`;
  return { class: 'permission', path: parent, detail, cause: error };
}

async function removeTree(directory: string): Promise<void> {
  // What cannot be removed is temporary all the same; it must not turn a good run into a bad one.
  await rm(directory, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
}
