/** Everything a run knows when it is over: what outputs, job summary and report are made of. No secrets but in `goTrace`. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';
import type { Failure } from '../failure.ts';
import type { ModuleVersion } from '../module/path.ts';
import type { RunEvent } from '../upstream/events.ts';
import type { Attempt, MirrorReport } from '../upstream/journal.ts';
import type { Finding } from './annotations.ts';
import type { GoChoice } from './go-choice.ts';
import type { Help } from './help.ts';
import type { Settings } from './inputs.ts';
import type { Phase } from './phase.ts';

/** Where a module's files came from; `failed` ones are neither verified nor complete. */
export interface ModuleResult {
  readonly module: ModuleVersion;
  readonly source: 'module-cache' | 'restored' | 'mirror' | 'version-control' | 'failed';
}

export interface CacheResult {
  readonly kind: 'github' | 'local' | 'off';
  /** The key asked for; undefined where there is no cache or the run ended before. */
  readonly key?: string;
  /** What the key is made of, by name, for people who wonder why it changed. */
  readonly keyParts?: Readonly<Record<string, string>>;
  /** The key found, exact or by prefix. */
  readonly matchedKey?: string;
  readonly isSaved: boolean;
  /** Why nothing was saved though there was something to save, where no failure says it. */
  readonly notSavedBecause?: string;
  /** Of the archive that was restored or, after that, saved; a service's only. */
  readonly archiveBytes?: number;
}

export interface RunResult {
  readonly settings?: Settings;
  /** Wall-clock start, milliseconds since 1970. */
  readonly startedAt: number;
  /** The same on the run's clock, which attempts, events and phases are on. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** From the first start of `go` to the end of verification; 0 where it never came to that. */
  readonly downloadDurationMs: number;
  /** Most memory this process held at once. */
  readonly peakMemoryBytes: number;
  readonly goVersion?: string;
  /** How the Go was chosen, where it was not just the one on PATH. */
  readonly go?: GoChoice;
  /** Directories of the projects, relative to the workspace. */
  readonly projects: readonly string[];
  /** In the order of preference. */
  readonly mirrors: readonly MirrorReport[];
  readonly attempts: readonly Attempt[];
  /** Turns in the state of mirrors and retries, in order. */
  readonly events: readonly RunEvent[];
  /** In the order of their starts. */
  readonly phases: readonly Phase[];
  /** What `go` wrote to stderr, line by line; to be redacted before anyone sees it. */
  readonly goTrace: readonly string[];
  /** Modules the projects need. */
  readonly modules: readonly ModuleResult[];
  readonly cache: CacheResult;
  /** What was exported for later steps. */
  readonly exported: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
  /** Of the network, where the run ended with one. */
  readonly diagnosis?: Diagnosis;
  /** What its reader can do and read, which the place of the run decides. */
  readonly help: Help;
  /** What the step failed for. */
  readonly failure?: Failure;
  /** Path of the JSON report, where it could be written. */
  readonly reportPath?: string;
  /** Path of the trace that `go` wrote, where it could be written. */
  readonly tracePath?: string;
}

/** Modules that this run verified. */
export function countVerified(result: RunResult): number {
  return result.modules.filter(({ source }) => source !== 'failed').length;
}

/** Bytes that came from mirrors, of use or not. */
export function countDownloadedBytes(result: RunResult): number {
  return result.attempts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** True only for the exact key: a match by prefix left something to fetch. */
export function isCacheHit({ key, matchedKey }: CacheResult): boolean {
  return key !== undefined && key === matchedKey;
}
