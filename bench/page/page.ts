import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheSection } from './cache-section.ts';
import { fleetPlot, fleetSection } from './fleet-section.ts';
import { integritySection } from './integrity-section.ts';
import { labTables, roundTripPlot } from './lab-section.ts';
import { renderTable } from './markdown.ts';
import { renderPlot } from './plot.ts';
import type { Circumstances, Results } from './results.ts';
import { toolchainSection } from './toolchain-section.ts';

export interface Page {
  /** docs/benchmarks.md. */
  readonly markdown: string;
  /** Files in docs/benchmarks/, by name. */
  readonly plots: Readonly<Record<string, string>>;
}

const introduction = `# Benchmarks

Written by \`npm run bench -- --write\`; [benchmarks/results.json](benchmarks/results.json) has every single run.

The network lab (\`bench/\`) plays mirrors on loopback in a process of their own: with a round trip that a new connection
pays too, with bandwidth, and with faults that are drawn from a seed per file and attempt, so that the same request meets
the same fate whoever sends it. Three take turns, each with an empty module cache:

- **plain \`go\`**: \`go mod download\`, the mirrors joined by \`,\`;
- **retry loop**: five tries of it in a shell loop, 5 s apart, the mirrors joined by \`|\`;
- **the action**: \`dist/\` with the mirrors as its input, all else as shipped, no cache.

The checksum database is off for all three, so that nothing leaves the machine; every hash comes from go.sum. A run counts as
a success only if \`go mod download\` finds everything afterwards without a network. What hangs is stopped after a time and
has failed. Times are medians over the runs that succeeded; \`x\` compares them with plain \`go\`. Where plain \`go\` and the loop hang or fail
they run less often than the action, as the counts tell.
`;

/** The page and its plots, from nothing but the results. */
export function renderPage(results: Results): Page {
  const plots: Record<string, string> = {};
  const lines = [introduction, '## Circumstances', '', ...circumstancesTable(results), ''];
  const latency = roundTripPlot(results);
  if (latency) {
    plots['latency.svg'] = renderPlot(latency);
    lines.push('## Distance', '', '![Time against round-trip time](benchmarks/latency.svg)', '');
  }
  if (results.lab.length > 0) lines.push('## Scenarios', '', ...labTables(results), '');
  if (results.cache) lines.push(...cacheSection(results.cache.records));
  if (results.integrity) lines.push(...integritySection(results.integrity.records));
  if (results.toolchain) lines.push(...toolchainSection(results.toolchain));
  if (results.fleet) {
    const { records } = results.fleet;
    for (const record of records) plots[`${record.name}.svg`] = renderPlot(fleetPlot(record));
    lines.push(...fleetSection(records, (name) => `benchmarks/${name}.svg`));
  }
  return { markdown: `${lines.join('\n').trimEnd()}\n`, plots };
}

export async function writePage(directory: string, { markdown, plots }: Page): Promise<void> {
  const plotDirectory = join(directory, 'benchmarks');
  await mkdir(plotDirectory, { recursive: true });
  await writeFile(join(directory, 'benchmarks.md'), markdown);
  for (const [name, text] of Object.entries(plots))
    await writeFile(join(plotDirectory, name), text);
}

/** One line for each time something was measured. */
function circumstancesTable({ lab, cache, integrity, toolchain, fleet }: Results): string[] {
  const all = new Map<string, { readonly facts: Circumstances; readonly scenarios: string[] }>();
  const fleets = fleet?.records.map(({ name }) => ({
    circumstances: fleet.circumstances,
    scenario: name,
  }));
  const others = [
    ...(cache ? [{ circumstances: cache.circumstances, scenario: 'cache' }] : []),
    ...(integrity ? [{ circumstances: integrity.circumstances, scenario: 'integrity' }] : []),
    ...(toolchain ?? []).map(({ circumstances, line }) => ({
      circumstances,
      scenario: `toolchain ${line}`,
    })),
  ];
  for (const { circumstances: facts, scenario } of [...lab, ...others, ...(fleets ?? [])]) {
    const key = JSON.stringify(facts);
    const known = all.get(key);
    if (known) known.scenarios.push(scenario);
    else all.set(key, { facts, scenarios: [scenario] });
  }
  return renderTable(
    ['date', 'machine', 'versions', 'command', 'scenarios'],
    [...all.values()].map(({ facts, scenarios }) => [
      facts.date,
      `${facts.machine}; module cache ${facts.isInMemory ? 'in memory' : 'on disk'}`,
      `node ${facts.node}, ${facts.go}, dist \`${facts.dist}\``,
      `\`${facts.command}\``,
      scenarios.join(', '),
    ]),
  );
}
