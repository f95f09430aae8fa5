/** Where the job's cache service is, from the variables that the runner sets for actions. Pure. */

import type { Environment } from '../effects.ts';

export interface ServicePlace {
  /** For protocol v2. */
  readonly resultsUrl?: URL;
  /** For protocol v1; its path may hold a token. */
  readonly cacheUrl?: URL;
  /** The job's own; never leaves for any other place. */
  readonly token: string;
  /** What @actions/cache chooses protocol and permissions by, passed on as it is. */
  readonly variables: Environment;
}

/** Undefined where no job, or no service, is in sight; whether it can be used @actions/cache decides. */
export function findServicePlace(env: Environment): ServicePlace | undefined {
  const resultsUrl = httpUrl(env['ACTIONS_RESULTS_URL']);
  const cacheUrl = httpUrl(env['ACTIONS_CACHE_URL']);
  const token = env['ACTIONS_RUNTIME_TOKEN'] ?? '';
  if (token === '' || (resultsUrl === undefined && cacheUrl === undefined)) return undefined;
  return {
    ...(resultsUrl && { resultsUrl }),
    ...(cacheUrl && { cacheUrl }),
    token,
    variables: {
      GITHUB_SERVER_URL: env['GITHUB_SERVER_URL'],
      ACTIONS_CACHE_SERVICE_V2: env['ACTIONS_CACHE_SERVICE_V2'],
      ACTIONS_CACHE_MODE: env['ACTIONS_CACHE_MODE'],
    },
  };
}

function httpUrl(text: string | undefined): URL | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}
