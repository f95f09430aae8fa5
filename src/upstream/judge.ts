import type { Clock } from '../effects.ts';
import type { Failure } from '../failure.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { type Decision, decide } from '../resilience/decision.ts';
import { decideOnWrongBytes } from '../resilience/wrong-bytes.ts';
import type { Candidates } from './candidates.ts';
import type { MirrorSet } from './mirror-set.ts';

/** When an attempt began and which one in a row it was on its mirror. */
export interface AttemptFacts {
  readonly startedAtMs: number;
  readonly attemptsInRow: number;
}

/** Says what follows from failed attempts for one file; the health of the mirrors hears of each. */
export class Judge {
  readonly #mirrors: MirrorSet;
  readonly #clock: Clock;
  readonly #candidates: Candidates;
  /** `path@version`, or what else names the file. */
  readonly #file: string;
  readonly #countsWrongBytes: () => boolean;
  readonly #wrongHashes: string[] = [];
  /** Served what may be wrong, or what go.sum is wrong about: that is not known before another mirror has the right bytes. */
  readonly #suspects = new Map<MirrorEntry, string>();

  constructor(
    mirrors: MirrorSet,
    clock: Clock,
    candidates: Candidates,
    file: string,
    countsWrongBytes: () => boolean,
  ) {
    this.#mirrors = mirrors;
    this.#clock = clock;
    this.#candidates = candidates;
    this.#file = file;
    this.#countsWrongBytes = countsWrongBytes;
  }

  judge(mirror: MirrorEntry, failure: Failure, facts: AttemptFacts): Decision {
    const { startedAtMs, attemptsInRow } = facts;
    if (failure.class === 'checksum-mismatch') {
      return this.#judgeWrongBytes(mirror, failure, attemptsInRow);
    }
    const decision = decide(failure, { isPublicMirror: mirror.isPublic, attemptsInRow });
    if (decision === 'absent') {
      this.#mirrors.answered(mirror, this.#clock.now() - startedAtMs, startedAtMs);
    } else if (decision !== 'end') this.#mirrors.failed(mirror, failure, startedAtMs);
    return decision;
  }

  /** What go.sum names can be had, and this mirror has it: the others served something else. */
  hasRightBytes(mirror: MirrorEntry): void {
    this.#suspects.delete(mirror);
    for (const [other, module] of this.#suspects) this.#mirrors.servedWrongBytes(other, module);
  }

  #judgeWrongBytes(
    mirror: MirrorEntry,
    failure: Extract<Failure, { class: 'checksum-mismatch' }>,
    attemptsInRow: number,
  ): Decision {
    const hash = failure.actual ?? '';
    const earlierHashes = [...this.#wrongHashes];
    this.#wrongHashes.push(hash);
    const module = failure.module ?? this.#file;
    if (this.#countsWrongBytes()) this.#mirrors.servedWrongBytes(mirror, module);
    else this.#suspects.set(mirror, module);
    return decideOnWrongBytes({
      hash,
      earlierHashes,
      // Only now: these bytes may have put the mirror into quarantine.
      isLoneMirror: this.#candidates.all.every((other) => other === mirror),
      attemptsInRow,
    });
  }
}
