import type { Environment } from '../effects.ts';

/** Where a run takes place, as far as what people can do about a failure differs. */
export type Workplace = 'github-hosted' | 'self-hosted' | 'ghes' | 'terminal';

/**
 * From the runner's variables. A server of GitHub Enterprise brings its own runners, and so counts before the kind of
 * runner; a runner that does not say what it is (act) is somebody's own.
 */
export function workplaceOf(env: Environment): Workplace {
  if (env['GITHUB_ACTIONS'] !== 'true') return 'terminal';
  if (isEnterpriseServer(env['GITHUB_SERVER_URL'])) return 'ghes';
  return env['RUNNER_ENVIRONMENT'] === 'github-hosted' ? 'github-hosted' : 'self-hosted';
}

/** GitHub itself and its tenants with an address of their own (`*.ghe.com`) are no servers of somebody else. */
function isEnterpriseServer(url: string | undefined): boolean {
  if (!url || !URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname !== 'github.com' && !hostname.endsWith('.ghe.com');
}
