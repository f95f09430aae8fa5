import type { SumIndex } from '../module/gosum.ts';
import type { Limits } from '../resilience/profiles.ts';
import type { AttemptTools } from './attempt.ts';
import type { DeadEnd } from './dead-end.ts';
import type { Tell } from './events.ts';
import type { FirstBytes } from './first-bytes.ts';
import type { MirrorSet } from './mirror-set.ts';
import type { OutageGate } from './outage.ts';
import type { Lane } from './request-gate.ts';
import type { RetryGate } from './retry-gate.ts';

/** What the searches of one run have in common. */
export interface SearchTools extends AttemptTools {
  readonly mirrors: MirrorSet;
  readonly outage: OutageGate;
  readonly deadEnd: DeadEnd;
  readonly retryGate: RetryGate;
  readonly firstBytes: FirstBytes;
  readonly lane: Lane;
  readonly sums: SumIndex;
  readonly limits: Limits;
  readonly random: () => number;
  readonly tell: Tell;
}
