import { describeEvent, type RunEvent } from '../../upstream/events.ts';
import type { Block } from '../document.ts';
import { formatBytes } from '../progress.ts';
import type { RunResult } from '../result.ts';
import { countOf, formatElapsed } from '../wording.ts';

const longestTable = 20;

interface Turn {
  readonly atMs: number;
  readonly text: string;
}

/** How the run got around its faults, in order. */
export function describeEvents(result: RunResult): Block[] {
  const turns = [
    ...result.events.filter(isTurn).map((event) => ({ ...event, text: describeEvent(event) })),
    ...hedgesOf(result),
    ...resumesOf(result),
  ].toSorted((a, b) => a.atMs - b.atMs);
  if (turns.length === 0) return [];
  const shown = turns.slice(0, longestTable);
  const rest = turns.length - shown.length;
  return [
    {
      kind: 'table',
      header: ['At', 'What the run did about it'],
      rows: shown.map(({ atMs, text }) => [formatElapsed(atMs - result.startedAtMs), text]),
    },
    ...(rest > 0
      ? [{ kind: 'paragraph' as const, text: `${rest} more are in the JSON report.` }]
      : []),
  ];
}

function isTurn({ kind }: RunEvent): boolean {
  return kind !== 'probe-ended' && kind !== 'hedge-won';
}

/** All races between the same two mirrors in one row: a slow mirror loses hundreds of them. */
function hedgesOf({ events }: RunResult): readonly Turn[] {
  const races = new Map<string, { first: RunEvent & { kind: 'hedge-won' }; count: number }>();
  for (const event of events) {
    if (event.kind !== 'hedge-won') continue;
    const key = `${event.mirror} ${event.overtaken}`;
    const known = races.get(key);
    races.set(key, { first: known?.first ?? event, count: (known?.count ?? 0) + 1 });
  }
  return [...races.values()].map(({ first, count }) => ({
    atMs: first.atMs,
    text:
      count === 1
        ? describeEvent(first)
        : `${first.mirror} was asked too and answered before ${first.overtaken}, ${count} times from here on`,
  }));
}

function resumesOf({ attempts }: RunResult): readonly Turn[] {
  const resumed = attempts.filter(({ resumedAtBytes }) => resumedAtBytes !== undefined);
  const [first] = resumed;
  if (first === undefined) return [];
  const spared = resumed.reduce((sum, { resumedAtBytes = 0 }) => sum + resumedAtBytes, 0);
  const what = countOf(resumed.length, 'request');
  return [
    {
      atMs: Math.min(...resumed.map(({ startedAtMs }) => startedAtMs)),
      text: `${what} went on in the middle of a file from here on: ${formatBytes(spared)} not fetched again`,
    },
  ];
}
