/** One fault of the table: how it is made, and what the user must be told of it, where and how soon. */
import type { Environment } from '../../src/effects.ts';
import type { FailureClass } from '../../src/failure.ts';
import type { Running } from '../harness.ts';
import type { Stage } from '../stage.ts';
import type { Need } from './machine.ts';

export interface Row {
  readonly name: string;
  readonly needs?: Need;
  /** Makes the fault, and says how the step is to be run in its midst. */
  readonly arrange: (stage: Stage) => Promise<Arrangement>;
  readonly verdict: Verdict;
}

export interface Arrangement {
  /** Default: a sound mirror that has every module. */
  readonly mirrors?: string | readonly string[];
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Environment;
  /** As `RunOptions.through`. */
  readonly through?: readonly string[];
  /** While the step runs. */
  readonly meanwhile?: (running: Running) => Promise<void>;
}

export interface Verdict {
  /** Of the step; for one that is survived, of its first warning; `none` where there is nothing to tell. */
  readonly failureClass: FailureClass | 'none';
  /** Default: the step fails. */
  readonly isSurvived?: boolean;
  /** The file and a text of its line, or the file alone; none where no line is to blame. */
  readonly place?: string;
  /** Default: one error for a failure, one warning for what is survived. */
  readonly errors?: number;
  readonly warnings?: number;
  /** `any`: on a busy machine a sound mirror may answer slowly, which is told of as well. */
  readonly notices?: number | 'any';
  /** What the remedy must name: an input, a command, a variable. */
  readonly remedy: string;
  /** From the start of the process to its end, seconds. */
  readonly withinS: number;
}
