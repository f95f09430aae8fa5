import { isFault } from '../../upstream/journal.ts';
import type { Block } from '../document.ts';
import { phaseTitles } from '../phase.ts';
import type { RunResult } from '../result.ts';
import type { Bar } from '../timeline.ts';

/** Of faults; a chart with more rows than a screen tells nobody anything. */
const mostBars = 12;

/** The phases of the run, and below them, on the same axis, the faults it met. */
export function describeTime(result: RunResult): Block[] {
  const { phases, startedAtMs } = result;
  if (phases.length === 0) return [];
  const ran = phases.map(
    ({ name, startedAtMs: began, durationMs, isComplete }): Bar => ({
      label: phaseTitles[name],
      startMs: began - startedAtMs,
      endMs: began - startedAtMs + durationMs,
      isFault: !isComplete,
    }),
  );
  const faults = faultsOf(result).toSorted((a, b) => a.startMs - b.startMs);
  const shown = faults.slice(0, mostBars);
  const title = result.failure ? 'Faults met' : 'Faults survived';
  const count = shown.length < faults.length ? ` ${shown.length} of ${faults.length}` : '';
  return [
    {
      kind: 'timeline',
      lanes: [
        { title: 'Phases', bars: ran },
        ...(shown.length > 0 ? [{ title: `${title}${count}`, bars: shown }] : []),
      ],
    },
  ];
}

function faultsOf(result: RunResult): Bar[] {
  return [...failedRequests(result), ...pauses(result)];
}

/** One bar for all requests of a mirror that failed alike, from the first to the end of the last. */
function failedRequests({ attempts, startedAtMs }: RunResult): Bar[] {
  const bars = new Map<string, { first: Bar; count: number; what: string }>();
  for (const { mirror, outcome, startedAtMs: began, durationMs } of attempts) {
    if (outcome === 'ok' || !isFault(outcome)) continue;
    const startMs = began - startedAtMs;
    const endMs = startMs + durationMs;
    const key = `${outcome} ${mirror}`;
    const known = bars.get(key);
    bars.set(key, {
      what: outcome,
      count: (known?.count ?? 0) + 1,
      first: {
        label: mirror,
        startMs: Math.min(startMs, known?.first.startMs ?? startMs),
        endMs: Math.max(endMs, known?.first.endMs ?? endMs),
        isFault: true,
      },
    });
  }
  return [...bars.values()].map(({ first, count, what }) => ({
    ...first,
    label: `${what} x ${count} ${first.label}`,
  }));
}

/** Times in which a mirror was left alone, or all of them were waited for. */
function pauses({ events, startedAtMs, durationMs }: RunResult): Bar[] {
  return events.flatMap((event, index): Bar[] => {
    const startMs = event.atMs - startedAtMs;
    if (event.kind === 'breaker-opened') {
      const end = events
        .slice(index + 1)
        .find((later) => 'mirror' in later && later.mirror === event.mirror && isTurn(later.kind));
      const endMs = end ? end.atMs - startedAtMs : Math.min(durationMs, startMs + event.openMs);
      return [{ label: `left alone ${event.mirror}`, startMs, endMs }];
    }
    if (event.kind === 'outage-began') {
      const end = events.slice(index + 1).find(({ kind }) => kind === 'outage-ended');
      const endMs = end ? end.atMs - startedAtMs : durationMs;
      return [{ label: `outage ${event.mirrors.join(' ')}`, startMs, endMs, isFault: true }];
    }
    return [];
  });
}

function isTurn(kind: RunResult['events'][number]['kind']): boolean {
  return kind.startsWith('breaker-');
}
