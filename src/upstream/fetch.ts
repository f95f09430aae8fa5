import { sleep } from '../effects.ts';
import { type Failure, failureOf } from '../failure.ts';
import { type Endpoint, endpointModule, endpointPath } from '../module/endpoint.ts';
import type { SumIndex } from '../module/gosum.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { formatModule } from '../module/path.ts';
import { backoffDelayMs, retryAfterCapMs } from '../resilience/backoff.ts';
import { decide, isOutage } from '../resilience/decision.ts';
import type { Limits } from '../resilience/profiles.ts';
import { type AttemptTools, attemptFile } from './attempt.ts';
import type { MirrorSet } from './mirror-set.ts';
import type { OutageGate } from './outage.ts';
import type { Spooled } from './spool.ts';
import { summarizeFailures } from './verdict.ts';
import { verifyFile } from './verify.ts';

export type FetchOutcome =
  | { readonly kind: 'found'; readonly file: Spooled; readonly mirror: string }
  /** Every mirror that may be asked said that there is no such file. */
  | { readonly kind: 'absent'; readonly failure: Failure }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface FetchTools extends AttemptTools {
  readonly mirrors: MirrorSet;
  readonly outage: OutageGate;
  readonly sums: SumIndex;
  readonly limits: Limits;
  readonly random: () => number;
  /** Module paths that no public mirror may hear of. */
  readonly isPrivate: (modulePath: string) => boolean;
}

/** All requests for one file whose bytes differ from go.sum, over all mirrors (issue: "at most 4 requests for that zip"). */
const wrongBytesLimit = 4;

/** Fetches one file from whichever mirror delivers it, verified; groups of mirrors are walked in the user's order. */
export async function fetchModule(
  tools: FetchTools,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const path = endpointModule(endpoint);
  const isHidden = path !== undefined && tools.isPrivate(path);
  let attemptsLeft = 1 + tools.limits.retries;
  const { groups, ending } = tools.mirrors.list;
  let absence = named(
    nobodyMayBeAsked(groups.flat().length === 0 && ending === 'off', isHidden),
    endpoint,
  );
  for (const group of groups) {
    const members = isHidden ? group.filter((mirror) => !mirror.isPublic) : group;
    if (members.length === 0) continue;
    const search = new GroupSearch(tools, endpoint, members, attemptsLeft);
    const outcome = await search.run(signal);
    if (outcome.kind !== 'absent') return outcome;
    absence = outcome.failure;
    // A mirror's "no such file" is an answer, not a failed attempt: what it cost is not taken from the next group.
    attemptsLeft = Math.max(1, search.attemptsLeft);
  }
  return { kind: 'absent', failure: absence };
}

/** The search for one file in one group of mirrors. */
class GroupSearch {
  readonly #tools: FetchTools;
  readonly #endpoint: Endpoint;
  readonly #members: readonly MirrorEntry[];
  attemptsLeft: number;
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
    tools: FetchTools,
    endpoint: Endpoint,
    members: readonly MirrorEntry[],
    attempts: number,
  ) {
    this.#tools = tools;
    this.#endpoint = endpoint;
    this.#members = members;
    this.attemptsLeft = attempts;
  }

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
      if (this.attemptsLeft <= 0) return this.#failed();
      const outcome = await this.#ask(mirror, signal);
      if (outcome) return outcome;
    }
  }

  /** One attempt and what follows from it; undefined when the search goes on. */
  async #ask(mirror: MirrorEntry, signal: AbortSignal): Promise<FetchOutcome | undefined> {
    const { mirrors, clock, sums } = this.#tools;
    const endpoint = this.#endpoint;
    this.attemptsLeft -= 1;
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
    const { mirrors, clock } = this.#tools;
    this.#failures.set(mirror, failure);
    if (failure.class === 'checksum-mismatch') return this.#concludeWrongBytes(mirror, failure);
    switch (
      decide(failure, { isPublicMirror: mirror.isPublic, attemptsInRow: this.#attemptsInRow.count })
    ) {
      case 'same-mirror':
        mirrors.failed(mirror, failure, startedAtMs);
        this.#sameAgain = mirror;
        return undefined;
      case 'next-mirror':
        mirrors.failed(mirror, failure, startedAtMs);
        this.#askedInPass.add(mirror);
        return undefined;
      case 'leave-mirror':
        mirrors.failed(mirror, failure, startedAtMs);
        this.#left.set(mirror, failure);
        return undefined;
      case 'absent':
        mirrors.answered(mirror, clock.now() - startedAtMs);
        this.#left.set(mirror, failure);
        // A true "no such file" costs no attempt: it may be the honest answer of every mirror but the last.
        this.attemptsLeft += 1;
        return undefined;
      case 'end':
        return { kind: 'failed', failure: named(failure, this.#endpoint) };
    }
  }

  /**
   * Wrong bytes from one whole response: the next mirror at once; a lone mirror is asked once more; two answers that
   * agree with each other and not with go.sum end the search (design §7).
   */
  #concludeWrongBytes(
    mirror: MirrorEntry,
    failure: Failure & { class: 'checksum-mismatch' },
  ): FetchOutcome | undefined {
    const actual = failure.actual ?? '';
    const isRepeated = this.#wrongHashes.includes(actual);
    this.#wrongHashes.push(actual);
    this.#tools.mirrors.servedWrongBytes(mirror, failure.module ?? endpointPath(this.#endpoint));
    if (isRepeated || this.#wrongHashes.length >= wrongBytesLimit) {
      return { kind: 'failed', failure: named(failure, this.#endpoint) };
    }
    const isLone = this.#candidates().every((other) => other === mirror);
    if (isLone && this.#attemptsInRow.count < 2) {
      this.#sameAgain = mirror;
      return undefined;
    }
    this.#left.set(mirror, failure);
    return undefined;
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
    const { mirrors, clock, random, outage } = this.#tools;
    const open = this.#candidates();
    if (open.length === 0 || this.attemptsLeft <= 0) return false;
    await sleep(clock, this.#waitMs(pass, open, random), signal);
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

  #waitMs(pass: number, open: readonly MirrorEntry[], random: () => number): number {
    const backoffMs = backoffDelayMs(pass, random);
    const only = open.length === 1 ? this.#failures.get(open[0] as MirrorEntry) : undefined;
    if (only?.class !== 'http-throttled' || only.retryAfterMs === undefined) return backoffMs;
    return Math.max(backoffMs, Math.min(only.retryAfterMs, retryAfterCapMs));
  }

  #exchangeLimits() {
    const { connectMs, firstByteMs, lastFirstByteMs, stallMs } = this.#tools.limits;
    return {
      connectMs,
      firstByteMs: this.attemptsLeft === 0 ? lastFirstByteMs : firstByteMs,
      stallMs,
    };
  }

  /** No candidate is left: absent only if every mirror of the group said so. */
  #ended(): FetchOutcome {
    const absences = this.#members.flatMap((mirror) => {
      const failure = this.#left.get(mirror);
      return failure?.class === 'http-not-found' ? [failure] : [];
    });
    const [first] = absences;
    return first !== undefined && absences.length === this.#members.length
      ? { kind: 'absent', failure: named(first, this.#endpoint) }
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
    return { kind: 'failed', failure: named(summarizeFailures(failures), this.#endpoint) };
  }
}

function nobodyMayBeAsked(isOff: boolean, isHidden: boolean): Failure {
  if (isOff) {
    return { class: 'offline-miss', detail: 'not there yet, and `off` forbids to ask any mirror' };
  }
  const detail = isHidden
    ? 'a private module, and no mirror of the list may be asked for it'
    : 'no mirror may be asked for it';
  return { class: 'http-not-found', detail };
}

/** The failure with the module it happened to, as far as the endpoint tells. */
function named(failure: Failure, endpoint: Endpoint): Failure {
  const module =
    endpoint.kind === 'info' || endpoint.kind === 'mod' || endpoint.kind === 'zip'
      ? formatModule(endpoint.module)
      : endpointModule(endpoint);
  return module === undefined ? failure : { ...failure, module };
}
