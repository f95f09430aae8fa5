import { median, medianOf, type Sample, type ScenarioResult, samplesOf } from './sample.ts';

/** What a scenario has to show. `baseline` names another scenario of the same project. */
export type Goal =
  /** Every run of the action succeeds. */
  | { readonly kind: 'all-succeed' }
  /** Median of the paired ratios: from the spawn of `go` to verified, to the whole of plain `go`. */
  | { readonly kind: 'download-to-plain'; readonly most: number }
  /** Median of the paired differences of the whole commands. */
  | { readonly kind: 'over-plain'; readonly mostMs: number }
  | { readonly kind: 'over-plain-of'; readonly baseline: string; readonly mostMs: number }
  | { readonly kind: 'over-action-of'; readonly baseline: string; readonly mostMs: number }
  | { readonly kind: 'times-action-of'; readonly baseline: string; readonly most: number }
  /** Bytes upstream to the size of the files asked for. */
  | { readonly kind: 'bytes-to-needed'; readonly most: number }
  | { readonly kind: 'asked-per-file'; readonly most: number }
  /** Few, for a mirror that lies is not asked any more. */
  | { readonly kind: 'wrong-answers'; readonly most: number }
  /** Connections per mirror and second while all are down. */
  | { readonly kind: 'outage-rate'; readonly most: number }
  | { readonly kind: 'peak-memory'; readonly mostMiB: number };

export interface Verdict {
  readonly goal: string;
  /** What was measured. */
  readonly value: string;
  /** Undefined where what it is compared with was not measured. */
  readonly isMet: boolean | undefined;
}

/** Holds the action's runs of a scenario against a goal. `resultOf` finds the other scenarios that were measured. */
export function judge(
  goal: Goal,
  result: ScenarioResult,
  resultOf: (scenario: string) => ScenarioResult | undefined,
): Verdict {
  const action = samplesOf(result, 'action');
  switch (goal.kind) {
    case 'all-succeed': {
      const successes = action.filter(({ isSuccess }) => isSuccess).length;
      return {
        goal: 'every run succeeds',
        value: `${successes} of ${action.length}`,
        isMet: action.length === 0 ? undefined : successes === action.length,
      };
    }
    case 'download-to-plain':
      return atMost(
        'download time / plain',
        median(pairs(result).map(([own, plain]) => own.downloadMs / plain.wallMs)),
        goal.most,
        times,
      );
    case 'over-plain':
      return atMost(
        'whole action - plain',
        median(pairs(result).map(([own, plain]) => own.wallMs - plain.wallMs)),
        goal.mostMs,
        seconds,
      );
    case 'over-plain-of': {
      const other = resultOf(goal.baseline);
      return atMost(
        `download time - plain in ${goal.baseline}`,
        downloadOf(result) - (other ? medianOf(other, 'plain', wall) : Number.NaN),
        goal.mostMs,
        seconds,
      );
    }
    case 'over-action-of': {
      const other = resultOf(goal.baseline);
      return atMost(
        `whole action - action in ${goal.baseline}`,
        medianOf(result, 'action', wall) - (other ? medianOf(other, 'action', wall) : Number.NaN),
        goal.mostMs,
        seconds,
      );
    }
    case 'times-action-of': {
      const other = resultOf(goal.baseline);
      return atMost(
        `whole action / action in ${goal.baseline}`,
        medianOf(result, 'action', wall) / (other ? medianOf(other, 'action', wall) : Number.NaN),
        goal.most,
        times,
      );
    }
    case 'bytes-to-needed':
      return atMost(
        'bytes upstream / size of the files',
        worst(action, ({ bytes, neededBytes }) => bytes / neededBytes),
        goal.most,
        times,
      );
    case 'asked-per-file':
      return atMost(
        'most requests for one file',
        worst(action, ({ busiestFile }) => busiestFile),
        goal.most,
        String,
      );
    case 'wrong-answers':
      return atMost(
        'wrong answers before the mirror was left alone',
        worst(action, ({ wrongAnswers }) => wrongAnswers),
        goal.most,
        String,
      );
    case 'outage-rate':
      return atMost(
        'connections per mirror and second of the outage',
        worst(action, ({ outageRate }) => outageRate ?? Number.NaN),
        goal.most,
        (value) => value.toFixed(2),
      );
    case 'peak-memory':
      return atMost(
        'peak memory of the action',
        worst(action, ({ peakMemoryBytes }) => (peakMemoryBytes ?? Number.NaN) / 2 ** 20),
        goal.mostMiB,
        (value) => `${value.toFixed(0)} MiB`,
      );
  }
}

const wall = (sample: Sample): number => sample.wallMs;

function downloadOf(result: ScenarioResult): number {
  return medianOf(result, 'action', ({ downloadMs }) => downloadMs);
}

function worst(samples: readonly Sample[], measure: (sample: Sample) => number): number {
  return samples.length === 0 ? Number.NaN : Math.max(...samples.map(measure));
}

/** The runs of the action and of plain `go` of the same round, where both succeeded. */
function pairs(result: ScenarioResult): (readonly [own: Sample, plain: Sample])[] {
  const plain = samplesOf(result, 'plain');
  return samplesOf(result, 'action').flatMap((own, round) => {
    const other = plain[round];
    return own.isSuccess && other?.isSuccess ? [[own, other] as const] : [];
  });
}

function atMost(
  what: string,
  value: number,
  most: number,
  format: (value: number) => string,
): Verdict {
  return {
    goal: `${what} at most ${format(most)}`,
    value: Number.isNaN(value) ? '-' : format(value),
    isMet: Number.isNaN(value) ? undefined : value <= most,
  };
}

export function seconds(ms: number): string {
  return Number.isNaN(ms) ? '-' : `${(ms / 1_000).toFixed(2)} s`;
}

export function times(value: number): string {
  return Number.isNaN(value) ? '-' : `${value.toFixed(2)} x`;
}
