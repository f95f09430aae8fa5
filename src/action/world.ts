import type { Effects } from '../effects.ts';
import type { Redactor } from '../redact.ts';
import type { Reporter } from './reporter.ts';

/** Where a run takes place: the effects it may have, the place it speaks to, the directory it works on. */
export interface World {
  readonly effects: Effects;
  readonly reporter: Reporter;
  readonly redactor: Redactor;
  /** The checkout, absolute. */
  readonly root: string;
  /** The bundled client of the cache service, absolute. */
  readonly cacheClient: string;
}
