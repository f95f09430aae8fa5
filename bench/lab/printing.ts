import { contenders } from './contenders.ts';
import { seconds, times, type Verdict } from './goals.ts';
import { medianOf, ratioToPlain, type ScenarioResult, samplesOf } from './sample.ts';
import type { TrialEnd } from './trial.ts';

const megabyte = 1e6;

/** One line for a run that is over, and the last words of one that failed. */
export function describeEnd(round: number, { sample, text }: TrialEnd): string[] {
  const { contender, seed, isSuccess, isStopped, wallMs, requests, bytes } = sample;
  const word = isSuccess ? 'ok' : isStopped ? 'STOPPED' : 'FAILED';
  const line =
    `  round ${round + 1} seed ${seed} ${contender.padEnd(6)} ${word.padEnd(7)} ${seconds(wallMs)}, ` +
    `${requests} requests, ${(bytes / megabyte).toFixed(1)} MB`;
  if (isSuccess) return [line];
  const cause = sample.failureClass ?? lastLine(text);
  return [`${line}: ${cause}`];
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 160) ?? '';
}

/** Medians over the runs that succeeded. */
export function resultTable(result: ScenarioResult): string[] {
  const header = ['', 'success', 'whole', 'to plain', 'download', 'requests', 'MB', 'peak MiB'];
  const rows = contenders.flatMap((contender) => {
    const samples = samplesOf(result, contender);
    if (samples.length === 0) return [];
    const peak = Math.max(...samples.map(({ peakMemoryBytes = Number.NaN }) => peakMemoryBytes));
    return [
      [
        contender,
        `${samples.filter(({ isSuccess }) => isSuccess).length}/${samples.length}`,
        seconds(medianOf(result, contender, ({ wallMs }) => wallMs)),
        times(ratioToPlain(result, contender)),
        seconds(medianOf(result, contender, ({ downloadMs }) => downloadMs)),
        count(medianOf(result, contender, ({ requests }) => requests)),
        count(medianOf(result, contender, ({ bytes }) => bytes / megabyte)),
        count(peak / 2 ** 20),
      ],
    ];
  });
  return [header, ...rows].map((row) =>
    `  ${row.map((cell) => cell.padEnd(9)).join(' ')}`.trimEnd(),
  );
}

export function describeVerdict({ goal, value, isMet }: Verdict): string {
  const word = isMet === undefined ? 'not measured' : isMet ? 'met' : 'MISSED';
  return `  goal: ${goal}: ${value} (${word})`;
}

function count(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(0);
}
