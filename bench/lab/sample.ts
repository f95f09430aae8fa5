import type { Contender } from './contenders.ts';

/** One run of one contender. Plain data, kept in docs/benchmarks/results.json. */
export interface Sample {
  readonly contender: Contender;
  readonly seed: number;
  /** It said so, and `go mod download` with no network agreed. */
  readonly isSuccess: boolean;
  /** Still running when its time was over. */
  readonly isStopped: boolean;
  readonly wallMs: number;
  /** From the spawn of `go` to verified; for `go` alone it is the whole. */
  readonly downloadMs: number;
  readonly peakMemoryBytes?: number;
  readonly failureClass?: string;
  /** To all mirrors together, as they counted. */
  readonly requests: number;
  readonly bytes: number;
  /** The size of all files that were asked for, each once: what a perfect line would have carried. */
  readonly neededBytes: number;
  /** The most often one file was asked for, over all mirrors. */
  readonly busiestFile: number;
  /** Answers of all mirrors with other bytes than go.sum names. */
  readonly wrongAnswers: number;
  /** While all mirrors were down: connections per mirror and second. */
  readonly outageRate?: number;
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly samples: readonly Sample[];
}

export function samplesOf(result: ScenarioResult, contender: Contender): readonly Sample[] {
  return result.samples.filter((sample) => sample.contender === contender);
}

/** NaN where there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median over the runs that succeeded: how long a failure took says nothing of speed. */
export function medianOf(
  result: ScenarioResult,
  contender: Contender,
  measure: (sample: Sample) => number,
): number {
  return median(
    samplesOf(result, contender)
      .filter(({ isSuccess }) => isSuccess)
      .map(measure),
  );
}

/** The whole command to plain `go` in the same scenario, medians; NaN where either never succeeded. */
export function ratioToPlain(result: ScenarioResult, contender: Contender): number {
  const wall = ({ wallMs }: Sample) => wallMs;
  return medianOf(result, contender, wall) / medianOf(result, 'plain', wall);
}
