import { sleep } from '../effects.ts';
import { type Failure, failureOf } from '../failure.ts';
import { type Endpoint, endpointPath } from '../module/endpoint.ts';
import type { SumIndex } from '../module/gosum.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { backoffDelayMs, retryAfterCapMs } from '../resilience/backoff.ts';
import { type Decision, decide, isOutage } from '../resilience/decision.ts';
import type { Limits } from '../resilience/profiles.ts';
import { decideOnWrongBytes } from '../resilience/wrong-bytes.ts';
import { type AttemptTools, attemptFile } from './attempt.ts';
import { type FetchOutcome, withModule } from './fetch-outcome.ts';
import type { MirrorSet } from './mirror-set.ts';
import type { OutageGate } from './outage.ts';
import { summarizeFailures, withOtherSources } from './verdict.ts';
import { verifyFile } from './verify.ts';

export interface SearchTools extends AttemptTools {
  readonly mirrors: MirrorSet;
  readonly outage: OutageGate;
  readonly sums: SumIndex;
  readonly limits: Limits;
  readonly random: () => number;
}

/** The search for one file in one group of mirrors: within a group any failure moves on to another member. */
export class GroupSearch {
  readonly #tools: SearchTools;
  readonly #endpoint: Endpoint;
  readonly #members: readonly MirrorEntry[];
  #attemptsLeft: number;
  #attemptsInRow: { mirror: MirrorEntry | undefined; count: number } = {
    mirror: undefined,
    count: 0,
  };
  /** The mirror that the last decision named for one more try at once. */
  #sameAgain: MirrorEntry | undefined;
  /** Asked without success since the last full pass. */
  readonly #askedInPass = new Set<MirrorEntry>();
  /** Will not serve this file, and why. */
  readonly #left = new Map<MirrorEntry, Failure>();
  readonly #failures = new Map<MirrorEntry, Failure>();
  readonly #wrongHashes: string[] = [];

  constructor(
    tools: SearchTools,
    endpoint: Endpoint,
    members: readonly MirrorEntry[],
    attempts: number,
  ) {
    this.#tools = tools;
    this.#endpoint = endpoint;
    this.#members = members;
    this.#attemptsLeft = attempts;
  }

  /** What the search has not used of the attempts it was given. */
  get attemptsLeft(): number {
    return this.#attemptsLeft;
  }

  /** Rejects only with the signal's reason. */
  async run(signal: AbortSignal): Promise<FetchOutcome> {
    const { mirrors } = this.#tools;
    for (let pass = 0; ; ) {
      // Before every try, because other requests of the run may have reached the verdict meanwhile.
      if (mirrors.isGivenUp(this.#members)) return this.#failed();
      const mirror = this.#nextMirror();
      if (mirror === undefined) {
        if (this.#candidates().length === 0) return this.#ended();
        if (!(await this.#isWorthAnotherPass(pass, signal))) return this.#failed();
        pass += 1;
        this.#askedInPass.clear();
        continue;
      }
      if (this.#attemptsLeft <= 0) return this.#failed();
      const outcome = await this.#ask(mirror, signal);
      if (outcome) return outcome;
    }
  }

  /** One attempt and what follows from it; undefined when the search goes on. */
  async #ask(mirror: MirrorEntry, signal: AbortSignal): Promise<FetchOutcome | undefined> {
    const { mirrors, clock, sums } = this.#tools;
    const endpoint = this.#endpoint;
    this.#attemptsLeft -= 1;
    const row = this.#attemptsInRow;
    this.#attemptsInRow = { mirror, count: row.mirror === mirror ? row.count + 1 : 1 };
    const startedAtMs = clock.now();
    try {
      const { file, firstByteMs } = await attemptFile(
        this.#tools,
        {
          mirror,
          endpoint,
          limits: this.#exchangeLimits(),
          verify: (taken) => verifyFile(endpoint, taken, sums),
        },
        signal,
      );
      mirrors.answered(mirror, firstByteMs);
      return { kind: 'found', file, mirror: mirror.name };
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      return this.#conclude(mirror, failureOf(thrown), startedAtMs);
    }
  }

  #conclude(mirror: MirrorEntry, failure: Failure, startedAtMs: number): FetchOutcome | undefined {
    this.#failures.set(mirror, failure);
    switch (this.#judge(mirror, failure, startedAtMs)) {
      case 'same-mirror':
        this.#sameAgain = mirror;
        return undefined;
      case 'next-mirror':
        this.#askedInPass.add(mirror);
        return undefined;
      case 'leave-mirror':
        this.#left.set(mirror, failure);
        return undefined;
      case 'absent':
        this.#left.set(mirror, failure);
        // A true "no such file" costs no attempt: it may be the honest answer of every mirror but the last.
        this.#attemptsLeft += 1;
        return undefined;
      case 'end': {
        const known = withOtherSources(failure, mirror, this.#failures);
        return { kind: 'failed', failure: withModule(known, this.#endpoint) };
      }
    }
  }

  /** What follows from a failed attempt; the mirror's health hears of it on the way. */
  #judge(mirror: MirrorEntry, failure: Failure, startedAtMs: number): Decision {
    const { mirrors, clock } = this.#tools;
    if (failure.class === 'checksum-mismatch') return this.#judgeWrongBytes(mirror, failure);
    const decision = decide(failure, {
      isPublicMirror: mirror.isPublic,
      attemptsInRow: this.#attemptsInRow.count,
    });
    if (decision === 'absent') mirrors.answered(mirror, clock.now() - startedAtMs);
    else if (decision !== 'end') mirrors.failed(mirror, failure, startedAtMs);
    return decision;
  }

  #judgeWrongBytes(
    mirror: MirrorEntry,
    failure: Extract<Failure, { class: 'checksum-mismatch' }>,
  ): Decision {
    const hash = failure.actual ?? '';
    const earlierHashes = [...this.#wrongHashes];
    this.#wrongHashes.push(hash);
    this.#tools.mirrors.servedWrongBytes(mirror, failure.module ?? endpointPath(this.#endpoint));
    return decideOnWrongBytes({
      hash,
      earlierHashes,
      // Only now: these bytes may have put the mirror into quarantine.
      isLoneMirror: this.#candidates().every((other) => other === mirror),
      attemptsInRow: this.#attemptsInRow.count,
    });
  }

  /**
   * Mirrors that may still serve this file. One that never answered in two passes is not waited for again while
   * another works: its time limit would be paid for every file that the others do not have.
   */
  #candidates(): MirrorEntry[] {
    const { mirrors } = this.#tools;
    return this.#members.filter(
      (mirror) =>
        !this.#left.has(mirror) &&
        !mirrors.isQuarantined(mirror) &&
        !(mirrors.hasWorked && mirrors.isGivenUp([mirror])),
    );
  }

  #nextMirror(): MirrorEntry | undefined {
    const again = this.#sameAgain;
    this.#sameAgain = undefined;
    if (again) return again;
    const open = this.#candidates().filter((mirror) => !this.#askedInPass.has(mirror));
    return this.#tools.mirrors.ordered(open)[0];
  }

  /** After a full pass: waits and says whether to go round again. */
  async #isWorthAnotherPass(pass: number, signal: AbortSignal): Promise<boolean> {
    const { mirrors, clock, outage } = this.#tools;
    const open = this.#candidates();
    if (open.length === 0 || this.#attemptsLeft <= 0) return false;
    await sleep(clock, this.#waitMs(pass, open), signal);
    // Only what has worked can come back; of the others two passes are the verdict.
    if (!open.some((mirror) => mirrors.healthOf(mirror).successes > 0)) return true;
    const isOutageEverywhere = open.every((mirror) => {
      const failure = this.#failures.get(mirror);
      return (
        failure !== undefined && isOutage(failure) && mirrors.healthOf(mirror).failuresInRow > 0
      );
    });
    return isOutageEverywhere ? outage.recovered(open, signal) : true;
  }

  #waitMs(pass: number, open: readonly MirrorEntry[]): number {
    const backoffMs = backoffDelayMs(pass, this.#tools.random);
    const only = open.length === 1 ? this.#failures.get(open[0] as MirrorEntry) : undefined;
    if (only?.class !== 'http-throttled' || only.retryAfterMs === undefined) return backoffMs;
    return Math.max(backoffMs, Math.min(only.retryAfterMs, retryAfterCapMs));
  }

  #exchangeLimits() {
    const { connectMs, firstByteMs, lastFirstByteMs, stallMs } = this.#tools.limits;
    const isLastTry = this.#attemptsLeft === 0;
    return { connectMs, firstByteMs: isLastTry ? lastFirstByteMs : firstByteMs, stallMs };
  }

  /** No candidate is left: absent only if every mirror of the group said so. */
  #ended(): FetchOutcome {
    const absences = this.#members.flatMap((mirror) => {
      const failure = this.#left.get(mirror);
      return failure?.class === 'http-not-found' ? [failure] : [];
    });
    const [first] = absences;
    return first !== undefined && absences.length === this.#members.length
      ? { kind: 'absent', failure: withModule(first, this.#endpoint) }
      : this.#failed();
  }

  #failed(): FetchOutcome {
    const { mirrors } = this.#tools;
    const failures = this.#members.flatMap((mirror) => {
      const failure = this.#failures.get(mirror) ?? mirrors.lastFailureOf(mirror);
      return failure ? [{ mirror, failure }] : [];
    });
    // Where nothing else stood in the way, the mirrors that are not trusted any more are the cause.
    if (failures.every(({ failure }) => failure.class === 'http-not-found')) {
      for (const mirror of this.#members) {
        const failure = mirrors.distrustOf(mirror);
        if (failure) failures.push({ mirror, failure });
      }
    }
    return { kind: 'failed', failure: withModule(summarizeFailures(failures), this.#endpoint) };
  }
}
