/**
 * The JSON report: everything a run knows, for programs. docs/report.md is its documentation; a field is only ever
 * added within version 1, never renamed, removed or given another meaning.
 */

import type { Diagnosis } from '../diagnose/diagnosis.ts';
import type { Failure, FailureClass } from '../failure.ts';
import { type Layer, layerOf } from '../layer.ts';
import type { Redactor } from '../redact.ts';
import type { RunEvent } from '../upstream/events.ts';
import type { Attempt, MirrorReport } from '../upstream/journal.ts';
import type { Level } from './annotations.ts';
import { moduleOf } from './attempt-module.ts';
import type { GoChoice } from './go-choice.ts';
import { type Help, whatToDo } from './help.ts';
import type { Settings } from './inputs.ts';
import { type LayerReport, reportLayers } from './layers.ts';
import type { Phase } from './phase.ts';
import {
  countDownloadedBytes,
  countVerified,
  isCacheHit,
  type ModuleResult,
  type RunResult,
} from './result.ts';

export interface ReportedFailure {
  readonly class: FailureClass;
  readonly layer: Layer;
  readonly detail: string;
  readonly remedy: string;
  readonly mirror?: string;
  readonly module?: string;
  readonly file?: string;
  readonly line?: number;
  /** What decisions were made by: status, phase, limits, bytes; named as in docs/report.md. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly because?: ReportedFailure;
}

export interface Report {
  readonly version: 1;
  readonly run: {
    /** ISO 8601, UTC. */
    readonly startedAt: string;
    /** The same moment on the clock of `phases`, `attempts` and `events`. */
    readonly startedAtMs: number;
    readonly durationMs: number;
    readonly downloadDurationMs: number;
    readonly peakMemoryBytes: number;
    readonly goVersion?: string;
    readonly projects: readonly string[];
    readonly outcome: 'success' | 'failure';
    readonly modules: number;
    readonly modulesVerified: number;
    readonly attempts: number;
    readonly downloadedBytes: number;
    readonly exported: Readonly<Record<string, string>>;
    /** Path of the trace of `go`, where there is one. */
    readonly goTrace?: string;
  };
  /** How the Go was chosen; missing where it was just the one on PATH. */
  readonly go?: Omit<GoChoice, 'paths' | 'variables'>;
  readonly phases: readonly Phase[];
  /** Missing where the inputs could not be read. The texts of `mirrors` and `mirror-token` are not in it: `mirrors` below has the names. */
  readonly settings?: Omit<
    Settings,
    | 'mirrorsText'
    | 'mirrorTokens'
    | 'caCertificates'
    | 'gitTokens'
    | 'sshKey'
    | 'sshKnownHosts'
    | 'goVersion'
    | 'goVersionText'
  > & {
    /** As written. */
    readonly goVersion?: string;
    readonly isMirrorsGiven: boolean;
    readonly isMirrorTokenGiven: boolean;
    readonly caCertificateCount: number;
    /** Never the tokens; `server` is the job's own. */
    readonly gitTokenHosts: readonly string[];
    readonly isSshKeyGiven: boolean;
    /** Those that the input names in the clear; missing without it. */
    readonly sshKnownHosts?: readonly string[];
  };
  readonly mirrors: readonly (Omit<MirrorReport, 'firstFailure'> & {
    readonly layers: readonly LayerReport[];
    readonly firstFailure?: ReportedFailure;
  })[];
  /** With the module, since the endpoint has it escaped. */
  readonly attempts: readonly (Attempt & { readonly module?: string })[];
  readonly events: readonly RunEvent[];
  readonly findings: readonly {
    readonly level: Level;
    readonly tried?: string;
    readonly failure: ReportedFailure;
  }[];
  readonly modules: readonly {
    readonly path: string;
    readonly version: string;
    readonly source: ModuleResult['source'];
  }[];
  readonly cache: RunResult['cache'] & { readonly isHit: boolean };
  readonly diagnosis?: Diagnosis;
  readonly failure?: ReportedFailure;
}

/** The text of the report file. It is redacted as a value, before quoting could hide a secret from the redactor. */
export function renderReport(result: RunResult, redactor: Redactor): string {
  return `${JSON.stringify(redactor.redactDeep(buildReport(result)), undefined, 2)}\n`;
}

export function buildReport(result: RunResult): Report {
  const { settings, goVersion, failure, help } = result;
  return {
    version: 1,
    run: {
      startedAt: new Date(result.startedAt).toISOString(),
      startedAtMs: result.startedAtMs,
      durationMs: result.durationMs,
      downloadDurationMs: result.downloadDurationMs,
      peakMemoryBytes: result.peakMemoryBytes,
      ...(goVersion !== undefined && { goVersion }),
      projects: result.projects,
      outcome: failure ? 'failure' : 'success',
      modules: result.modules.length,
      modulesVerified: countVerified(result),
      attempts: result.attempts.length,
      downloadedBytes: countDownloadedBytes(result),
      exported: result.exported,
      ...(result.tracePath !== undefined && { goTrace: result.tracePath }),
    },
    ...(result.go && { go: reportGo(result.go) }),
    phases: result.phases,
    ...(settings && { settings: reportSettings(settings) }),
    mirrors: result.mirrors.map(({ firstFailure, ...mirror }) => ({
      ...mirror,
      layers: reportLayers(result.attempts.filter((attempt) => attempt.mirror === mirror.name)),
      ...(firstFailure && { firstFailure: reportFailure(firstFailure, help) }),
    })),
    attempts: result.attempts.map(reportAttempt),
    events: result.events,
    findings: result.findings.map(({ level, tried, failure: found }) => ({
      level,
      ...(tried !== undefined && { tried }),
      failure: reportFailure(found, help),
    })),
    modules: result.modules.map(({ module, source }) => ({
      path: module.path,
      version: module.version,
      source,
    })),
    cache: { ...result.cache, isHit: isCacheHit(result.cache) },
    ...(result.diagnosis && { diagnosis: result.diagnosis }),
    ...(failure && { failure: reportFailure(failure, help) }),
  };
}

function reportGo({ paths: _, variables: __, ...choice }: GoChoice): NonNullable<Report['go']> {
  return choice;
}

function reportAttempt(attempt: Attempt): Report['attempts'][number] {
  const module = moduleOf(attempt.endpoint);
  return module === undefined ? attempt : { ...attempt, module };
}

function reportSettings({
  mirrorsText,
  caCertificates,
  mirrorTokens,
  gitTokens,
  sshKey,
  sshKnownHosts,
  goVersion: _,
  goVersionText,
  ...settings
}: Settings): NonNullable<Report['settings']> {
  return {
    ...settings,
    ...(goVersionText !== undefined && { goVersion: goVersionText }),
    isMirrorsGiven: mirrorsText !== undefined,
    isMirrorTokenGiven: mirrorTokens.length > 0,
    caCertificateCount: caCertificates.length,
    gitTokenHosts: gitTokens.map(({ host }) => host ?? 'server'),
    isSshKeyGiven: sshKey !== undefined,
    ...(sshKnownHosts && { sshKnownHosts: sshKnownHosts.hosts }),
  };
}

function reportFailure(failure: Failure, help: Help): ReportedFailure {
  // `cause` is an error object for the debug log: its fields are not part of the report.
  const { class: failureClass, detail, mirror, module, position, cause: _, ...rest } = failure;
  const { because, ...others } = 'because' in rest ? rest : { ...rest, because: undefined };
  const facts = Object.entries(others).filter(
    (fact): fact is [string, string | number | boolean] => fact[1] !== undefined,
  );
  return {
    class: failureClass,
    layer: layerOf(failure),
    detail,
    remedy: whatToDo(failure, help),
    ...(mirror !== undefined && { mirror }),
    ...(module !== undefined && { module }),
    ...(position && { file: position.file }),
    ...(position?.line !== undefined && { line: position.line }),
    facts: Object.fromEntries(facts),
    ...(because && { because: reportFailure(because, help) }),
  };
}
