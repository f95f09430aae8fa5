import { expect, test } from '@jest/globals';
import { helpFor, sectionFor } from '../../src/action/help.ts';
import type { Environment } from '../../src/effects.ts';
import { workplaceOf } from '../../src/remedy/workplace.ts';

const job = { GITHUB_ACTIONS: 'true', GITHUB_SERVER_URL: 'https://github.com' };
const hosted = { RUNNER_ENVIRONMENT: 'github-hosted' };

test.each<[string, Environment, string]>([
  ['no job', {}, 'terminal'],
  ['a variable of a job, but no job', { ...hosted }, 'terminal'],
  ['a runner of GitHub', { ...job, ...hosted }, 'github-hosted'],
  ['a runner of somebody', { ...job, RUNNER_ENVIRONMENT: 'self-hosted' }, 'self-hosted'],
  ['a runner that does not say (act)', job, 'self-hosted'],
  ['a server of somebody', { ...job, GITHUB_SERVER_URL: 'https://git.corp.example' }, 'ghes'],
  [
    'a tenant with an address of its own',
    { ...job, ...hosted, GITHUB_SERVER_URL: 'https://corp.ghe.com' },
    'github-hosted',
  ],
  ['a host that only ends alike', { ...job, GITHUB_SERVER_URL: 'https://notghe.com' }, 'ghes'],
  ['a server that is no URL', { ...job, GITHUB_SERVER_URL: 'x' }, 'self-hosted'],
])('%s', (_, env, expected) => expect(workplaceOf(env)).toBe(expected));

const sha = '0123456789abcdef0123456789abcdef01234567';

test.each<[string, Environment, string]>([
  ['a terminal', {}, 'main'],
  ['an action of the same repository', { GITHUB_ACTION_REF: 'v1' }, 'main'],
  [
    'a release',
    { GITHUB_ACTION_REPOSITORY: 'org/go-mod-resilient', GITHUB_ACTION_REF: 'v1' },
    'v1',
  ],
  [
    'a copy on another server',
    { GITHUB_ACTION_REPOSITORY: 'tools/go-mod-resilient', GITHUB_ACTION_REF: 'v1.2.3' },
    'v1.2.3',
  ],
  ['a commit', { GITHUB_ACTION_REPOSITORY: 'org/go-mod-resilient', GITHUB_ACTION_REF: sha }, sha],
  [
    'a branch',
    { GITHUB_ACTION_REPOSITORY: 'org/go-mod-resilient', GITHUB_ACTION_REF: 'a/../b' },
    'main',
  ],
  [
    'an action around this one',
    { GITHUB_ACTION_REPOSITORY: 'corp/setup', GITHUB_ACTION_REF: 'v9' },
    'main',
  ],
])('the documentation for %s', (_, env, ref) =>
  expect(sectionFor(helpFor(env), 'dns')).toBe(
    `https://github.com/org/go-mod-resilient/blob/${ref}/docs/troubleshooting.md#dns`,
  ),
);
