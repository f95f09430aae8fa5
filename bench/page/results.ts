/** What docs/benchmarks.md is made of: docs/benchmarks/results.json, every single run. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FleetRecord } from '../fleet/contest.ts';
import type { ScenarioResult } from '../lab/sample.ts';
import type { CacheRecord } from './cache-section.ts';

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

/** A scenario that was measured again replaces what was there; the others stay. */
export function withLab(results: Results, entries: readonly LabEntry[]): Results {
  const isNew = new Set(entries.map(({ scenario }) => scenario));
  return {
    ...results,
    lab: [...results.lab.filter(({ scenario }) => !isNew.has(scenario)), ...entries],
  };
}
