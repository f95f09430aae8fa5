/**
 * `npm run bench -- fleet`: a thousand runners and one mirror that goes down and comes back with little capacity, on a clock that
 * jumps: the action's own code beside loops with a fixed interval. The same on every machine and day.
 *
 *   npm run bench -- fleet [--write]
 *
 * --write: puts the figures and the plot into docs/benchmarks.md.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compete, type FleetRecord, fleetScenarios } from './fleet/contest.ts';
import { circumstancesOf } from './page/circumstances.ts';
import { fleetTable } from './page/fleet-section.ts';
import { renderPage, writePage } from './page/page.ts';
import { readResults, resultsPath, writeResults } from './page/results.ts';

/** Options: above. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { write: { type: 'boolean', default: false } },
  });
  const circumstances = values.write ? await circumstancesOf(['fleet', ...args], true) : undefined;
  const directory = await mkdtemp(join(tmpdir(), 'gmr-fleet-'));
  const records: FleetRecord[] = [];
  try {
    for (const scenario of fleetScenarios) {
      const record = await compete(scenario, directory);
      records.push(record);
      console.log(`\n${record.name}: ${record.title}`);
      for (const line of fleetTable(record)) console.log(line);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  if (circumstances === undefined) return;
  const all = { ...(await readResults(resultsPath)), fleet: { circumstances, records } };
  await writeResults(resultsPath, all);
  await writePage('docs', renderPage(all));
}
