/** One failure of the gallery: how it is made, and, for some, how what the annotation says is applied. */
import type { Environment } from '../../src/effects.ts';
import type { FailureClass } from '../../src/failure.ts';
import type { Need } from '../faults/machine.ts';
import type { Running } from '../harness.ts';
import type { Stage } from '../stage.ts';
import type { Cure } from './cure.ts';

export interface Scene {
  readonly failureClass: FailureClass;
  /** What is wrong, in the words of somebody who knows. */
  readonly fault: string;
  readonly needs?: Need;
  /** Default: the step fails. */
  readonly isSurvived?: boolean;
  readonly arrange: (stage: Stage) => Promise<Arrangement>;
  readonly cure?: Cure;
}

/** How the step is run in the midst of the fault. */
export interface Arrangement {
  /** The input; default: a sound mirror that has every module. */
  readonly mirrors?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Environment;
  /** As `RunOptions.through`. */
  readonly through?: readonly string[];
  /** While the step runs. */
  readonly meanwhile?: (running: Running) => Promise<void>;
}
