import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effects } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import { shadowOwner, shadowPrefix } from '../project/shadow.ts';
import { sweepShadows } from '../project/shadow-sweep.ts';
import { diskFailure } from '../upstream/spool.ts';

/** What a run has to itself from its first to its last moment. */
export interface Session {
  /** Private to this run; gone when it ends. */
  readonly directory: string;
  /** Aborts with a FailureError: `deadline` or `cancelled`. */
  readonly signal: AbortSignal;
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
  const directory = await mkdtemp(join(parent, `${shadowPrefix}${shadowOwner(process.pid)}`)).catch(
    (error) => {
      cancelDeadline();
      throw new FailureError(diskFailure(error));
    },
  );
  return {
    directory,
    signal: AbortSignal.any([controller.signal, interrupted]),
    end: async () => {
      cancelDeadline();
      await removeTree(directory);
    },
  };
}

async function removeTree(directory: string): Promise<void> {
  // What cannot be removed is temporary all the same; it must not turn a good run into a bad one.
  await rm(directory, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
}
