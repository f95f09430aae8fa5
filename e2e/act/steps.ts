/** Steps for after the action, and how to read from the log what they printed. */
import { offlineVariables } from '../../src/go/command.ts';
import type { ActJob } from './log.ts';
import { actionId, type Step } from './workflow.ts';

/** Plain `go` finds everything in the module cache, as it was downloaded, and asks nobody. */
export const verifyOffline = {
  id: 'offline',
  env: { ...offlineVariables, GOTOOLCHAIN: 'local' },
  run: 'go mod download && go mod verify && go list -deps -test ./... >/dev/null',
} satisfies Step;

/** A step that prints one line of JSON, in a job that fails too, and its reader. */
interface Shown {
  readonly step: Step;
  of(job: ActJob): Readonly<Record<string, string>>;
}

function shown(step: Step & { readonly id: string }): Shown {
  return {
    step: { if: 'always()', ...step },
    of: (job) => {
      const lines = job.steps.get(step.id)?.lines ?? [];
      return JSON.parse(lines.join('')) as Readonly<Record<string, string>>;
    },
  };
}

/** The environment, with what earlier steps exported. */
export const environmentShown = shown({
  id: 'environment',
  run: `node -p 'JSON.stringify(process.env)'`,
});

/** The outputs of the action, through an expression. */
export const outputsShown = shown({
  id: 'outputs',
  env: { OUTPUTS: `\${{ toJSON(steps.${actionId}.outputs) }}` },
  run: `node -p 'JSON.stringify(JSON.parse(process.env.OUTPUTS))'`,
});
