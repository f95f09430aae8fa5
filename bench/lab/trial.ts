import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isolateGo } from '../../__tests__/support/go-environment.ts';
import { runCommand } from './command.ts';
import { type Contender, contend, type Place } from './contenders.ts';
import { startMirrors } from './mirrors.ts';
import type { MirrorTally } from './plan.ts';
import type { Sample } from './sample.ts';
import type { Scenario } from './scenarios.ts';

export interface Trial {
  readonly scenario: Scenario;
  readonly contender: Contender;
  readonly seed: number;
  /** With go.mod and go.sum. */
  readonly project: string;
  /** What the mirrors have: directories in the GOPROXY layout. */
  readonly modules: readonly string[];
  /** For everything that is written, best in memory. */
  readonly scratch: string;
  /** The action's step has a deadline of 15 min of its own. */
  readonly actionLimitMs: number;
}

export interface TrialEnd {
  readonly sample: Sample;
  /** What the contender wrote last, to find out why it failed. */
  readonly text: string;
}

/** One run with new mirrors, a new copy of the project and an empty module cache. */
export async function runTrial(trial: Trial): Promise<TrialEnd> {
  const { scenario, contender, seed, modules } = trial;
  const root = await mkdtemp(join(trial.scratch, 'run-'));
  const mirrors =
    scenario.mirrors.length === 0
      ? undefined
      : await startMirrors({
          directories: modules,
          seed,
          mirrors: scenario.mirrors,
          ...(scenario.outage ? { outage: scenario.outage } : {}),
        });
  try {
    const place = await placeFor(trial, root, mirrors?.urls ?? []);
    const finish = await contend(contender, place);
    const tallies = (await mirrors?.tally()) ?? [];
    const isComplete = finish.isSuccess && (await hasEverything(place));
    const sample: Sample = {
      contender,
      seed,
      isSuccess: isComplete,
      isStopped: finish.isStopped,
      wallMs: finish.wallMs,
      downloadMs: finish.downloadMs,
      ...(finish.peakMemoryBytes === undefined ? {} : { peakMemoryBytes: finish.peakMemoryBytes }),
      ...(finish.failureClass === undefined ? {} : { failureClass: finish.failureClass }),
      ...(await countsOf(tallies, modules)),
      ...outageRateOf(scenario, tallies),
    };
    return { sample, text: finish.text };
  } finally {
    await mirrors?.stop();
    await rm(root, { recursive: true, force: true });
  }
}

async function placeFor(trial: Trial, root: string, mirrors: readonly string[]): Promise<Place> {
  const project = join(root, 'project');
  await cp(trial.project, project, { recursive: true });
  return {
    root,
    project,
    // Nothing of this machine or of a surrounding CI job gets in; what is spooled stays in memory with the rest.
    env: { ...isolateGo(root, goproxyOfMachine()), TMPDIR: root, RUNNER_TEMP: root },
    mirrors,
    limitMs: trial.contender === 'action' ? trial.actionLimitMs : trial.scenario.rivalLimitMs,
  };
}

/** Only of use where a scenario has no mirrors. */
function goproxyOfMachine(): string {
  return process.env['GOPROXY'] ?? '';
}

/** Asks `go`, which hashes what it unpacks, so that no contender is its own judge. */
async function hasEverything(place: Place): Promise<boolean> {
  const { isSuccess } = await runCommand(['go', 'mod', 'download'], {
    cwd: place.project,
    env: { ...place.env, GOPROXY: 'off' },
    limitMs: 60_000,
  });
  return isSuccess;
}

async function countsOf(tallies: readonly MirrorTally[], modules: readonly string[]) {
  const asked = new Map<string, number>();
  for (const { perFile } of tallies) {
    for (const [file, count] of Object.entries(perFile)) {
      asked.set(file, (asked.get(file) ?? 0) + count);
    }
  }
  const sizes = await Promise.all([...asked.keys()].map((file) => sizeOf(file, modules)));
  return {
    requests: sum(tallies.map(({ requests }) => requests)),
    bytes: sum(tallies.map(({ bytes }) => bytes)),
    neededBytes: sum(sizes),
    wrongAnswers: sum(tallies.map(({ wrongAnswers }) => wrongAnswers)),
    busiestFile: Math.max(0, ...asked.values()),
  };
}

/** 0 for a probe, or a file that no mirror has. */
async function sizeOf(file: string, directories: readonly string[]): Promise<number> {
  for (const directory of directories) {
    const found = await stat(join(directory, file)).catch(() => undefined);
    if (found) return found.size;
  }
  return 0;
}

function outageRateOf(scenario: Scenario, tallies: readonly MirrorTally[]) {
  // A run that was over before the outage has nothing to show of it: no rate, and the goal stays open.
  if (scenario.outage === undefined || tallies.some(({ outage }) => outage === undefined))
    return {};
  const connections = sum(tallies.map(({ outage }) => outage?.connections ?? 0));
  return { outageRate: connections / tallies.length / (scenario.outage.lastsMs / 1_000) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
