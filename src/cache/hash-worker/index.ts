/** A thread that checks modules: a bundle of its own, started by `checkModules`. */

import { parentPort } from 'node:worker_threads';
import { checkModule } from '../module-check.ts';
import type { CheckAnswer, CheckTask } from './protocol.ts';

parentPort?.on('message', async ({ place, checks }: CheckTask) => {
  parentPort?.postMessage(await answer({ place, checks }));
});

async function answer({ place, checks }: CheckTask): Promise<CheckAnswer> {
  try {
    const checked = [];
    for (const check of checks) checked.push(await checkModule(place, check));
    return { checked };
  } catch (error) {
    const { message, code, path } = error as NodeJS.ErrnoException;
    return { error: { message, code, path } };
  }
}
