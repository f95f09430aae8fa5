/** Looking into what became of a run. */
import type { ActJob, ActStep } from './log.ts';
import type { ActOutcome } from './room.ts';
import { actionId } from './workflow.ts';

/** Throws with everything act printed if there is not exactly one job. */
export function onlyJob({ jobs: [job, ...others], text }: ActOutcome): ActJob {
  if (!job || others.length > 0) throw new Error(`not one job:\n${text}`);
  return job;
}

/** The step that was the action, in the only job unless another one is given. */
export function actionOf(outcome: ActOutcome, job = onlyJob(outcome)): ActStep {
  const step = job.steps.get(actionId);
  if (!step) throw new Error(`the action was not run:\n${outcome.text}`);
  return step;
}
