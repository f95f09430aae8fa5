/** Where the local cache lies when nobody says so. Pure. */

import path from 'node:path';
import type { Environment } from '../effects.ts';

const name = 'go-mod-resilient';

/**
 * `cache-dir` (relative to `base`), else below RUNNER_TOOL_CACHE, which survives the jobs of a self-hosted runner, else
 * the user's cache directory as Go's os.UserCacheDir has it. Undefined where the environment names none of them.
 */
export function chooseCacheDirectory(options: {
  readonly cacheDir: string;
  readonly base: string;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
}): string | undefined {
  const { cacheDir, base, env, platform } = options;
  const { join, resolve } = platform === 'win32' ? path.win32 : path.posix;
  if (cacheDir !== '') return resolve(base, cacheDir);
  const parent = env['RUNNER_TOOL_CACHE'] || userCacheDirectory(env, platform);
  return parent === undefined ? undefined : join(parent, name);
}

function userCacheDirectory(env: Environment, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') return env['LOCALAPPDATA'] || undefined;
  const home = env['HOME'];
  if (platform === 'darwin') return home ? `${home}/Library/Caches` : undefined;
  const xdg = env['XDG_CACHE_HOME'] ?? '';
  // The XDG specification: a relative path there is invalid and ignored.
  if (path.posix.isAbsolute(xdg)) return xdg;
  return home ? `${home}/.cache` : undefined;
}
