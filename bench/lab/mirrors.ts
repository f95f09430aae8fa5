import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromLab, LabPlan, MirrorTally, ToLab } from './plan.ts';

export interface Mirrors {
  /** In the order of the plan. */
  readonly urls: readonly string[];
  /** What each has seen so far. */
  tally(): Promise<readonly MirrorTally[]>;
  stop(): Promise<void>;
}

/** Starts a process that plays the mirrors of `plan`. It ends with this one at the latest. */
export async function startMirrors(plan: LabPlan): Promise<Mirrors> {
  const child = fork(fileURLToPath(new URL('./mirrors-process.js', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  function ask<K extends FromLab['kind']>(
    message: ToLab,
    kind: K,
  ): Promise<Extract<FromLab, { kind: K }>> {
    return new Promise((resolve, reject) => {
      child.once('message', (answer: FromLab) => {
        if (answer.kind === kind) resolve(answer as Extract<FromLab, { kind: K }>);
        else reject(new Error(`the mirrors said ${answer.kind} and not ${kind}`));
      });
      void ended.then(() => reject(new Error("the mirrors' process ended")));
      child.send(message);
    });
  }

  const { urls } = await ask({ kind: 'start', plan }, 'ready');
  return {
    urls,
    tally: async () => (await ask({ kind: 'tally' }, 'tally')).mirrors,
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
