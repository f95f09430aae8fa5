/**
 * `npm run bench -- integrity`: what it costs to check the modules that were there before the run, beside `go mod verify`.
 * Each is a process of its own, with its start. Zips alone, with nothing unpacked, and zips with unpacked trees.
 *
 *   npm run bench -- integrity [--rounds N] [--project NAME,...] [--write]
 *
 * --write: puts the figures into docs/benchmarks.md.
 */
import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { offlineVariables } from '../src/go/command.ts';
import { costOf } from './cache/cost.ts';
import { openSubject, removeModules } from './cache/ways.ts';
import { openScratch } from './lab/scratch.ts';
import { circumstancesOf } from './page/circumstances.ts';
import { type IntegrityRecord, integrityTable } from './page/integrity-section.ts';
import { renderPage, writePage } from './page/page.ts';
import { readResults, resultsPath, writeResults } from './page/results.ts';

const check = fileURLToPath(new URL('./integrity/check.js', import.meta.url));

/** Options: above. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      project: { type: 'string', default: 'golangci-lint,hugo' },
      write: { type: 'boolean', default: false },
    },
  });
  const { directory, isInMemory } = await openScratch();
  const circumstances = values.write
    ? await circumstancesOf(['integrity', ...args], isInMemory)
    : undefined;
  const records: IntegrityRecord[] = [];
  for (const project of values.project.split(',')) {
    const record = await measure(project, Number(values.rounds), join(directory, project));
    records.push(record);
    for (const line of integrityTable([record])) console.log(line);
  }
  if (circumstances === undefined) return;
  const all = { ...(await readResults(resultsPath)), integrity: { circumstances, records } };
  await writeResults(resultsPath, all);
  await writePage('docs', renderPage(all));
}

async function measure(name: string, rounds: number, scratch: string): Promise<IntegrityRecord> {
  await mkdir(scratch);
  const project = resolve('__tests__/fixtures/projects', name);
  const { full } = await openSubject(project, scratch);
  const zips = join(scratch, 'zips');
  await cp(join(full, 'cache'), join(zips, 'cache'), { recursive: true });
  const work = join(scratch, 'work');
  await mkdir(work);
  for (const file of ['go.mod', 'go.sum']) await cp(join(project, file), join(work, file));
  const own = (moduleCache: string) =>
    costOf(`'${process.execPath}' '${check}' go.sum '${moduleCache}'`, work, {});
  const verify = (moduleCache: string) =>
    costOf('go mod verify', work, {
      ...offlineVariables,
      GOWORK: 'off',
      GOFLAGS: '',
      GOMODCACHE: moduleCache,
    });
  const record: IntegrityRecord = { project: name, zips: [], zipsByGo: [], all: [], allByGo: [] };
  for (let round = 0; round < rounds; round += 1) {
    // Side by side in time, and turn about, so that neither always finds the busier machine.
    const pairs = [
      [
        async () => void record.zips.push(await own(zips)),
        async () => void record.zipsByGo.push(await verify(zips)),
      ],
      [
        async () => void record.all.push(await own(full)),
        async () => void record.allByGo.push(await verify(full)),
      ],
    ];
    for (const pair of pairs)
      for (const each of round % 2 === 0 ? pair : pair.toReversed()) await each();
    console.log(`${name}: round ${round + 1} of ${rounds}`);
  }
  await removeModules(scratch);
  return record;
}
