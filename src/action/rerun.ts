import type { Failure } from '../failure.ts';
import { isOutage } from '../resilience/decision.ts';

/** `go` is started this many times at most for one project: once, and two reruns (design §3). */
const runLimit = 3;

/**
 * After a run of `go` that failed:
 * - `stop`: another run would fail alike;
 * - `again`: something passing was in the way, and what was fetched stays fetched;
 * - `again-direct`: the mirrors are down, and `direct` may be asked for what they could not deliver;
 * - `repair`: damaged files in the module cache have to go first.
 */
export type Rerun = 'stop' | 'again' | 'again-direct' | 'repair';

export interface RerunFacts {
  /** Runs of `go` so far. */
  readonly runs: number;
  /** Why the last one failed; never empty. */
  readonly failures: readonly Failure[];
  /** Any mirror gave an answer in this job. */
  readonly hasMirrorWorked: boolean;
  /** `direct` ends the list, and the list's rules let an outage pass. */
  readonly mayGoDirect: boolean;
  readonly hasGoneDirect: boolean;
  readonly hasRepaired: boolean;
}

export function decideRerun(facts: RerunFacts): Rerun {
  if (facts.runs >= runLimit) return 'stop';
  const kinds = new Set(facts.failures.map(kindOf));
  if (kinds.has('final')) return 'stop';
  if (kinds.has('damage')) return facts.hasRepaired ? 'stop' : 'repair';
  if (kinds.has('outage') && facts.mayGoDirect && !facts.hasGoneDirect) return 'again-direct';
  // With no mirror that ever answered, two passes over all of them are behind us: that is the verdict (design §6).
  if (kinds.has('outage') && !facts.hasMirrorWorked) return 'stop';
  return 'again';
}

function kindOf(failure: Failure): 'final' | 'damage' | 'outage' | 'passing' {
  if (failure.class === 'stall' && failure.phase === 'go') return 'passing';
  if (isOutage(failure)) return 'outage';
  switch (failure.class) {
    case 'cache-corrupt':
      return 'damage';
    case 'vcs-network':
    case 'sumdb-unreachable':
      return 'passing';
    case 'toolchain':
      return failure.because === undefined ? 'final' : kindOf(failure.because);
    default:
      return 'final';
  }
}
