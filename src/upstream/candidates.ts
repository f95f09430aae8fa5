import type { Failure } from '../failure.ts';
import { isDirectory, type MirrorEntry } from '../module/mirror-list.ts';
import { priceOfTry } from '../resilience/budget.ts';
import { isOutage, isTimeout } from '../resilience/decision.ts';
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
  #passes = 0;
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
    const inTurn = this.#besidesAnyOf(first).filter(
      (mirror) =>
        !this.#askedInPass.has(mirror) && this.#mirrors.healthOf(mirror).breaker.state === 'closed',
    );
    return this.#mirrors.ordered(inTurn)[0];
  }

  /** Who may be asked before `first` has spoken. */
  #besidesAnyOf(first: MirrorEntry): readonly MirrorEntry[] {
    if (isDirectory(first)) return [];
    return this.all.filter(
      (mirror) => mirror !== first && !isDirectory(mirror) && mayHedge(first, mirror),
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
   * Whether another mirror that has answered in this run may be asked instead: whoever is silent is left early for it. The
   * others may have failed a moment ago, but where all that is under way is silent nothing would ever tell that they are
   * well again. In the first pass it may be one that had its turn: nothing speaks for a slow file yet, and to go round
   * again is sooner done than to wait one limit out.
   */
  hasAlternative(mirror: MirrorEntry): boolean {
    return this.#besidesAnyOf(mirror).some(
      (other) =>
        (this.#passes === 0 || !this.#askedInPass.has(other)) &&
        this.#mirrors.healthOf(other).successes > 0 &&
        !this.#mirrors.areAllShut([other]),
    );
  }

  /** Full passes that have brought nothing. */
  get passes(): number {
    return this.#passes;
  }

  /**
   * Whether nobody else is there to be asked in this pass: what follows on this mirror is this mirror anew, on another
   * connection. No public mirror must get its turn that way before a gatekeeper has spoken.
   */
  isLastInPass(mirror: MirrorEntry): boolean {
    if (isDirectory(mirror)) return false;
    const others = this.all.filter((other) => other !== mirror && !this.#askedInPass.has(other));
    return others.every((other) => mayHedge(mirror, other)) && this.#mirrors.areAllShut(others);
  }

  /** What one more try costs of the run's retry budget. */
  priceOfTry(mirror: MirrorEntry, isFirst: boolean): number {
    const failure = this.failures.get(mirror);
    const lastOnMirror = failure && (isTimeout(failure) ? 'timeout' : 'other');
    const { breaker } = this.#mirrors.healthOf(mirror);
    return priceOfTry({ isFirst, lastOnMirror, isBreakerClosed: breaker.state === 'closed' });
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
    this.#passes += 1;
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

  /** Whether a time limit ended the last try of this file at each of them. */
  get areSilent(): boolean {
    const { all } = this;
    const isSilent = (failure: Failure | undefined) => failure !== undefined && isTimeout(failure);
    return all.length > 0 && all.every((mirror) => isSilent(this.failures.get(mirror)));
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
