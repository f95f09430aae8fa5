/** In which world the run takes place that fills a bundle. */

import { join } from 'node:path';
import { readGoEnvironment } from '../go/command.ts';
import { withoutFlags } from '../go/goflags.ts';
import { findProgram } from '../process/program.ts';
import type { Settings } from './inputs.ts';
import type { Session } from './session.ts';
import type { World } from './world.ts';

/**
 * A cache would be one more place, and what it has may be old; nothing but the mirrors' own word goes into a bundle. What git
 * is given it has in the world already: each of a bundle's runs would give it once more.
 */
export function bundleSettings({ sshKey, sshKnownHosts, ...settings }: Settings): Settings {
  return {
    ...settings,
    cache: 'off',
    offline: settings.offline === 'always' ? 'always' : 'never',
    gitTokens: [],
  };
}

/**
 * The same world with a module cache and a GOPATH of its own. -mod=mod: what go.sum lacks comes with the checksum database's
 * word, and a vendored project needs its modules here. The Go that is there has to do: its successor would be no module.
 */
export async function worldInside(world: World, work: string, session: Session): Promise<World> {
  const { effects } = world;
  const go = await readGoEnvironment(
    await findProgram('go', effects.env, effects.platform),
    effects.env,
    session.signal,
    effects.clock,
  );
  const env = {
    ...effects.env,
    GOMODCACHE: join(work, 'modules'),
    GOPATH: join(work, 'gopath'),
    GOFLAGS: `${withoutFlags(go.goflags, ['mod', 'modcacherw'])} -mod=mod -modcacherw`.trim(),
    GOTOOLCHAIN: 'local',
  };
  return { ...world, effects: { ...effects, env } };
}
