/**
 * `npm run bench -- cache`: what it costs to keep modules between runs, beside setup-go's way, which archives the whole module
 * cache. Both with tar and zstd as @actions/cache calls them; without a service, whose transfer depends on the size.
 *
 *   npm run bench -- cache [--rounds N] [--project NAME,...] [--write]
 *
 * --write: puts the figures into docs/benchmarks.md.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keepWhole, keepZips, openSubject, removeModules } from './cache/ways.ts';
import { openScratch } from './lab/scratch.ts';
import { type CacheRecord, cacheTable } from './page/cache-section.ts';
import { circumstancesOf } from './page/circumstances.ts';
import { renderPage, writePage } from './page/page.ts';
import { readResults, resultsPath, writeResults } from './page/results.ts';

/** Options: above. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      project: { type: 'string', default: 'golangci-lint,hugo,prometheus' },
      write: { type: 'boolean', default: false },
    },
  });
  const { directory, isInMemory } = await openScratch();
  const circumstances = values.write
    ? await circumstancesOf(['cache', ...args], isInMemory)
    : undefined;
  const records: CacheRecord[] = [];
  for (const project of values.project.split(',')) {
    const record = await measure(project, Number(values.rounds), join(directory, project));
    records.push(record);
    console.log(`\n${project}`);
    for (const line of cacheTable([record])) console.log(line);
  }
  if (circumstances === undefined) return;
  const all = { ...(await readResults(resultsPath)), cache: { circumstances, records } };
  await writeResults(resultsPath, all);
  await writePage('docs', renderPage(all));
}

async function measure(project: string, rounds: number, scratch: string): Promise<CacheRecord> {
  await mkdir(scratch);
  const subject = await openSubject(resolve('__tests__/fixtures/projects', project), scratch);
  const record: CacheRecord = { project, zips: [], whole: [], checked: [] };
  for (let round = 0; round < rounds; round += 1) {
    // Turn about, so that none always finds the warmer machine.
    const measures = [
      async () => void record.zips.push(await keepZips(subject)),
      async () => void record.whole.push(await keepWhole(subject, false)),
      async () => void record.checked.push(await keepWhole(subject, true)),
    ];
    for (let i = 0; i < measures.length; i += 1) await measures[(i + round) % measures.length]?.();
    console.log(`${project}: round ${round + 1} of ${rounds}`);
  }
  await removeModules(scratch);
  return record;
}
