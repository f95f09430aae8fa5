import { seconds, times } from '../lab/goals.ts';
import { median } from '../lab/sample.ts';
import { lines } from '../toolchain/lines.ts';
import type { Contender, ToolchainSample } from '../toolchain/trial.ts';
import { renderTable } from './markdown.ts';

/** All rounds of one line; a round has one sample of each who took part. */
export interface ToolchainRecord {
  readonly line: string;
  /** What was installed, without the word "go", and the size of its zip. */
  readonly goVersion: string;
  readonly zipBytes: number;
  readonly samples: ToolchainSample[];
}

const introduction = `What it costs to get a toolchain: the action on a PATH without Go, beside \`GOTOOLCHAIN=go… go version\`, which is how \`go\` itself fetches, verifies and
unpacks one; it is given the mirrors joined by \`|\`. Nothing is there before. Both ask a checksum database on loopback, signed with a key of its own, that
knows the real hash of the real zip. The megabytes are what the mirrors sent. \`x\` is the median of the ratios of runs in the same round, where both succeeded.`;

/** One row for each line. */
export function toolchainTable(records: readonly ToolchainRecord[]): string[] {
  return renderTable(
    ['line', '`go`', 'the action', 'action / `go`'],
    records.map((record) => [
      `\`${record.line}\`: ${titleOf(record)}`,
      describe(record, 'go'),
      describe(record, 'action'),
      times(median(ratios(record))),
    ]),
  );
}

export function toolchainSection(measured: readonly ToolchainRecord[]): string[] {
  const order = lines.map(({ name }) => name);
  const records = measured.toSorted((a, b) => order.indexOf(a.line) - order.indexOf(b.line));
  const what = [...new Set(records.map(({ goVersion, zipBytes }) => sizeOf(goVersion, zipBytes)))];
  return [
    '## Toolchain',
    '',
    introduction,
    '',
    `Installed is ${what.join(', ')}.`,
    '',
    ...toolchainTable(records),
    '',
  ];
}

function sizeOf(goVersion: string, zipBytes: number): string {
  return `Go ${goVersion} (a zip of ${megabytes(zipBytes)})`;
}

function titleOf({ line }: ToolchainRecord): string {
  return lines.find(({ name }) => name === line)?.title ?? line;
}

function describe({ samples }: ToolchainRecord, contender: Contender): string {
  const own = samples.filter((sample) => sample.contender === contender);
  if (own.length === 0) return '-';
  const good = own.filter(({ isSuccess }) => isSuccess);
  const bytes = megabytes(median(own.map((sample) => sample.bytes)));
  if (good.length > 0) {
    const time = seconds(median(good.map(({ wallMs }) => wallMs)));
    return `${time}, ${bytes} (${good.length} of ${own.length})`;
  }
  const stopped = own.filter(({ isStopped }) => isStopped);
  const after = seconds(median(own.map(({ wallMs }) => wallMs)));
  const how =
    stopped.length === own.length ? `never ends, stopped after ${after}` : `fails after ${after}`;
  return `${how}, ${bytes} (0 of ${own.length})`;
}

/** Of the rounds in which both succeeded. */
function ratios({ samples }: ToolchainRecord): number[] {
  const of = (contender: Contender) => samples.filter((sample) => sample.contender === contender);
  const others = of('go');
  return of('action').flatMap((own, round) => {
    const other = others[round];
    return own.isSuccess && other?.isSuccess ? [own.wallMs / other.wallMs] : [];
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
