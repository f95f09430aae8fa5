import { chooseCacheDirectory } from '../cache/directory.ts';
import type { Settings } from './inputs.ts';
import type { World } from './world.ts';

/** Directory of the local cache; undefined where the user wants none, or the environment names no place for one. */
export function cacheDirectoryOf(
  settings: Pick<Settings, 'cache' | 'cacheDirectory'>,
  { effects, root }: Pick<World, 'effects' | 'root'>,
): string | undefined {
  if (settings.cache === 'off') return undefined;
  const { env, platform } = effects;
  const cacheDir = settings.cacheDirectory ?? '';
  return chooseCacheDirectory({ cacheDir, base: root, env, platform });
}
