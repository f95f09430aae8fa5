import type { Effects, Environment } from '../effects.ts';
import type { Redactor } from '../redact.ts';
import type { Reporter } from './reporter.ts';

/** Where a run takes place: the effects it may have, the place it speaks to, the directory it works on. */
export interface World extends Scripts {
  readonly effects: Effects;
  readonly reporter: Reporter;
  readonly redactor: Redactor;
  /** The checkout, absolute. */
  readonly root: string;
}

/** Programs of their own beside this one, absolute. */
export interface Scripts {
  /** The client of the cache service, a process. */
  readonly cacheClient: string;
  /** What hashes modules, a thread. */
  readonly hashWorker: string;
}

/** The same place with these variables laid over its environment. */
export function withVariables(world: World, variables: Environment): World {
  const { effects } = world;
  return { ...world, effects: { ...effects, env: { ...effects.env, ...variables } } };
}
