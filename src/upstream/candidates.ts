import type { Failure } from '../failure.ts';
import { isDirectory, type MirrorEntry } from '../module/mirror-list.ts';
import { isOutage } from '../resilience/decision.ts';
import { mayHedge } from '../resilience/hedge.ts';
import type { MirrorSet } from './mirror-set.ts';

/** Which mirrors of a group may still serve one file, and whose turn it is. */
export class Candidates {
  readonly members: readonly MirrorEntry[];
  readonly #mirrors: MirrorSet;
  /** Asked without success since the last full pass. */
  readonly #askedInPass = new Set<MirrorEntry>();
  /** Will not serve this file, and why. */
  readonly #left = new Map<MirrorEntry, Failure>();
  /** The last failure of each with this file. */
  readonly failures = new Map<MirrorEntry, Failure>();
  /** The mirror that the last decision named for one more try at once. */
  #sameAgain: MirrorEntry | undefined;

  constructor(members: readonly MirrorEntry[], mirrors: MirrorSet) {
    this.members = members;
    this.#mirrors = mirrors;
  }

  /**
   * Mirrors that may still serve this file. One that never answered in two passes is not waited for again while
   * another works: its time limit would be paid for every file that the others do not have.
   */
  get all(): readonly MirrorEntry[] {
    const mirrors = this.#mirrors;
    return this.members.filter(
      (mirror) =>
        !this.#left.has(mirror) &&
        !mirrors.isQuarantined(mirror) &&
        !(mirrors.hasWorked && mirrors.isGivenUp([mirror])),
    );
  }

  /** Whose turn it is; undefined when the pass is over. */
  next(): MirrorEntry | undefined {
    const usable = this.#mirrors.usable(this.all);
    const again = this.#sameAgain;
    this.#sameAgain = undefined;
    // A mirror on its own is asked once more even if its last answer has cost it its place.
    if (again && (usable.includes(again) || usable.length === 0)) return again;
    return this.#firstOf(usable);
  }

  /** Whether another mirror would be chosen by now: this one may have failed others meanwhile. */
  isOutdone(chosen: MirrorEntry): boolean {
    const mirrors = this.#mirrors;
    if (mirrors.isGivenUp(this.members)) return true;
    // Its one request is this very one: nobody else may make it.
    if (mirrors.healthOf(chosen).breaker.state === 'half-open') return false;
    return this.#firstOf(mirrors.usable(this.all)) !== chosen;
  }

  #firstOf(usable: readonly MirrorEntry[]): MirrorEntry | undefined {
    return this.#mirrors.ordered(usable.filter((mirror) => !this.#askedInPass.has(mirror)))[0];
  }

  /** Whom to ask beside `first` while that is silent; undefined where there is nobody in good standing. */
  besides(first: MirrorEntry): MirrorEntry | undefined {
    return this.#mirrors.ordered(this.#inTurnBeside(first))[0];
  }

  /** Who has not had its turn and may be asked before `first` has spoken. */
  #inTurnBeside(first: MirrorEntry): readonly MirrorEntry[] {
    if (isDirectory(first)) return [];
    return this.all.filter(
      (mirror) =>
        mirror !== first &&
        !this.#askedInPass.has(mirror) &&
        !isDirectory(mirror) &&
        this.#mirrors.healthOf(mirror).breaker.state === 'closed' &&
        mayHedge(first, mirror),
    );
  }

  /** Whether a healthy mirror that this file has not yet failed at could take over from one that is slow. */
  hasRelief(mirror: MirrorEntry): boolean {
    return this.all.some((other) => {
      const { successes, failuresInRow } = this.#mirrors.healthOf(other);
      const isHealthy = successes > 0 && failuresInRow === 0 && !this.failures.has(other);
      return other !== mirror && isHealthy;
    });
  }

  /**
   * Whether one of those that a hedge may ask has answered in this run: whoever is silent is left early for it, but the
   * last one of each pass has all its time, and so has a gatekeeper before a public mirror. It may have failed a moment
   * ago, but where all that is under way is silent nothing would ever tell that it is well again.
   */
  hasAlternative(mirror: MirrorEntry): boolean {
    return this.#inTurnBeside(mirror).some((other) => this.#mirrors.healthOf(other).successes > 0);
  }

  tryAgain(mirror: MirrorEntry): void {
    this.#sameAgain = mirror;
  }

  /** After a failure: the others come first. */
  putBack(mirror: MirrorEntry): void {
    this.#askedInPass.add(mirror);
  }

  leave(mirror: MirrorEntry, failure: Failure): void {
    this.#left.set(mirror, failure);
  }

  startPass(): void {
    this.#askedInPass.clear();
  }

  /** Whether one that worked in this run may come back, and none of them answers at present. */
  get areDown(): boolean {
    const mirrors = this.#mirrors;
    const { all } = this;
    return (
      all.some((mirror) => mirrors.healthOf(mirror).successes > 0) &&
      all.every((mirror) => {
        const failure = this.failures.get(mirror) ?? mirrors.lastFailureOf(mirror);
        return (
          failure !== undefined && isOutage(failure) && mirrors.healthOf(mirror).failuresInRow > 0
        );
      })
    );
  }

  /** The first of the absences, where every mirror of the group said that there is no such file. */
  get absence(): Failure | undefined {
    const absences = this.members.flatMap((mirror) => {
      const failure = this.#left.get(mirror);
      return failure?.class === 'http-not-found' ? [failure] : [];
    });
    return absences.length === this.members.length ? absences[0] : undefined;
  }

  /** Why each member does not deliver, as far as anything is known of it. */
  get reasons(): { readonly mirror: MirrorEntry; readonly failure: Failure }[] {
    const mirrors = this.#mirrors;
    const reasons = this.members.flatMap((mirror) => {
      const failure = this.failures.get(mirror) ?? mirrors.lastFailureOf(mirror);
      return failure ? [{ mirror, failure }] : [];
    });
    // Where nothing else stood in the way, the mirrors that are not trusted any more are the cause.
    if (reasons.every(({ failure }) => failure.class === 'http-not-found')) {
      for (const mirror of this.members) {
        const failure = mirrors.distrustOf(mirror);
        if (failure) reasons.push({ mirror, failure });
      }
    }
    return reasons;
  }
}
