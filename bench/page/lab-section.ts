import { type Contender, contenders } from '../lab/contenders.ts';
import { judge, seconds, times, type Verdict } from '../lab/goals.ts';
import { medianOf, ratioToPlain, type ScenarioResult, samplesOf } from '../lab/sample.ts';
import { roundTripScenarios, type Scenario, scenarios } from '../lab/scenarios.ts';
import { renderTable } from './markdown.ts';
import type { Plot } from './plot.ts';
import { entryOfAction, type Results, resultOf } from './results.ts';

export const contenderNames: Readonly<Record<Contender, string>> = {
  plain: 'plain `go`',
  loop: 'retry loop',
  action: 'the action',
};

/** The tables of the lab, in the order of the scenarios. */
export function labTables(results: Results): string[] {
  const measured = scenarios.flatMap((scenario) => {
    const result = resultOf(results, scenario.name);
    return result ? [{ scenario, result, entry: entryOfAction(results, scenario.name) }] : [];
  });
  const other = (name: string) => resultOf(results, name);
  return [
    ...renderTable(
      ['scenario', ...contenders.map((contender) => contenderNames[contender]), 'goals', 'dist'],
      measured.map(({ scenario, result, entry }) => [
        `\`${scenario.name}\`: ${scenario.title}`,
        ...contenders.map((contender) => timeCell(scenario, result, contender)),
        scenario.goals.map((goal) => goalCell(judge(goal, entry ?? result, other))).join('<br>'),
        entry ? `\`${entry.circumstances.dist}\`` : '-',
      ]),
    ),
    '',
    'What the mirrors counted, medians over the runs that succeeded, and the most memory that the action held:',
    '',
    ...renderTable(
      [
        'scenario',
        ...contenders.map((contender) => `${contenderNames[contender]}: requests, MB`),
        'peak memory',
      ],
      measured.map(({ scenario, result }) => [
        `\`${scenario.name}\``,
        ...contenders.map((contender) => loadCell(result, contender)),
        memoryCell(result),
      ]),
    ),
  ];
}

/** Time against round trip, of the contenders that have succeeded at every point. */
export function roundTripPlot(results: Results): Plot | undefined {
  const entries = roundTripScenarios.flatMap((scenario) => {
    const entry = resultOf(results, scenario.name);
    return entry ? [{ rttMs: rttOf(scenario), entry }] : [];
  });
  if (entries.length < 2) return undefined;
  return {
    title: 'go mod download of golangci-lint (223 modules), healthy mirror',
    xLabel: 'round-trip time, ms',
    yLabel: 'whole command, s (median)',
    series: contenders.map((contender) => ({
      name: contenderNames[contender].replaceAll('`', ''),
      points: entries.flatMap(({ rttMs, entry }) => {
        const ms = medianOf(entry, contender, ({ wallMs }) => wallMs);
        return Number.isNaN(ms) ? [] : [[rttMs, ms / 1_000] as const];
      }),
    })),
  };
}

function rttOf({ mirrors: [mirror] }: Scenario): number {
  return mirror?.kind === 'serving' ? mirror.line.rttMs : 0;
}

function timeCell(scenario: Scenario, entry: ScenarioResult, contender: Contender): string {
  const samples = samplesOf(entry, contender);
  if (samples.length === 0) return '-';
  const successes = samples.filter(({ isSuccess }) => isSuccess).length;
  const stopped = samples.filter(({ isStopped }) => isStopped).length;
  const time = seconds(medianOf(entry, contender, ({ wallMs }) => wallMs));
  const ratio = ratioToPlain(entry, contender);
  const isCompared = contender !== 'plain' && !Number.isNaN(ratio);
  const count = `${successes} of ${samples.length}${isCompared ? `, ${times(ratio)}` : ''}`;
  if (successes === samples.length) return `${time} (${count})`;
  const causes = stopped > 0 ? `, ${stopped} stopped after ${scenario.rivalLimitMs / 1_000} s` : '';
  return successes === 0 ? `fails (${count}${causes})` : `${time} (${count}${causes})`;
}

function loadCell(entry: ScenarioResult, contender: Contender): string {
  const requests = medianOf(entry, contender, (sample) => sample.requests);
  const bytes = medianOf(entry, contender, (sample) => sample.bytes);
  return Number.isNaN(requests) ? '-' : `${requests.toFixed(0)}, ${(bytes / 1e6).toFixed(1)}`;
}

function memoryCell(entry: ScenarioResult): string {
  const peaks = samplesOf(entry, 'action').flatMap(({ peakMemoryBytes }) => peakMemoryBytes ?? []);
  return peaks.length === 0 ? '-' : `${(Math.max(...peaks) / 2 ** 20).toFixed(0)} MiB`;
}

function goalCell({ goal, value, isMet }: Verdict): string {
  const word = isMet === undefined ? 'not measured' : isMet ? 'met' : '**missed**';
  return `${goal}: ${value}, ${word}`;
}
