/** Which directory is the tool cache: that of the runner, or one of our own where there is none to write to. */

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { chooseCacheDirectory } from '../cache/directory.ts';
import { makeStaging } from '../cache/staging-directory.ts';
import { storageError } from '../cache/storage-failure.ts';
import type { Environment } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { makeDirectory } from './make-directory.ts';

/** In this order: GitHub's runner, agents of Azure Pipelines, whose images GitHub's are built from. */
const variables = ['RUNNER_TOOL_CACHE', 'AGENT_TOOLSDIRECTORY'];

/**
 * The tool caches of this machine, the best one first: those that the environment names, and `tools` below the user's cache
 * directory. A Go may lie in any of them. What is no absolute path names nothing that later steps could find. Pure.
 */
export function listToolRoots(env: Environment, platform: NodeJS.Platform): readonly string[] {
  const { isAbsolute, join } = platform === 'win32' ? path.win32 : path.posix;
  const named = variables.map((variable) => env[variable] ?? '');
  const own = chooseCacheDirectory({
    cacheDir: '',
    base: '',
    env: { ...env, RUNNER_TOOL_CACHE: undefined },
    platform,
  });
  const roots = own === undefined ? named : [...named, join(own, 'tools')];
  return [...new Set(roots)].filter((root) => isAbsolute(root));
}

/**
 * The first of these directories that a Go can be installed into; it is made if need be.
 * @throws FailureError of the first one where none can be written to, `permission` where there is none.
 */
export async function chooseToolRoot(roots: readonly string[]): Promise<string> {
  let first: unknown;
  for (const root of roots) {
    try {
      const tool = path.join(root, 'go');
      await makeDirectory(tool);
      // The rights that a directory shows do not tell of a file system that is read-only.
      await rm(await makeStaging(tool), { recursive: true });
      return root;
    } catch (error) {
      first ??= storageError(error, `the tool cache ${root}`);
    }
  }
  throw first ?? nowhere();
}

function nowhere(): FailureError {
  const where = `${variables.join(', ')} nor a home directory`;
  return new FailureError({
    class: 'permission',
    detail: `no place for Go: the environment names neither ${where}`,
  });
}
