import type { Failure, FailureClass } from '../failure.ts';

/** What `go` itself decides, with good bytes from a good network; the relay knows nothing of it. */
const decidedByGo: ReadonlySet<FailureClass> = new Set([
  'toolchain',
  'vendor',
  'gosum-missing',
  'checksum-mismatch',
  'sumdb-mismatch',
  // A database with a host of its own is asked by `go` alone.
  'sumdb-unreachable',
  'vcs-auth',
  'vcs-missing',
  'vcs-not-found',
  'vcs-network',
  'cache-corrupt',
  'cache-locked',
] satisfies FailureClass[]);

/** What is wrong on this machine. It comes before what the network did: `go` wraps it in words about a failed read. */
const localTrouble: ReadonlySet<FailureClass> = new Set([
  'disk-full',
  'permission',
  'input',
  'module-file',
] satisfies FailureClass[]);

export interface FailedRun {
  /** What the text of `go` says, as `classifyGoOutput` reads it. */
  readonly text: Failure | undefined;
  /** What the relay could not deliver in this run, and why. */
  readonly relay: readonly Failure[];
  /** What every mirror said does not exist. */
  readonly absences: readonly Failure[];
  /** `go` was stopped because nothing moved for this long. */
  readonly stalledMs: number | undefined;
}

/**
 * Why a run of `go` failed: the relay's own record, and the text of `go` only for what `go` itself decided
 * (design §2). Never empty.
 */
export function explainRun({ text, relay, absences, stalledMs }: FailedRun): readonly Failure[] {
  if (stalledMs !== undefined) {
    const seconds = Math.round(stalledMs / 1_000);
    return [
      ...relay,
      {
        class: 'stall',
        phase: 'go',
        limitMs: stalledMs,
        detail: `go made no progress for ${seconds} s and was stopped`,
      },
    ];
  }
  if (text !== undefined && localTrouble.has(text.class)) return [text];
  if (relay.length > 0) {
    const [first] = relay;
    // A toolchain that could not be fetched is a toolchain failure to the user, and the network is its cause.
    return text?.class === 'toolchain' && first ? [toolchainFailure(text, first)] : relay;
  }
  if (text !== undefined && decidedByGo.has(text.class)) return [text];
  if (absences.length > 0) return absences;
  return [text ?? { class: 'internal', detail: 'go failed and said nothing about why' }];
}

/** In the relay's words: `go` only saw that a loopback address answered 502. */
function toolchainFailure(text: Failure, because: Failure): Failure {
  const name = /\bgo\d[\w.]*/.exec(text.detail)?.[0];
  return {
    class: 'toolchain',
    detail: `${name ?? 'the toolchain'} could not be downloaded: ${because.detail}`,
    ...(because.mirror !== undefined && { mirror: because.mirror }),
    ...(text.module !== undefined && { module: text.module }),
    ...(text.position && { position: text.position }),
    because,
  };
}
