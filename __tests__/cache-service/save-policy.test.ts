import { expect, test } from '@jest/globals';
import { findSaveObstacle } from '../../src/cache-service/save-policy.ts';

test.each([
  ['push', 'refs/heads/main', true],
  ['push', 'refs/tags/v1.0.0', false],
  ['pull_request', 'refs/pull/1/merge', true],
  ['pull_request_target', 'refs/heads/main', false],
  ['workflow_run', 'refs/heads/main', false],
  ['release', 'refs/tags/v1.0.0', false],
  ['schedule', 'refs/heads/main', true],
  ['workflow_dispatch', 'refs/tags/v1.0.0', true],
  ['merge_group', 'refs/heads/gh-readonly-queue/main', true],
])('%s of %s may save: %s', (event, ref, maySave) => {
  const obstacle = findSaveObstacle({ GITHUB_EVENT_NAME: event, GITHUB_REF: ref });
  expect(obstacle === undefined).toBe(maySave);
});
