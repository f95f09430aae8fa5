/** What a message tells of the way out: the remedy for the place of the run, and where more is written. */

import type { Environment } from '../effects.ts';
import type { Failure, FailureClass } from '../failure.ts';
import { formatRemedy } from '../remedy/format.ts';
import { remedyFor } from '../remedy/remedy.ts';
import { type Workplace, workplaceOf } from '../remedy/workplace.ts';

export interface Help {
  readonly workplace: Workplace;
  /** URL of docs/troubleshooting.md as of the version that runs. */
  readonly page: string;
}

const repository = 'https://github.com/org/go-mod-resilient';

/** A release or a commit. A branch may be somebody else's, and its name anything. */
const publishedRef = /^(?:v\d[\w.-]*|[0-9a-f]{40})$/;

/** The same page for everybody: a server of GitHub Enterprise or a terminal has no other copy that is known to be there. */
export function helpFor(env: Environment): Help {
  const ref = env['GITHUB_ACTION_REPOSITORY']?.endsWith('/go-mod-resilient')
    ? (env['GITHUB_ACTION_REF'] ?? '')
    : '';
  const version = publishedRef.test(ref) ? ref : 'main';
  return {
    workplace: workplaceOf(env),
    page: `${repository}/blob/${version}/docs/troubleshooting.md`,
  };
}

/** The section about one class. */
export function sectionFor({ page }: Help, failureClass: FailureClass): string {
  return `${page}#${failureClass}`;
}

/** One to four sentences. */
export function whatToDo(failure: Failure, { workplace }: Pick<Help, 'workplace'>): string {
  return formatRemedy(remedyFor(failure, workplace), workplace);
}
