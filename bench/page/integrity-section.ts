import type { Cost } from '../cache/cost.ts';
import { seconds, times } from '../lab/goals.ts';
import { median } from '../lab/sample.ts';
import { renderTable } from './markdown.ts';

/** All rounds of one project; a round has one sample of each. */
export interface IntegrityRecord {
  readonly project: string;
  /** The action's check where nothing is unpacked. */
  readonly zips: Cost[];
  readonly zipsByGo: Cost[];
  /** The same with unpacked trees. */
  readonly all: Cost[];
  readonly allByGo: Cost[];
}

const introduction = `What it costs to check modules that were there before the run: the action's check, against go.sum, beside \`go mod verify\`, which compares with
\`.ziphash\`. Both are processes of their own, from their start on; in the action the check is a part of a process that runs already. *Zips*: nothing is unpacked. \`x\` are
medians of the ratios, round by round; the CPU time is that of all threads.`;

/** One row for each project. */
export function integrityTable(records: readonly IntegrityRecord[]): string[] {
  const wall = ({ wallMs }: Cost) => wallMs;
  const cpu = ({ cpuMs }: Cost) => cpuMs;
  return renderTable(
    ['project', 'zips', 'zips, CPU', 'zips and trees', 'zips and trees, CPU'],
    records.map(({ project, zips, zipsByGo, all, allByGo }) => [
      project,
      beside(zips, zipsByGo, wall),
      beside(zips, zipsByGo, cpu),
      beside(all, allByGo, wall),
      beside(all, allByGo, cpu),
    ]),
  );
}

export function integritySection(records: readonly IntegrityRecord[]): string[] {
  return ['## Integrity', '', introduction, '', ...integrityTable(records), ''];
}

function beside(
  ours: readonly Cost[],
  others: readonly Cost[],
  measure: (cost: Cost) => number,
): string {
  const ratios = ours.flatMap((cost, round) => {
    const other = others[round];
    return other ? [measure(cost) / measure(other)] : [];
  });
  const [mine, theirs] = [ours, others].map((costs) => seconds(median(costs.map(measure))));
  return `${mine} / ${theirs} = ${times(median(ratios))}`;
}
