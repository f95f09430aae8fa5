/**
 * A timeline as a Mermaid chart, which GitHub draws, and as lines for a terminal. Mermaid has no escapes that hold in
 * every place: of foreign text only letters, digits, full stops and hyphens get in.
 */

import { formatElapsed } from './wording.ts';

export interface Bar {
  /** Begins with a word of our own: Mermaid takes some words at the start of a line for commands. */
  readonly label: string;
  /** Milliseconds from the start of the run. */
  readonly startMs: number;
  readonly endMs: number;
  /** Drawn in the colour of trouble. */
  readonly isFault?: boolean;
}

export interface Lane {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const longestLabel = 60;

/** Below this a bar cannot be seen. */
const narrowestPart = 1 / 200;

/** Above this nobody cares for tenths of a second on the axis. */
const coarseMs = 20_000;

const widthInLines = 32;

/** A fenced block of Mermaid, line by line. */
export function timelineInMarkdown(lanes: readonly Lane[]): string[] {
  const totalMs = totalOf(lanes);
  // Seconds since 1970, since every other unit would be shifted by the time zone of whoever looks at it.
  const axis = totalMs < coarseMs ? '%s.%L s' : '%s s';
  return [
    '```mermaid',
    'gantt',
    '    dateFormat x',
    `    axisFormat ${axis}`,
    '    todayMarker off',
    ...lanes.flatMap(({ title, bars }) => [
      `    section ${harmless(title)}`,
      ...bars.map((bar) => {
        const { startMs, endMs } = bar;
        const widthMs = Math.max(endMs - startMs, totalMs * narrowestPart, 1);
        const tag = bar.isFault ? 'crit, ' : '';
        const took = formatElapsed(endMs - startMs);
        return `    ${harmless(bar.label)} ${took} :${tag}${Math.round(startMs)}, ${Math.ceil(widthMs)}ms`;
      }),
    ]),
    '```',
  ];
}

/** The same as columns of text: a bar each, where it begins and how long it is. */
export function timelineInPlain(lanes: readonly Lane[]): string[] {
  const totalMs = totalOf(lanes);
  const column = (ms: number) => Math.floor((Math.max(0, ms) / totalMs) * (widthInLines - 1));
  return lanes.flatMap(({ title, bars }) => [
    harmless(title),
    ...bars.map(({ label, startMs, endMs, isFault }) => {
      const start = column(startMs);
      const length = Math.max(1, column(endMs) - start + 1);
      const drawn = `${' '.repeat(start)}${(isFault ? '×' : '━').repeat(length)}`;
      return `  ${drawn.padEnd(widthInLines)}  ${formatElapsed(endMs - startMs).padStart(7)}  ${harmless(label)}`;
    }),
  ]);
}

function totalOf(lanes: readonly Lane[]): number {
  return Math.max(1, ...lanes.flatMap(({ bars }) => bars.map(({ endMs }) => endMs)));
}

function harmless(text: string): string {
  return text
    .replace(/[^A-Za-z0-9.-]+/g, ' ')
    .trim()
    .slice(0, longestLabel);
}
