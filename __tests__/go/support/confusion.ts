/** Counts of what was true against what was told. */

export interface Verdict {
  readonly name: string;
  readonly is: string;
  readonly told: string;
}

/** A row for each truth, with how often each word was told for it; what was told wrongly is marked. */
export function renderConfusion(verdicts: readonly Verdict[]): string {
  const rows = new Map<string, Map<string, number>>();
  for (const { is, told } of verdicts) {
    const row = rows.get(is) ?? new Map<string, number>();
    row.set(told, (row.get(told) ?? 0) + 1);
    rows.set(is, row);
  }
  const lines = [...rows].sort(byName).map(([is, row]) => {
    const cells = [...row]
      .sort(byName)
      .map(([told, count]) => `${count} × ${told}${told === is ? '' : ' (!)'}`);
    return `${is.padEnd(20)} ${cells.join(', ')}`;
  });
  const right = verdicts.filter(({ is, told }) => is === told).length;
  return [`${right} of ${verdicts.length} as they are`, ...lines].join('\n');
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
