/** What docs/benchmarks.md is made of: docs/benchmarks/results.json, every single run. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FleetRecord } from '../fleet/contest.ts';
import type { ScenarioResult } from '../lab/sample.ts';
import type { CacheRecord } from './cache-section.ts';
import type { IntegrityRecord } from './integrity-section.ts';
import type { ToolchainRecord } from './toolchain-section.ts';

/** On what, with what and when something was measured. */
export interface Circumstances {
  readonly date: string;
  readonly command: string;
  readonly machine: string;
  readonly node: string;
  readonly go: string;
  /** Of the action: the last commit that changed dist/. */
  readonly dist: string;
  readonly isInMemory: boolean;
}

export interface LabEntry extends ScenarioResult {
  readonly circumstances: Circumstances;
}

export interface ToolchainEntry extends ToolchainRecord {
  readonly circumstances: Circumstances;
}

export interface Results {
  readonly version: 1;
  readonly lab: readonly LabEntry[];
  readonly fleet?: {
    readonly circumstances: Circumstances;
    readonly records: readonly FleetRecord[];
  };
  readonly cache?: {
    readonly circumstances: Circumstances;
    readonly records: readonly CacheRecord[];
  };
  readonly integrity?: {
    readonly circumstances: Circumstances;
    readonly records: readonly IntegrityRecord[];
  };
  readonly toolchain?: readonly ToolchainEntry[];
}

export const resultsPath = 'docs/benchmarks/results.json';

const nothing: Results = { version: 1, lab: [] };

export async function readResults(path: string): Promise<Results> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? nothing : (JSON.parse(text) as Results);
}

export async function writeResults(path: string, results: Results): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(results, undefined, 1)}\n`);
}

/** Contenders that were measured again in a scenario replace what was there of them; the others stay. */
export function withLab(results: Results, entries: readonly LabEntry[]): Results {
  const keyOf = (scenario: string, contender: string) => `${scenario} ${contender}`;
  const isNew = new Set(
    entries.flatMap(({ scenario, samples }) =>
      samples.map(({ contender }) => keyOf(scenario, contender)),
    ),
  );
  const kept = results.lab.map((entry) => ({
    ...entry,
    samples: entry.samples.filter(({ contender }) => !isNew.has(keyOf(entry.scenario, contender))),
  }));
  return { ...results, lab: [...kept.filter(({ samples }) => samples.length > 0), ...entries] };
}

/** Lines that were measured again replace what was there of them; the others stay. */
export function withToolchain(results: Results, entries: readonly ToolchainEntry[]): Results {
  const isNew = new Set(entries.map(({ line }) => line));
  const kept = (results.toolchain ?? []).filter(({ line }) => !isNew.has(line));
  return { ...results, toolchain: [...kept, ...entries] };
}

/** All that is known of a scenario, whenever it was measured; undefined where nothing is. */
export function resultOf({ lab }: Results, scenario: string): ScenarioResult | undefined {
  const samples = lab.filter((entry) => entry.scenario === scenario).flatMap((one) => one.samples);
  return samples.length === 0 ? undefined : { scenario, samples };
}

/** What was measured at the same time as the action: only this can be compared round by round. */
export function entryOfAction({ lab }: Results, scenario: string): LabEntry | undefined {
  return lab.find(
    (entry) =>
      entry.scenario === scenario && entry.samples.some(({ contender }) => contender === 'action'),
  );
}
