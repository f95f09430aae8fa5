/** What is about the run as a whole. */

import type { FailureOf } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import { command, input, type Remedy, type Step, step, variable } from './step.ts';
import { moduleOf } from './subject.ts';
import type { Workplace } from './workplace.ts';

/** Behind what has to be mended in the network. */
export const onceFilled: Step = step`Once one run has had everything, the cache is enough without the network.`;

export type RunFailure = FailureOf<'offline-miss' | 'deadline' | 'cancelled' | 'internal'>;

export function remedyForRun(failure: RunFailure, workplace: Workplace): Remedy {
  switch (failure.class) {
    case 'offline-miss':
      if (failure.isForced === true) {
        return [
          step`Let a run with ${input('offline', 'auto')} fill the module cache or the local cache of this machine (${input('cache-dir')}), or name a bundle of all modules in ${input('mirrors')} as ${'`file://…`'} (${command('npm run bundle-modules')}).`,
        ];
      }
      return [
        step`Put a mirror that can be reached before ${'`off`'} in ${input('mirrors')} or ${variable('GOPROXY')}, or fill the module cache first, so that ${moduleOf(failure)} is in it.`,
      ];
    case 'deadline': {
      const above =
        failure.limitMs === undefined ? '' : ` above ${formatDuration(failure.limitMs)}`;
      return [
        step`Raise ${input('timeout')}${above} or use ${input('profile', 'cross-border')}, or put a faster mirror first in ${input('mirrors')}.`,
        step`What this run has verified makes the next one shorter where the module cache is kept.`,
      ];
    }
    case 'cancelled':
      return failure.isStarved === true
        ? [
            step`Nothing is wrong with the modules. If nobody stopped the process, memory or processes ran out: ${workplace === 'terminal' ? 'close other programs, or' : 'use a larger runner, run fewer jobs on it at a time, or'} raise the limits of its container.`,
          ]
        : [
            workplace === 'terminal'
              ? step`Nothing is wrong with the modules: run it again when nothing interrupts it.`
              : step`Nothing is wrong with the modules. If nobody cancelled the run, look for ${'`timeout-minutes`'} of the job and ${'`concurrency:`'} of the workflow.`,
          ];
    case 'internal': {
      const version = failure.version === undefined ? '' : ` (${failure.version})`;
      const where =
        failure.reportAt === undefined ? 'where it comes from' : `at ${failure.reportAt}`;
      return [
        step`This is a fault of the action${version}: please report it ${where} with this message and the JSON report of this step.`,
        step`Use ${input('relay', 'off')} meanwhile, which runs plain ${'`go`'}.`,
      ];
    }
  }
}
