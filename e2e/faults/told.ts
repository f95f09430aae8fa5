/** What the user was told, beside what the table expects; and the table itself, for people. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../harness.ts';
import type { Row, Verdict } from './row.ts';

export interface Told {
  readonly outcome: 'success' | 'failure';
  readonly failureClass: string;
  /** `file:line`, the file alone, or `none`. */
  readonly place: string;
  readonly errors: number;
  readonly warnings: number;
  readonly notices: number | 'any';
  /** The word looked for, if the remedy has it; else the whole remedy. */
  readonly remedy: string;
  /** `in time`, or the seconds it took. */
  readonly seconds: string;
}

export function readTold(outcome: Outcome, verdict: Verdict): Told {
  const count = (level: string) => outcome.annotations.filter((one) => one.level === level).length;
  // The gravest comes first.
  const main = outcome.annotations[0];
  const remedy = /\nWhat to do: (.*)/.exec(main?.message ?? '')?.[1] ?? '';
  const seconds = outcome.wallMs / 1_000;
  const isSuccess = outcome.exitCode === 0;
  return {
    outcome: isSuccess ? 'success' : 'failure',
    failureClass:
      isSuccess || main?.failureClass === outcome.outputs['failure-class']
        ? (main?.failureClass ?? 'none')
        : `${main?.failureClass}, and ${outcome.outputs['failure-class']} as the output`,
    place:
      main?.file === undefined
        ? 'none'
        : [main.file, main.line].filter((part) => part !== undefined).join(':'),
    errors: count('error'),
    warnings: count('warning'),
    notices: verdict.notices === 'any' ? 'any' : count('notice'),
    remedy: remedy.includes(verdict.remedy) ? verdict.remedy : remedy,
    seconds: seconds <= verdict.withinS ? 'in time' : `${seconds.toFixed(1)} of ${verdict.withinS}`,
  };
}

export async function expectedOf(verdict: Verdict, project: string): Promise<Told> {
  const { failureClass, isSurvived = false, notices = 0, remedy } = verdict;
  return {
    outcome: isSurvived ? 'success' : 'failure',
    failureClass,
    place: await placeOf(verdict.place, project),
    errors: verdict.errors ?? (isSurvived ? 0 : 1),
    warnings: verdict.warnings ?? (isSurvived && failureClass !== 'none' ? 1 : 0),
    notices,
    remedy,
    seconds: 'in time',
  };
}

async function placeOf(place: string | undefined, project: string): Promise<string> {
  if (place === undefined) return 'none';
  const [file = '', ...text] = place.split(':');
  if (text.length === 0) return file;
  const lines = (await readFile(join(project, file), 'utf8')).split('\n');
  return `${file}:${lines.findIndex((line) => line.includes(text.join(':'))) + 1}`;
}

export interface Measured {
  readonly row: Row;
  readonly outcome: Outcome;
}

/** The table as documentation: one line per row, in the order of the rows. */
export function renderTable(measured: readonly Measured[]): string {
  const head = ['fault', 'outcome', 'class', 'place', 'error, warning, notice', 'seconds', 'limit'];
  const lines = measured.map(({ row, outcome }) => {
    const told = readTold(outcome, row.verdict);
    const notices = outcome.annotations.filter(({ level }) => level === 'notice').length;
    const counts = `${told.errors}, ${told.warnings}, ${notices}`;
    const seconds = (outcome.wallMs / 1_000).toFixed(1);
    const { withinS } = row.verdict;
    return [
      row.name,
      told.outcome,
      `\`${told.failureClass}\``,
      told.place,
      counts,
      seconds,
      withinS,
    ];
  });
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

/** The annotations of a run as the runner would show them, for the one who reads a failed row. */
export function renderAnnotations({ annotations }: Outcome): string {
  return annotations
    .map(
      ({ level, file, line, title, message }) =>
        `${level} ${file ?? ''}:${line ?? ''} ${title}\n  ${message.replaceAll('\n', '\n  ')}\n`,
    )
    .join('');
}
