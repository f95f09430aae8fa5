import type { Clock } from '../effects.ts';
import type { Failure } from '../failure.ts';
import type { MirrorEntry, MirrorList } from '../module/mirror-list.ts';
import {
  afterAnswer,
  afterFailure,
  afterWrongBytes,
  goesBefore,
  isGivenUp,
  isQuarantined,
  type MirrorHealth,
  orderByHealth,
  unknownHealth,
} from '../resilience/health.ts';
import { summarizeFailures } from './verdict.ts';

/** The mirrors of a run and what the run has learned of each. */
export class MirrorSet {
  readonly list: MirrorList;
  readonly #clock: Clock;
  readonly #health = new Map<MirrorEntry, MirrorHealth>();
  readonly #lastFailure = new Map<MirrorEntry, Failure>();

  constructor(list: MirrorList, clock: Clock) {
    this.list = list;
    this.#clock = clock;
  }

  get all(): readonly MirrorEntry[] {
    return this.list.groups.flat();
  }

  healthOf(mirror: MirrorEntry): MirrorHealth {
    return this.#health.get(mirror) ?? unknownHealth;
  }

  /** The order to ask the mirrors of one group in. */
  ordered(group: readonly MirrorEntry[]): MirrorEntry[] {
    return orderByHealth(group, (mirror) => this.healthOf(mirror));
  }

  answered(mirror: MirrorEntry, firstByteMs: number): void {
    this.#health.set(mirror, afterAnswer(this.healthOf(mirror), firstByteMs));
  }

  failed(mirror: MirrorEntry, failure: Failure, startedAtMs: number): void {
    this.#health.set(mirror, afterFailure(this.healthOf(mirror), startedAtMs, this.#clock.now()));
    this.#lastFailure.set(mirror, failure);
  }

  servedWrongBytes(mirror: MirrorEntry, module: string): void {
    this.#health.set(mirror, afterWrongBytes(this.healthOf(mirror), module));
  }

  isQuarantined(mirror: MirrorEntry): boolean {
    return isQuarantined(this.healthOf(mirror));
  }

  /** Why a quarantined mirror is not asked any more; undefined for one that is. */
  distrustOf(mirror: MirrorEntry): Failure | undefined {
    if (!this.isQuarantined(mirror)) return undefined;
    const wrong = [...this.healthOf(mirror).wrongModules];
    return {
      class: 'checksum-mismatch',
      detail: `${mirror.name} served other bytes than go.sum names for ${wrong.join(' and ')} and is not asked any more`,
      mirror: mirror.name,
    };
  }

  lastFailureOf(mirror: MirrorEntry): Failure | undefined {
    return this.#lastFailure.get(mirror);
  }

  /**
   * What stands in the way at this moment: the last failures of the mirrors that have not answered since, as one;
   * undefined where none is failing. The cause of a deadline that struck meanwhile.
   */
  currentTrouble(): Failure | undefined {
    const failing = this.all.flatMap((mirror) => {
      const failure = this.lastFailureOf(mirror);
      return failure && this.healthOf(mirror).failuresInRow > 0 ? [{ mirror, failure }] : [];
    });
    return failing.length > 0 ? summarizeFailures(failing) : undefined;
  }

  /** Whether any mirror has answered in this run, be it with "no such file". */
  get hasWorked(): boolean {
    return this.all.some((mirror) => this.healthOf(mirror).successes > 0);
  }

  /** Whether none of these mirrors has answered and each had two passes: the verdict of design §6 ("outage"). */
  isGivenUp(group: readonly MirrorEntry[]): boolean {
    return group.length > 0 && group.every((mirror) => isGivenUp(this.healthOf(mirror)));
  }

  /** Whether the mirror is so slow that one behind it is asked before it. */
  lostItsPlace(mirror: MirrorEntry): boolean {
    const group = this.list.groups.find((members) => members.includes(mirror)) ?? [];
    const health = this.healthOf(mirror);
    return group.slice(group.indexOf(mirror) + 1).some((later) => {
      const other = this.healthOf(later);
      return (
        other.successes > 0 &&
        other.failuresInRow === health.failuresInRow &&
        goesBefore(other, health)
      );
    });
  }
}
