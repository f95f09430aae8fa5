/**
 * What was asked of which mirror and how it ended: the one record behind the health of mirrors in the job summary,
 * the outputs and the JSON report.
 */

import type { Failure, FailureClass } from '../failure.ts';
import type { Layer } from '../layer.ts';

/** One request to one mirror, from its start to its last byte or its failure. */
export interface Attempt {
  /** Display name of the mirror, never with credentials. */
  readonly mirror: string;
  /** The path below the mirror's base, as the GOPROXY protocol escapes it. */
  readonly endpoint: string;
  /** On the run's clock. */
  readonly startedAtMs: number;
  /** What the steps of a new connection took; `forwardProxyMs` is all of its steps together. */
  readonly dnsMs?: number;
  readonly tcpMs?: number;
  readonly forwardProxyMs?: number;
  readonly tlsMs?: number;
  /** From the start of the request; absent where no byte of an answer came. */
  readonly firstByteMs?: number;
  readonly durationMs: number;
  /** Bytes of the body that arrived, whether they were of use or not. */
  readonly bytes: number;
  /** Where in the file they begin, if not at its start: what was there before was not asked for again. */
  readonly resumedAtBytes?: number;
  readonly status?: number;
  readonly reusedConnection?: boolean;
  readonly outcome: 'ok' | FailureClass;
  /** Where it failed, if it did. */
  readonly layer?: Layer;
  readonly detail?: string;
}

/** One mirror's part in the run. */
export interface MirrorReport {
  readonly name: string;
  readonly state: 'healthy' | 'slow' | 'failing' | 'not-asked';
  readonly requests: number;
  readonly bytes: number;
  readonly medianFirstByteMs?: number;
  /** Attempts that ended otherwise than `ok`, counted by class. */
  readonly failures: Readonly<Partial<Record<FailureClass, number>>>;
  /** The first fault of its own: neither a 404 nor an attempt that we broke off. */
  readonly firstFailure?: Failure;
  /** True where a mirror was too slow and a less preferred one was asked first. */
  readonly lostItsPlace?: boolean;
  /** The patterns that it is limited to, in GOPRIVATE's form. */
  readonly only?: string;
}

export interface Journal {
  /** Adds an attempt that is over, and what it failed with, if it did. */
  record(attempt: Attempt, failure?: Failure): void;
  /** In the order of their ends. */
  readonly attempts: readonly Attempt[];
  /**
   * One report per configured mirror, in the order given; mirrors that nobody asked are among them.
   * `lostTheirPlace`: names of mirrors that the health order moved back for slowness.
   */
  reports(mirrors: readonly string[], lostTheirPlace?: ReadonlySet<string>): MirrorReport[];
}

/** A median above this is slow: from here on a mirror can lose its place to a faster one. */
export const slowFirstByteMs = 500;

/** So many faults in a row at the end of a run make a mirror failing that once worked; the circuit breaker's number. */
const failingStreak = 5;

/** `onAttempt` hears of every attempt as it ends. */
export function createJournal(onAttempt: (attempt: Attempt) => void = () => {}): Journal {
  const attempts: Attempt[] = [];
  const firstFailures = new Map<string, Failure>();
  return {
    attempts,
    record(attempt, failure) {
      attempts.push(attempt);
      onAttempt(attempt);
      if (failure === undefined || !isFault(failure.class)) return;
      if (!firstFailures.has(attempt.mirror)) firstFailures.set(attempt.mirror, failure);
    },
    reports(mirrors, lostTheirPlace = new Set()) {
      return mirrors.map((name) => {
        const report = reportOn(
          name,
          attempts.filter(({ mirror }) => mirror === name),
        );
        const firstFailure = firstFailures.get(name);
        return {
          ...report,
          ...(firstFailure && { firstFailure }),
          ...(lostTheirPlace.has(name) && { lostItsPlace: true }),
        };
      });
    },
  };
}

/**
 * True for an outcome that speaks against the mirror. A 404 is a good answer about a module that is not there;
 * what we cancelled (the loser of a hedge) or ran out of time for says nothing about the mirror.
 */
export function isFault(outcome: FailureClass): boolean {
  return outcome !== 'http-not-found' && outcome !== 'cancelled' && outcome !== 'deadline';
}

function reportOn(name: string, attempts: readonly Attempt[]): MirrorReport {
  const failures: Partial<Record<FailureClass, number>> = {};
  let bytes = 0;
  for (const { outcome, bytes: received } of attempts) {
    bytes += received;
    if (outcome !== 'ok') failures[outcome] = (failures[outcome] ?? 0) + 1;
  }
  const medianFirstByteMs = median(
    attempts.flatMap(({ firstByteMs }) => (firstByteMs === undefined ? [] : [firstByteMs])),
  );
  return {
    name,
    state: stateOf(attempts, medianFirstByteMs),
    requests: attempts.length,
    bytes,
    ...(medianFirstByteMs !== undefined && { medianFirstByteMs }),
    failures,
  };
}

function stateOf(
  attempts: readonly Attempt[],
  medianFirstByteMs: number | undefined,
): MirrorReport['state'] {
  const telling = attempts.filter(
    ({ outcome }) => outcome === 'ok' || outcome === 'http-not-found' || isFault(outcome),
  );
  if (telling.length === 0) return 'not-asked';
  const lastAnswer = telling.findLastIndex(
    ({ outcome }) => outcome === 'ok' || outcome === 'http-not-found',
  );
  if (lastAnswer === -1 || telling.length - 1 - lastAnswer >= failingStreak) return 'failing';
  return medianFirstByteMs !== undefined && medianFirstByteMs > slowFirstByteMs
    ? 'slow'
    : 'healthy';
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}
