/**
 * `npm run bench -- toolchain`: what it costs to get a toolchain through mirrors on loopback that are healthy, cut, slow or
 * stall: the action on a PATH without Go beside `GOTOOLCHAIN=go… go version`, turn about, with nothing there before.
 *
 *   npm run bench -- toolchain [--line NAME,...] [--rounds N] [--only action,go] [--go-version 1.25.0] [--write]
 *
 * The zip comes once through the GOPROXY of this machine. --write: puts the figures into docs/benchmarks.md.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seconds } from './lab/goals.ts';
import { openScratch } from './lab/scratch.ts';
import { circumstancesOf } from './page/circumstances.ts';
import { renderPage, writePage } from './page/page.ts';
import { readResults, resultsPath, withToolchain, writeResults } from './page/results.ts';
import { type ToolchainRecord, toolchainTable } from './page/toolchain-section.ts';
import { startDatabase } from './toolchain/database.ts';
import { type Line, lines } from './toolchain/lines.ts';
import { realToolchain } from './toolchain/real-module.ts';
import { type Contender, contenders, runTrial, type TrialEnd } from './toolchain/trial.ts';

/** Options: above. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      line: { type: 'string', default: lines.map(({ name }) => name).join(',') },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', default: contenders.join(',') },
      'go-version': { type: 'string', default: '1.25.0' },
      write: { type: 'boolean', default: false },
    },
  });
  const names = values.line.split(',');
  const only = values.only.split(',');
  const goVersion = values['go-version'];
  const { directory: scratch, isInMemory } = await openScratch();
  const circumstances = values.write
    ? await circumstancesOf(['toolchain', ...args], isInMemory)
    : undefined;
  const module = await realToolchain(goVersion);
  const zip = join(module.directory, module.path, '@v', `${module.version}.zip`);
  const { size: zipBytes } = await stat(zip);
  const database = await startDatabase(module);
  const records: ToolchainRecord[] = [];
  try {
    for (const line of lines.filter(({ name }) => names.includes(name))) {
      console.log(`\n${line.name}: ${line.title}`);
      const record: ToolchainRecord = { line: line.name, goVersion, zipBytes, samples: [] };
      for (let round = 0; round < Number(values.rounds); round += 1) {
        for (const contender of contendersOf(round, line)) {
          if (!only.includes(contender)) continue;
          const { directory } = module;
          const { gosumdb } = database;
          const end = await runTrial({ line, contender, goVersion, directory, gosumdb, scratch });
          record.samples.push(end.sample);
          console.log(describeEnd(round, end));
        }
      }
      records.push(record);
      for (const row of toolchainTable([record])) console.log(row);
    }
  } finally {
    await database.close();
  }
  if (circumstances === undefined) return;
  const entries = records.map((record) => ({ ...record, circumstances }));
  const all = withToolchain(await readResults(resultsPath), entries);
  await writeResults(resultsPath, all);
  await writePage('docs', renderPage(all));
}

/** Turn about, so that none always finds the warmer machine. */
function contendersOf(round: number, { goRounds }: Line): readonly Contender[] {
  const turned = round % 2 === 0 ? contenders : contenders.toReversed();
  return turned.filter(
    (contender) => contender === 'action' || round < (goRounds ?? Number.POSITIVE_INFINITY),
  );
}

/** One line, with the last words of one that failed. */
function describeEnd(round: number, { sample, text }: TrialEnd): string {
  const { contender, isSuccess, isStopped, wallMs, requests, bytes, failureClass } = sample;
  const word = isSuccess ? 'ok' : isStopped ? 'STOPPED' : 'FAILED';
  const line =
    `  round ${round + 1} ${contender.padEnd(6)} ${word.padEnd(7)} ${seconds(wallMs)}, ` +
    `${requests} requests, ${(bytes / 1e6).toFixed(1)} MB`;
  if (isSuccess) return line;
  return `${line}: ${failureClass ?? text.trim().split('\n').at(-1)?.slice(0, 200) ?? ''}`;
}
