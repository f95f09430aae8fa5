import { bucketSeconds, type FleetRecord } from '../fleet/contest.ts';
import { seconds } from '../lab/goals.ts';
import { renderTable } from './markdown.ts';
import type { Plot } from './plot.ts';

const introduction = `A simulation on a clock that jumps: 1,000 runners start within two minutes and need 20 files each from one mirror that serves
400 requests per second; a run without a fault takes about 40 s. After a minute the mirror goes down: a third of the runners
is at work then, half of them start in the minute after that. The action runs its own code from the question of \`go\` to the
socket; the loops run \`go mod download\` with four requests at once and wait 10 s after a failure. A run that gives up is a job
that failed; somebody starts it again 30 to 90 s later.`;

/** The figures of one fleet. */
export function fleetTable({ standings }: FleetRecord): string[] {
  return renderTable(
    [
      'policy',
      'done',
      'all done after',
      'runs failed: in the middle, at the start',
      'requests',
      'per second while down: mean, peak',
      'peak after return',
      'told 503',
    ],
    standings.map((standing) => [
      standing.policy,
      `${standing.done} of ${standing.runners}`,
      standing.allDoneAtMs === undefined ? '-' : seconds(standing.allDoneAtMs),
      `${standing.lostRuns}, ${standing.unreachedRuns}`,
      `${standing.requests}`,
      `${standing.meanWhileDown}, ${standing.peakWhileDown}`,
      `${standing.peakAfter}`,
      `${standing.overloaded}`,
    ]),
  );
}

/** The section about fleets; `plotPath` is where the plot of a fleet will lie, seen from the page. */
export function fleetSection(
  records: readonly FleetRecord[],
  plotPath: (name: string) => string,
): string[] {
  return [
    '## Fleet',
    '',
    introduction,
    ...records.flatMap((record) => [
      '',
      `### ${record.title}`,
      '',
      ...fleetTable(record),
      '',
      `![Load over time: ${record.title}](${plotPath(record.name)})`,
    ]),
    '',
  ];
}

export function fleetPlot({ title, standings }: FleetRecord): Plot {
  return {
    title,
    xLabel: 'time, s',
    yLabel: `requests per second (mean of ${bucketSeconds} s)`,
    series: standings.map(({ policy, curve }) => ({
      name: policy,
      points: curve.map((load, index) => [index * bucketSeconds, load] as const),
    })),
  };
}
