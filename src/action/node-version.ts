import type { Failure } from '../failure.ts';

/** The runtime that action.yml asks for. */
const oldestMajor = 24;

/**
 * Some runners start an action with whatever `node` they find, and on a terminal anyone may. An older one would fail
 * somewhere in the middle, with a message about a missing function.
 * @param version as `process.version` has it.
 */
export function findNodeProblem(version: string): Failure | undefined {
  if (Number(/^v(\d+)\./.exec(version)?.[1]) >= oldestMajor) return undefined;
  return {
    class: 'input',
    isNodeTooOld: true,
    detail: `this action needs Node ${oldestMajor} or later and was started with ${version}`,
  };
}
