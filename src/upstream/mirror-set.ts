import type { Clock } from '../effects.ts';
import type { Failure } from '../failure.ts';
import type { MirrorEntry, MirrorList } from '../module/mirror-list.ts';
import { admits } from '../resilience/breaker.ts';
import {
  afterAnswer,
  afterFailure,
  afterLostRace,
  afterNoVerdict,
  afterRequest,
  afterWrongBytes,
  goesBefore,
  isGivenUp,
  isQuarantined,
  type MirrorHealth,
  orderByHealth,
  unknownHealth,
  usable,
} from '../resilience/health.ts';
import type { Tell } from './events.ts';
import { summarizeFailures } from './verdict.ts';

/** The mirrors of a run and what the run has learned of each. */
export class MirrorSet {
  readonly list: MirrorList;
  readonly #clock: Clock;
  readonly #tell: Tell;
  readonly #onAnswer: (mirror: MirrorEntry) => void;
  readonly #health = new Map<MirrorEntry, MirrorHealth>();
  readonly #lastFailure = new Map<MirrorEntry, Failure>();

  constructor(
    list: MirrorList,
    clock: Clock,
    tell: Tell = () => {},
    onAnswer: (mirror: MirrorEntry) => void = () => {},
  ) {
    this.list = list;
    this.#clock = clock;
    this.#tell = tell;
    this.#onAnswer = onAnswer;
  }

  get all(): readonly MirrorEntry[] {
    return this.list.groups.flat();
  }

  healthOf(mirror: MirrorEntry): MirrorHealth {
    return this.#health.get(mirror) ?? unknownHealth;
  }

  /** The order to ask the mirrors of one group in. */
  ordered(group: readonly MirrorEntry[]): MirrorEntry[] {
    return orderByHealth(group, (mirror) => this.healthOf(mirror), this.#clock.now());
  }

  /** Those whose circuit breaker lets a request through; all of them where none does. */
  usable(group: readonly MirrorEntry[]): readonly MirrorEntry[] {
    return usable(group, (mirror) => this.healthOf(mirror), this.#clock.now());
  }

  /** Whether the circuit breaker of every one of these is open. */
  areAllShut(group: readonly MirrorEntry[]): boolean {
    return group.every((mirror) => !admits(this.healthOf(mirror).breaker, this.#clock.now()));
  }

  /** A request goes out. */
  asked(mirror: MirrorEntry): void {
    this.#update(mirror, afterRequest(this.healthOf(mirror), this.#clock.now()));
  }

  /** An answer to a request that began at `startedAtMs`, or at some time before. */
  answered(mirror: MirrorEntry, firstByteMs: number, startedAtMs = this.#clock.now()): void {
    this.#update(mirror, afterAnswer(this.healthOf(mirror), firstByteMs, startedAtMs));
    this.#onAnswer(mirror);
  }

  failed(mirror: MirrorEntry, failure: Failure, startedAtMs: number): void {
    const nowMs = this.#clock.now();
    this.#update(mirror, afterFailure(this.healthOf(mirror), startedAtMs, nowMs));
    this.#lastFailure.set(mirror, failure);
  }

  /** Another mirror's header came first. */
  lostRace(mirror: MirrorEntry, waitedMs: number): void {
    this.#update(mirror, afterLostRace(this.healthOf(mirror), waitedMs));
  }

  /** A request is over, after its verdict if there was one. */
  concluded(mirror: MirrorEntry, startedAtMs: number): void {
    const nowMs = this.#clock.now();
    this.#update(mirror, afterNoVerdict(this.healthOf(mirror), startedAtMs, nowMs));
  }

  servedWrongBytes(mirror: MirrorEntry, module: string): void {
    const wasQuarantined = this.isQuarantined(mirror);
    this.#update(mirror, afterWrongBytes(this.healthOf(mirror), module));
    if (wasQuarantined || !this.isQuarantined(mirror)) return;
    const modules = [...this.healthOf(mirror).wrongModules];
    this.#tell({ kind: 'quarantined', atMs: this.#clock.now(), mirror: mirror.name, modules });
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
    const behind = group.slice(group.indexOf(mirror) + 1);
    // One that is limited to other modules is never asked in its place.
    return behind
      .filter(({ only }) => only === mirror.only)
      .some((later) => {
        const other = this.healthOf(later);
        return (
          other.successes > 0 &&
          other.failuresInRow === health.failuresInRow &&
          other.breaker.state === health.breaker.state &&
          goesBefore(other, health, this.#clock.now())
        );
      });
  }

  #update(mirror: MirrorEntry, health: MirrorHealth): void {
    const { breaker: before } = this.healthOf(mirror);
    this.#health.set(mirror, health);
    const { breaker } = health;
    const isReopened = before.state === 'half-open' && breaker.state === 'open';
    // A probe that ended without a verdict gives its place to the next request: nothing has opened.
    const isHandedOn = isReopened && before.openings === breaker.openings;
    if (before.state === breaker.state || isHandedOn) return;
    const at = { atMs: this.#clock.now(), mirror: mirror.name };
    switch (breaker.state) {
      case 'closed':
        this.#tell({ kind: 'breaker-closed', ...at });
        break;
      case 'open':
        this.#tell({ kind: 'breaker-opened', ...at, openMs: breaker.untilMs - at.atMs });
        break;
      case 'half-open':
        this.#tell({ kind: 'breaker-half-open', ...at });
        break;
    }
  }
}
