/** Whether this run may save. Pure. */

import type { Environment } from '../effects.ts';

/**
 * Why nothing is to be saved for the event of this job, as a sentence's end ("not saved: …"); undefined where it may be.
 * The rule is setup-uv's: what pull_request_target and workflow_run work on may be a stranger's, with the rights of the
 * default branch; an archive saved for a tag or release is found by no later run.
 */
export function findSaveObstacle(env: Environment): string | undefined {
  const event = env['GITHUB_EVENT_NAME'] ?? '';
  switch (event) {
    case 'pull_request_target':
    case 'workflow_run':
      return `a run for ${event} may work on a stranger's files`;
    case 'release':
      return 'no later run could find what a release saves';
    case 'push':
      return env['GITHUB_REF']?.startsWith('refs/tags/')
        ? 'no later run could find what a tag saves'
        : undefined;
    default:
      return undefined;
  }
}
