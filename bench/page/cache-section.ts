import type { CacheSample } from '../cache/ways.ts';
import { seconds, times } from '../lab/goals.ts';
import { median } from '../lab/sample.ts';
import { renderTable } from './markdown.ts';

/** All rounds of one project; a round has one sample of each way. */
export interface CacheRecord {
  readonly project: string;
  /** As the action does. */
  readonly zips: CacheSample[];
  /** As setup-go does. */
  readonly whole: CacheSample[];
  /** The same, and then `go mod verify`. */
  readonly checked: CacheSample[];
}

const introduction = `What it costs to keep modules between runs: the archive of the action (\`.zip\`, \`.mod\` and \`.info\` of what go.sum names) beside setup-go's,
which is the whole module cache. tar and zstd are called as @actions/cache calls them; there is no service, whose transfer depends on the size. *Ready* is from
the archive to unpacked modules. setup-go's way trusts what it restores; the action's \`go\` hashes every zip against go.sum, and only \`go mod verify\`
makes the two alike. \`x\` are medians of the ratios, round by round.`;

/** One row for each project. */
export function cacheTable(records: readonly CacheRecord[]): string[] {
  return renderTable(
    ['project', 'archive, MB', 'CPU to save', 'ready', 'ready, whole + `go mod verify`'],
    records.map(({ project, zips, whole, checked }) => {
      const size = ({ size: bytes }: CacheSample) => bytes;
      const save = ({ save: { cpuMs } }: CacheSample) => cpuMs;
      const ready = ({ ready: { wallMs } }: CacheSample) => wallMs;
      return [
        project,
        beside(zips, whole, size, (bytes) => (bytes / 1e6).toFixed(1)),
        beside(zips, whole, save, seconds),
        beside(zips, whole, ready, seconds),
        beside(zips, checked, ready, seconds),
      ];
    }),
  );
}

export function cacheSection(records: readonly CacheRecord[]): string[] {
  return ['## Cache', '', introduction, '', ...cacheTable(records), ''];
}

function beside(
  ours: readonly CacheSample[],
  others: readonly CacheSample[],
  measure: (sample: CacheSample) => number,
  show: (value: number) => string,
): string {
  const ratios = ours.flatMap((sample, round) => {
    const other = others[round];
    return other ? [measure(sample) / measure(other)] : [];
  });
  const [mine, theirs] = [ours, others].map((samples) => show(median(samples.map(measure))));
  return `${mine} / ${theirs} = ${times(median(ratios))}`;
}
