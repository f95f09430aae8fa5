import type { Failure } from '../failure.ts';

/** `error`: the step failed for it. `warning`: survived, the user should know. `notice`: survived by design. */
export type Level = 'error' | 'warning' | 'notice';

/** The gravest first. */
export const levels: readonly Level[] = ['error', 'warning', 'notice'];

export interface Finding {
  readonly level: Level;
  readonly failure: Failure;
  /** What was done about it before giving up or going on, a sentence without a final stop. */
  readonly tried?: string;
  /** What a look into the network afterwards adds, a sentence without a final stop. */
  readonly diagnosis?: string;
}
