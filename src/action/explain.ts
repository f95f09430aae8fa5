import type { Failure, FailureClass } from '../failure.ts';
import type { GoVerdict } from '../go/classify.ts';
import type { LockHolder } from '../go/lock-holder.ts';
import { formatDuration } from '../module/duration.ts';

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
  'go-missing',
  'cancelled',
] satisfies FailureClass[]);

export interface FailedRun {
  /** What `go` said. */
  readonly text: GoVerdict;
  /** What the relay could not deliver in this run, and why. */
  readonly relay: readonly Failure[];
  /** What every mirror said does not exist. */
  readonly absences: readonly Failure[];
  /** `go` was stopped because nothing moved for this long. */
  readonly stalledMs: number | undefined;
  /** The lock that it waited for meanwhile. */
  readonly waitedFor?: LockHolder | undefined;
  /** `go` was stopped because its git got no connection to this address for so long. */
  readonly unconnected?: { readonly address: string; readonly limitMs: number } | undefined;
}

/**
 * Why a run of `go` failed: the relay's own record, and the text of `go` only for what `go` itself decided
 * (design §2). Never empty.
 */
export function explainRun({
  text,
  relay,
  absences,
  stalledMs,
  waitedFor,
  unconnected,
}: FailedRun): readonly Failure[] {
  if (unconnected !== undefined) {
    const { address, limitMs } = unconnected;
    const detail = `git got no connection to ${address} within ${formatDuration(limitMs)}`;
    return [...relay, { class: 'vcs-network', host: address, detail }];
  }
  if (stalledMs !== undefined) {
    const seconds = Math.round(stalledMs / 1_000);
    if (waitedFor !== undefined) return [lockFailure(waitedFor, seconds)];
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
  const local = text.known.filter(({ class: name }) => localTrouble.has(name));
  if (local.length > 0) return local;
  const [first] = relay;
  if (first !== undefined) {
    // A toolchain that could not be fetched is a toolchain failure to the user, and the network is its cause.
    const toolchain = text.known.find(({ class: name }) => name === 'toolchain');
    return toolchain ? [toolchainFailure(toolchain, first)] : relay;
  }
  const decided = text.known.filter(({ class: name }) => decidedByGo.has(name));
  if (decided.length > 0) return [...decided, ...text.guessed];
  if (absences.length > 0) return absences;
  const said = [...text.known, ...text.guessed];
  if (said.length > 0) return said;
  return [{ class: 'internal', detail: 'go failed, and neither its words nor the relay say why' }];
}

function lockFailure({ pid, program, file }: LockHolder, seconds: number): Failure {
  const name = program === undefined ? '' : ` (${program})`;
  const holder = pid > 0 ? `process ${pid}${name}` : 'a process of another container';
  const what = file === undefined ? 'a file of the module cache' : file;
  const detail = `go waited ${seconds} s for the lock of ${what}, which ${holder} holds`;
  return { class: 'cache-locked', ...(pid > 0 && { pid }), detail };
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
