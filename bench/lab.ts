/**
 * `npm run bench`: the network lab. Plain `go mod download`, what people write around it today, and the action, turn about,
 * each with an empty module cache, through mirrors in a process of their own that are as far away and as unreliable as
 * the scenario says. Asserts nothing but in quick mode.
 *
 *   npm run bench -- [--scenario NAME,...] [--rounds 5] [--seeds 1-20] [--project NAME] [--only action,plain,loop]
 *                    [--latency MS] [--quick] [--write]
 *
 * --latency MS: a healthy mirror that far away, and nothing else. --scenario network: this machine's own GOPROXY.
 * --quick: two small scenarios for CI; fails unless the action succeeds. --write: adds to docs/benchmarks.md, or
 * replaces there, what was measured.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contender } from './lab/contenders.ts';
import { judge, type Verdict } from './lab/goals.ts';
import { withLargeModule } from './lab/large-module.ts';
import { moduleSetOf } from './lab/module-set.ts';
import { type LabOptions, parseLabOptions } from './lab/options.ts';
import { describeEnd, describeVerdict, resultTable } from './lab/printing.ts';
import type { Sample, ScenarioResult } from './lab/sample.ts';
import type { Scenario } from './lab/scenarios.ts';
import { openScratch, type Scratch } from './lab/scratch.ts';
import { runTrial } from './lab/trial.ts';
import { circumstancesOf } from './page/circumstances.ts';
import { renderPage, writePage } from './page/page.ts';
import { readResults, resultsPath, withLab, writeResults } from './page/results.ts';

/** The action's own deadline, and a minute. */
const actionLimitMs = 16 * 60_000;
const quickActionLimitMs = 60_000;

/** Options: above. */
export async function run(args: readonly string[]): Promise<void> {
  const options = parseLabOptions(args);
  const scratch = await openScratch();
  // Before hours of work, for it may refuse.
  const circumstances = options.doesWrite
    ? await circumstancesOf(args, scratch.isInMemory)
    : undefined;
  console.log(
    `Everything is written to ${scratch.directory}, ${scratch.isInMemory ? 'in memory' : 'which may be a disk'}.`,
  );
  const results: ScenarioResult[] = [];
  const verdicts: Verdict[] = [];
  for (const scenario of options.scenarios) {
    console.log(`\n${scenario.name}: ${scenario.title}`);
    const result = await runScenario(scenario, options, scratch);
    results.push(result);
    for (const line of resultTable(result)) console.log(line);
    for (const goal of scenario.goals) {
      const verdict = judge(goal, result, (name) => results.find((r) => r.scenario === name));
      verdicts.push(verdict);
      console.log(describeVerdict(verdict));
    }
  }
  if (circumstances) {
    const entries = results.map((result) => ({ ...result, circumstances }));
    const all = withLab(await readResults(resultsPath), entries);
    await writeResults(resultsPath, all);
    await writePage('docs', renderPage(all));
  }
  if (options.isQuick && verdicts.some(({ isMet }) => isMet !== true)) {
    throw new Error('quick mode: a goal was missed');
  }
}

async function runScenario(
  scenario: Scenario,
  options: LabOptions,
  scratch: Scratch,
): Promise<ScenarioResult> {
  const { project, modules } = await modulesFor(scenario, options, scratch);
  const seeds = scenario.isDrawn ? options.seeds : new Array<number>(options.rounds).fill(1);
  const samples: Sample[] = [];
  for (const [round, seed] of seeds.entries()) {
    for (const contender of contendersOf(round, scenario, options)) {
      const end = await runTrial({
        scenario,
        contender,
        seed,
        project,
        modules,
        scratch: scratch.directory,
        actionLimitMs: options.isQuick ? quickActionLimitMs : actionLimitMs,
      });
      samples.push(end.sample);
      for (const line of describeEnd(round, end)) console.log(line);
    }
  }
  return { scenario: scenario.name, samples };
}

async function modulesFor(scenario: Scenario, options: LabOptions, scratch: Scratch) {
  const project = await projectDirectory(options.project ?? scenario.project);
  const modules = await moduleSetOf(project);
  if (!scenario.hasLargeModule) return { project, modules: [modules] };
  const large = await withLargeModule(project, join(scratch.directory, `large-${scenario.name}`));
  return { project: large.project, modules: [modules, large.modules] };
}

/** Turn about, so that none always finds the warmer machine. */
function contendersOf(round: number, scenario: Scenario, options: LabOptions): Contender[] {
  const all = options.contenders;
  const turned = all.map((_, index) => all[(index + round) % all.length] as Contender);
  return turned.filter(
    (contender) =>
      contender === 'action' || round < (scenario.rivalRuns ?? Number.POSITIVE_INFINITY),
  );
}

async function projectDirectory(name: string): Promise<string> {
  const places = [join('__tests__/fixtures/projects', name), join('examples', name), name];
  for (const place of places) {
    const isProject = await access(join(place, 'go.mod')).then(
      () => true,
      () => false,
    );
    if (isProject) return place;
  }
  throw new Error(`no project ${name}: looked at ${places.join(', ')}`);
}
