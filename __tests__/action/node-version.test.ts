import { expect, test } from '@jest/globals';
import { findNodeProblem } from '../../src/action/node-version.ts';
import { whatToDo } from './help-example.ts';

test.each(['v24.0.0', 'v25.1.2', 'v100.0.0'])('%s will do', (version) => {
  expect(findNodeProblem(version)).toBeUndefined();
});

test.each(['v20.20.2', 'v23.11.1', 'v4.0.0', 'unknown'])('%s is named and mended', (version) => {
  const problem = findNodeProblem(version);
  expect(problem).toMatchObject({ class: 'input', detail: expect.stringContaining(version) });
  expect(problem && whatToDo(problem)).toContain('Node 24');
});
