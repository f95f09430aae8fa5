import { relative } from 'node:path';
import type { Diagnosis } from '../diagnose/diagnosis.ts';
import type { Clock, Effects, Log } from '../effects.ts';
import { type Failure, failureOf } from '../failure.ts';
import { createTraceKeeper, type TraceKeeper } from '../go/trace-keeper.ts';
import { limitingPatterns } from '../module/audience.ts';
import { formatDuration } from '../module/duration.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import type { ModuleVersion } from '../module/path.ts';
import { describeAttempt } from '../upstream/attempt-line.ts';
import type { RunEvent } from '../upstream/events.ts';
import { createJournal, type Journal } from '../upstream/journal.ts';
import type { MirrorSet } from '../upstream/mirror-set.ts';
import type { ProbeVerdict } from '../upstream/probe.ts';
import type { Finding } from './annotations.ts';
import { findingsOnDamage } from './damage.ts';
import { sentenceFor } from './diagnosis.ts';
import { describeFault } from './fault.ts';
import {
  findingOnTakeover,
  findingsOnFailures,
  findingsOnMirrors,
  leadingFailure,
} from './findings.ts';
import type { GoChoice } from './go-choice.ts';
import { helpFor } from './help.ts';
import type { Settings } from './inputs.ts';
import type { Job } from './job.ts';
import { peakMemoryBytes } from './memory.ts';
import type { Phase } from './phase.ts';
import { formatBytes } from './progress.ts';
import type { CacheResult, ModuleResult, RunResult } from './result.ts';
import type { UpstreamsJob } from './upstreams.ts';
import { countOf } from './wording.ts';

/** What a run has learned so far; whatever ends it, the result is made from this. */
export interface RunRecord {
  readonly journal: Journal;
  readonly events: RunEvent[];
  /** In the order of their ends. */
  readonly phases: Phase[];
  readonly goTrace: TraceKeeper;
  /** The Go of this run, where it was chosen and not only found on PATH. */
  go: GoChoice | undefined;
  /** The way to the mirrors, known before there is a `go`. */
  way: UpstreamsJob | undefined;
  job: Job | undefined;
  modules: readonly ModuleResult[];
  /** Complete and verified so far, project by project; several projects may have a module in common. */
  completed: readonly ModuleVersion[];
  cache: CacheResult;
  exported: Readonly<Record<string, string>>;
  /** From the first start of `go` to the end of verification, milliseconds. */
  downloadDurationMs: number;
  readonly findings: Finding[];
  /** Where the checksum database itself answers, as far as later steps need to know. */
  databaseUrl: string | undefined;
  /** What ended the run, in the order it was met; none on success. */
  failures: readonly Failure[];
  mirrors: { readonly set: MirrorSet; readonly probes: readonly ProbeVerdict[] } | undefined;
  /** Files that directories of this machine gave in the place of mirrors, named as `Store.restored` has them. */
  readonly broughtIn: Set<string>;
  /** What was damaged in the module cache and is taken out: `path@version`, and what was wrong. */
  readonly damage: Map<string, string>;
  /** Why no mirror answered, where the run went on without them. */
  unanswered: Failure | undefined;
  /** Of the network, where one was made. */
  diagnosis: Diagnosis | undefined;
}

/** Its log hears of every attempt. */
export function openRecord({
  clock,
  log,
}: {
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'debug'>;
}): RunRecord {
  const startedAtMs = clock.now();
  return {
    journal: createJournal((attempt) => log.debug(describeAttempt(attempt))),
    events: [],
    phases: [],
    goTrace: createTraceKeeper(() => clock.now() - startedAtMs),
    go: undefined,
    way: undefined,
    job: undefined,
    modules: [],
    completed: [],
    cache: { kind: 'off', isSaved: false },
    exported: {},
    downloadDurationMs: 0,
    findings: [],
    databaseUrl: undefined,
    failures: [],
    mirrors: undefined,
    broughtIn: new Set(),
    damage: new Map(),
    unanswered: undefined,
    diagnosis: undefined,
  };
}

/**
 * Why a run ended, of what was thrown and what had been recorded before. A deadline or a signal is why everything else
 * broke off; what stood in the way when a deadline struck is its cause.
 */
export function whyEnded(
  record: RunRecord,
  thrown: unknown,
  signal: AbortSignal,
): readonly Failure[] {
  if (!signal.aborted) return record.failures.length > 0 ? record.failures : [failureOf(thrown)];
  const failure = failureOf(signal.reason);
  const because = record.mirrors?.set.currentTrouble();
  if (failure.class !== 'deadline') return [failure];
  if (because === undefined) return [{ ...failure, ...whatWasUnderWay(record.journal, failure) }];
  const { mirror = 'the mirrors', detail } = because;
  return [{ ...failure, detail: `${failure.detail}; at that time ${mirror}: ${detail}`, because }];
}

/** A body that drips breaks no limit but the deadline: no mirror failed, and the files that were coming say why. */
function whatWasUnderWay(
  { attempts }: Journal,
  failure: Failure,
): Partial<Pick<Failure, 'mirror' | 'detail'>> {
  const [first, ...others] = attempts.filter(({ outcome }) => outcome === 'deadline');
  if (first === undefined) return {};
  const { mirror, endpoint, bytes, durationMs } = first;
  const more = others.length === 0 ? '' : `, and ${countOf(others.length, 'other file')}`;
  const detail = `${failure.detail}; at that time ${mirror} had sent ${formatBytes(bytes)} of ${endpoint} in ${formatDuration(durationMs)}${more}`;
  return { mirror, detail };
}

/** Entries of one name are told as one mirror, which is limited where all of them are. */
function limitOf(entries: readonly MirrorEntry[]): Pick<MirrorEntry, 'only'> {
  const only = limitingPatterns(entries);
  return only === undefined || entries.some((entry) => entry.only === undefined) ? {} : { only };
}

export interface ResultFacts {
  /** Undefined where the inputs could not be read. */
  readonly settings: Settings | undefined;
  readonly effects: Effects;
  readonly root: string;
  /** Time of day at the start, milliseconds since 1970. */
  readonly startedAt: number;
  /** On the run's clock. */
  readonly startedAtMs: number;
}

export function concludeRecord(record: RunRecord, facts: ResultFacts): RunResult {
  const { job, journal, mirrors } = record;
  const failures = record.failures.map((failure) =>
    describeFault(failure, {
      env: facts.effects.env,
      nodeVersion: process.version,
      platform: `${process.platform} ${process.arch}`,
      program: process.argv[1],
    }),
  );
  const failure = leadingFailure(failures);
  const entries = mirrors?.set.all ?? record.way?.mirrors.groups.flat() ?? [];
  const overtaken = new Set(
    entries.filter((mirror) => mirrors?.set.lostItsPlace(mirror)).map(({ name }) => name),
  );
  const reports = journal
    .reports([...new Set(entries.map(({ name }) => name))], overtaken)
    .map((report) => ({
      ...report,
      ...limitOf(entries.filter(({ name }) => name === report.name)),
    }));
  const { unanswered } = record;
  const goVersion = record.go?.version ?? job?.go.version;
  const isUnanswered = unanswered !== undefined && failure === undefined;
  const findings = [
    ...findingsOnFailures(failures).map((finding) => {
      const diagnosis = sentenceFor(finding.failure, record.diagnosis);
      return diagnosis === undefined ? finding : { ...finding, diagnosis };
    }),
    ...findingsOnMirrors({
      probes: mirrors?.probes ?? [],
      attempts: journal.attempts,
      reports,
      failure,
      isUnanswered,
    }),
    ...(isUnanswered ? [findingOnTakeover(unanswered, record.modules)] : []),
    ...findingsOnDamage(record.damage),
    ...record.findings,
  ];
  return {
    ...(facts.settings && { settings: facts.settings }),
    startedAt: facts.startedAt,
    startedAtMs: facts.startedAtMs,
    durationMs: facts.effects.clock.now() - facts.startedAtMs,
    downloadDurationMs: record.downloadDurationMs,
    peakMemoryBytes: peakMemoryBytes(),
    ...(goVersion !== undefined && { goVersion }),
    ...(record.go && { go: record.go }),
    projects: (job?.projects ?? []).map(({ directory }) => relative(facts.root, directory) || '.'),
    mirrors: reports,
    attempts: journal.attempts,
    events: record.events,
    phases: record.phases.toSorted((a, b) => a.startedAtMs - b.startedAtMs),
    goTrace: record.goTrace.lines,
    modules: record.modules,
    cache: record.cache,
    exported: record.exported,
    findings,
    help: helpFor(facts.effects.env),
    ...(record.diagnosis && { diagnosis: record.diagnosis }),
    ...(failure && { failure }),
  };
}
