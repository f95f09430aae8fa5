/** Threads that check modules side by side. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CheckAnswer, CheckTask } from './hash-worker/protocol.ts';
import {
  type CheckedModule,
  type CheckedPlace,
  checkModule,
  type ModuleCheck,
} from './module-check.ts';
import { storageError } from './storage-failure.ts';

/** A module to be checked, and about how many bytes that takes. */
export interface WeighedCheck {
  readonly check: ModuleCheck;
  readonly bytes: number;
}

export interface ThreadOptions {
  /** Absolute path of the bundled `hash-worker`; undefined where everything is checked in this thread. */
  readonly workerScript: string | undefined;
  readonly signal: AbortSignal;
}

/** This one included. More are seldom idle on a runner, and each takes memory for the zip that it reads. */
const mostThreads = 4;

/** Starting a thread takes as long as checking this much. */
const bytesPerThread = 8 * 1024 * 1024;

/** What a thread is given at once: enough that handing it over does not count, little enough to be shared out evenly. */
const taskBytes = 256 * 1024;
const taskModules = 64;

/** The thread ended, or never started: what it was to do is still to be done. */
class LostThread extends Error {}

/**
 * Checks modules, the largest first, in as many threads as are worth their start. Where there is no thread, or one is
 * lost, this thread does the work.
 *
 * @throws FailureError for an error that is no module's, or the signal's reason. No thread is left running.
 */
export async function checkModules(
  place: CheckedPlace,
  weighed: readonly WeighedCheck[],
  { workerScript, signal }: ThreadOptions,
): Promise<ReadonlyMap<ModuleCheck, CheckedModule>> {
  signal.throwIfAborted();
  const results = new Map<ModuleCheck, CheckedModule>();
  const tasks = makeTasks(place, weighed).values();
  const keep = ({ checks }: CheckTask, checked: readonly CheckedModule[]) => {
    for (const [index, check] of checks.entries()) {
      const result = checked[index];
      if (result) results.set(check, result);
    }
  };
  const unfinished: CheckTask[] = [];
  /** One part failed: the others' work is of no use. */
  let isOver = false;
  const threads =
    workerScript === undefined ? [] : startThreads(workerScript, countThreads(weighed), signal);
  try {
    const work = threads.map(async (thread) => {
      for (const task of tasks) {
        try {
          keep(task, await thread.run(task));
        } catch (error) {
          if (!(error instanceof LostThread)) throw error;
          unfinished.push(task);
          return;
        }
      }
    });
    // Started after the threads have something to do: it leaves no time for handing out more.
    const workHere = async () => {
      for (const task of tasks) {
        if (isOver) return;
        keep(task, await checkHere(task, signal));
      }
    };
    await Promise.all([...work, workHere()]);
    for (const task of unfinished) keep(task, await checkHere(task, signal));
    return results;
  } finally {
    isOver = true;
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

/** Beside this thread, which has nothing else to do but its timers and takes its share. */
function countThreads(weighed: readonly WeighedCheck[]): number {
  const bytes = weighed.reduce((sum, each) => sum + each.bytes, 0);
  const useful = Math.max(1, Math.floor(bytes / bytesPerThread));
  return Math.min(availableParallelism(), mostThreads, useful) - 1;
}

function makeTasks(place: CheckedPlace, weighed: readonly WeighedCheck[]): readonly CheckTask[] {
  const tasks: { place: CheckedPlace; checks: ModuleCheck[] }[] = [];
  let room = 0;
  for (const { check, bytes } of weighed.toSorted((a, b) => b.bytes - a.bytes)) {
    const last = tasks.at(-1);
    if (last && bytes <= room && last.checks.length < taskModules) {
      last.checks.push(check);
      room -= bytes;
    } else {
      tasks.push({ place, checks: [check] });
      room = taskBytes - bytes;
    }
  }
  return tasks;
}

async function checkHere(
  { place, checks }: CheckTask,
  signal: AbortSignal,
): Promise<readonly CheckedModule[]> {
  const checked: CheckedModule[] = [];
  for (const check of checks) {
    signal.throwIfAborted();
    try {
      checked.push(await checkModule(place, check));
    } catch (error) {
      throw storageError(error, 'the module cache');
    }
  }
  return checked;
}

interface Thread {
  /** @throws LostThread, FailureError, or the signal's reason. */
  run(task: CheckTask): Promise<readonly CheckedModule[]>;
  end(): Promise<unknown>;
}

function startThreads(script: string, count: number, signal: AbortSignal): readonly Thread[] {
  return Array.from({ length: count }, () => startThread(script, signal));
}

function startThread(script: string, signal: AbortSignal): Thread {
  // It needs no variable, and so is given no secret; flags of this process are not meant for it.
  const worker = new Worker(script, {
    env: {},
    execArgv: [],
    argv: [],
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  const lost = new Promise<never>((_, reject) => {
    worker.once('error', (error) => reject(new LostThread('ended', { cause: error })));
    worker.once('exit', () => reject(new LostThread('ended')));
  });
  // Where it is lost between two tasks the next one finds out.
  lost.catch(() => undefined);
  return {
    run: async (task) => {
      const answered = once<CheckAnswer>(worker, 'message', signal);
      try {
        worker.postMessage(task);
        const answer = await Promise.race([answered.promise, lost]);
        if ('checked' in answer) return answer.checked;
        const { message, ...facts } = answer.error;
        throw storageError(Object.assign(new Error(message), facts), 'the module cache');
      } finally {
        answered.stop();
      }
    },
    end: () => worker.terminate(),
  };
}

/** The next event of this name; rejects with the signal's reason. */
function once<T>(worker: Worker, name: string, signal: AbortSignal) {
  let stop = () => {};
  const promise = new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    stop = () => {
      worker.off(name, resolve);
      signal.removeEventListener('abort', abort);
    };
    worker.once(name, resolve);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
  promise.catch(() => undefined);
  return { promise, stop };
}
