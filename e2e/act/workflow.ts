/** Workflows as values. The runner reads YAML, of which JSON is a part: nothing has to be quoted or indented. */

export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

export interface JobDefinition {
  readonly env?: Readonly<Record<string, string>>;
  readonly matrix?: Readonly<Record<string, readonly (string | number)[]>>;
  readonly steps: readonly Step[];
}

/** The emulator copies the work tree here, without what git ignores, and asks nobody. */
export const checkout: Step = { uses: 'actions/checkout@v4' };

/** As other repositories name the action. */
export const publishedName = 'acme/go-mod-resilient@v1';

/** The id of the step that runs the action. */
export const actionId = 'modules';

/** The step that runs the action as published, or under the name that `more` has. */
export function useAction(
  inputs: Readonly<Record<string, string>>,
  more: Omit<Step, 'with' | 'id'> = {},
): Step {
  return { uses: publishedName, ...more, id: actionId, with: inputs };
}

/** Every event of these tests; which one it is, the run decides. */
const triggers = {
  push: {},
  pull_request: {},
  pull_request_target: {},
  release: {},
  workflow_run: { workflows: ['earlier'], types: ['completed'] },
};

/** The text of a workflow file. */
export function writeWorkflow(jobs: Readonly<Record<string, JobDefinition>>): string {
  const written = Object.entries(jobs).map(([name, { matrix, ...job }]) => [
    name,
    {
      'runs-on': 'ubuntu-latest',
      ...(matrix && { strategy: { matrix, 'fail-fast': false } }),
      ...job,
    },
  ]);
  return JSON.stringify({ on: triggers, jobs: Object.fromEntries(written) }, undefined, 2);
}
