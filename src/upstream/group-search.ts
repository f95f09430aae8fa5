import { type Failure, failureOf } from '../failure.ts';
import { type Endpoint, endpointPath } from '../module/endpoint.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { hedgePrice } from '../resilience/budget.ts';
import { shortSilenceMs } from '../resilience/pace.ts';
import { Allowance } from './allowance.ts';
import { AttemptError, attemptFile, type FileRequest, openPartial } from './attempt.ts';
import { Candidates } from './candidates.ts';
import { type FetchOutcome, withModule } from './fetch-outcome.ts';
import { isOvertaken, type Racer, raceHeaders } from './header-race.ts';
import { type AttemptFacts, Judge } from './judge.ts';
import type { PartialFile } from './partial-file.ts';
import { PassWaits } from './pass-waits.ts';
import type { Try } from './retry-gate.ts';
import type { SearchTools } from './search-tools.ts';
import { exchangeLimits } from './timing.ts';
import { summarizeFailures, withOtherSources } from './verdict.ts';
import { verifyFile } from './verify.ts';

/** The search for one file in one group of mirrors: within a group any failure moves on to another member. */
export class GroupSearch {
  readonly #tools: SearchTools;
  readonly #endpoint: Endpoint;
  readonly #candidates: Candidates;
  readonly #judge: Judge;
  readonly #allowance: Allowance;
  readonly #waits: PassWaits;
  /** What has arrived of the file. */
  readonly #partial: PartialFile;
  #hasAsked = false;

  constructor(
    tools: SearchTools,
    endpoint: Endpoint,
    members: readonly MirrorEntry[],
    attempts: number,
  ) {
    this.#tools = tools;
    this.#endpoint = endpoint;
    this.#candidates = new Candidates(members, tools.mirrors);
    this.#judge = new Judge(
      tools.mirrors,
      tools.clock,
      this.#candidates,
      endpointPath(endpoint),
      // go.sum names more go.mod files than `go` ever reads: a wrong line for one of those speaks against no mirror.
      () => endpoint.kind !== 'mod' || !tools.lane.isForeseen,
    );
    this.#allowance = new Allowance(attempts);
    this.#waits = new PassWaits(tools, this.#candidates, this.#allowance);
    const isHashKnown =
      endpoint.kind === 'zip' && tools.sums.find(endpoint.module, 'zip').length > 0;
    this.#partial = openPartial(tools.spool, endpoint, isHashKnown);
  }

  /** What the search has not used of the attempts it was given. */
  get attemptsLeft(): number {
    return this.#allowance.left;
  }

  /** Rejects only with the signal's reason. */
  async run(signal: AbortSignal): Promise<FetchOutcome> {
    try {
      return await this.#search(signal);
    } finally {
      await this.#partial.discard();
    }
  }

  async #search(signal: AbortSignal): Promise<FetchOutcome> {
    const { mirrors, deadEnd } = this.#tools;
    const candidates = this.#candidates;
    for (;;) {
      // Before every try, because other requests of the run may have reached the verdict meanwhile.
      if (mirrors.isGivenUp(candidates.members) || deadEnd.holds(this.#endpoint)) {
        return this.#failed();
      }
      if (this.#waits.isNoUseAsking && !(await this.#waits.park(signal))) return this.#failed();
      const mirror = candidates.next();
      if (mirror === undefined) {
        if (candidates.all.length === 0) return this.#ended();
        const isVerdict = candidates.passes > 0 || this.#allowance.left <= 0;
        if (isVerdict && candidates.areSilent) deadEnd.metSilence(this.#endpoint);
        if (!(await this.#waits.isWorthAnotherPass(signal))) return this.#failed();
        this.#allowance.startPass();
        candidates.startPass();
        continue;
      }
      if (this.#allowance.left <= 0) return this.#failed();
      const outcome = await this.#askHedged(mirror, signal);
      if (outcome) return outcome;
    }
  }

  #askHedged(mirror: MirrorEntry, signal: AbortSignal): Promise<FetchOutcome | undefined> {
    const { clock, firstBytes, retryGate, tell } = this.#tools;
    return raceHeaders({
      clock,
      signal,
      first: mirror,
      delayMs: firstBytes.hedgeDelayMs(this.#endpoint),
      ask: (asked, racer) => this.#ask(asked, racer, asked === mirror),
      second: () =>
        retryGate.isEmpty || this.#allowance.left <= 0
          ? undefined
          : this.#candidates.besides(mirror),
      isSuccess: (outcome) => outcome.kind === 'found',
      discard: async (outcome) => {
        if (outcome.kind === 'found') await this.#tools.spool.release(outcome.file);
      },
      onWon: (winner, waitedMs) =>
        tell({
          kind: 'hedge-won',
          atMs: clock.now(),
          mirror: winner.name,
          overtaken: mirror.name,
          waitedMs,
          endpoint: endpointPath(this.#endpoint),
        }),
    });
  }

  /** One attempt and what follows from it; undefined when the search goes on. */
  async #ask(
    mirror: MirrorEntry,
    { signal, sent, gotHeader }: Racer,
    isFirst: boolean,
  ): Promise<FetchOutcome | undefined> {
    const { mirrors, clock, sums, limits, firstBytes, retryGate, lane, deadEnd } = this.#tools;
    const endpoint = this.#endpoint;
    const attemptsInRow = this.#allowance.take(mirror);
    const price = isFirst ? this.#candidates.priceOfTry(mirror, !this.#hasAsked) : hedgePrice;
    this.#hasAsked = true;
    // Before any wait: a half-open breaker lets one request through, and others are choosing meanwhile.
    const chosenAtMs = clock.now();
    mirrors.asked(mirror);
    let startedAtMs = chosenAtMs;
    let admitted: Try | undefined;
    let isLeftEarly = false;
    try {
      // Before the lane: who waits for a turn to try again must not keep first tries from going out.
      admitted = await retryGate.enter(price, signal);
      const turn = await lane.enter(mirror, signal);
      if ((admitted.hasWaited || turn.hasWaited) && this.#isBetterLeft(mirror)) {
        turn.giveBack();
        this.#allowance.takeBack(mirror);
        return undefined;
      }
      startedAtMs = clock.now();
      sent();
      const isLastTry = this.#allowance.left === 0;
      const mayLeave = (silentMs: number) => {
        isLeftEarly = this.#mayLeaveSilent(mirror, silentMs);
        return isLeftEarly;
      };
      const request: FileRequest = {
        mirror,
        endpoint,
        limits: exchangeLimits(limits, { isLastTry, mayLeave }),
        verify: (taken) => verifyFile(endpoint, taken, sums),
        // A small file is as soon there as its header: whichever is whole first wins, and a stalled body loses too.
        ...(endpoint.kind === 'zip' && { onHeader: gotHeader }),
        partial: this.#partial,
        canAskOther: () => this.#candidates.hasRelief(mirror),
        ...(!isLastTry && { mayLeaveSilent: mayLeave }),
        admitPart: async (part, until) => (await lane.enter(mirror, until)).during(part),
      };
      const { file, firstByteMs } = await turn.during(() =>
        attemptFile(this.#tools, request, signal),
      );
      mirrors.answered(mirror, firstByteMs, startedAtMs);
      firstBytes.add(endpoint, firstByteMs);
      retryGate.succeeded();
      this.#judge.hasRightBytes(mirror);
      deadEnd.moved(endpoint);
      return { kind: 'found', file, mirror: mirror.name };
    } catch (thrown) {
      if (isOvertaken(signal)) {
        this.#allowance.giveBack();
        mirrors.lostRace(mirror, clock.now() - startedAtMs);
        this.#candidates.putBack(mirror);
        return undefined;
      }
      if (signal.aborted) throw signal.reason;
      const failure = failureOf(thrown);
      if (!(thrown instanceof AttemptError) || thrown.progress === 'none') {
        // It was given only part of its time.
        if (isLeftEarly && this.#candidates.passes === 0) this.#allowance.giveBack();
        return this.#conclude(mirror, failure, { startedAtMs, attemptsInRow });
      }
      // It brought the file on, or only showed that its parts do not fit: neither costs an attempt or counts against
      // a mirror, and the size of the file bounds how often it can happen.
      this.#allowance.takeBack(mirror);
      deadEnd.moved(endpoint);
      if (thrown.progress === 'gained' && failure.class === 'stall') {
        this.#candidates.putBack(mirror);
      } else this.#candidates.tryAgain(mirror);
      return undefined;
    } finally {
      admitted?.end();
      mirrors.concluded(mirror, chosenAtMs);
    }
  }

  #conclude(mirror: MirrorEntry, failure: Failure, facts: AttemptFacts): FetchOutcome | undefined {
    const candidates = this.#candidates;
    candidates.failures.set(mirror, failure);
    switch (this.#judge.judge(mirror, failure, facts)) {
      case 'same-mirror':
        candidates.tryAgain(mirror);
        return undefined;
      case 'next-mirror':
        candidates.putBack(mirror);
        return undefined;
      case 'leave-mirror':
        candidates.leave(mirror, failure);
        return undefined;
      case 'absent':
        candidates.leave(mirror, failure);
        // A true "no such file" costs no attempt: it may be the honest answer of every mirror but the last.
        this.#allowance.giveBack();
        return undefined;
      case 'end': {
        const known = withOtherSources(failure, mirror, candidates.failures);
        return { kind: 'failed', failure: withModule(known, this.#endpoint) };
      }
    }
  }

  /** Whether what has happened during a wait speaks against the mirror that was chosen before it. */
  #isBetterLeft(mirror: MirrorEntry): boolean {
    return this.#waits.isNoUseAsking || this.#candidates.isOutdone(mirror);
  }

  /** Whether to ask again, this mirror or another, promises more than to wait for this one any longer. */
  #mayLeaveSilent(mirror: MirrorEntry, silentMs: number): boolean {
    const { firstBytes, limits } = this.#tools;
    const candidates = this.#candidates;
    if (candidates.hasAlternative(mirror)) return true;
    // Twice as long in each pass, because it may be the file that takes its time and not the connection.
    const patienceMs = shortSilenceMs(limits.firstByteMs) * 2 ** candidates.passes;
    const isUnusual = silentMs >= patienceMs && firstBytes.isUnusual(this.#endpoint, silentMs);
    return isUnusual && candidates.isLastInPass(mirror);
  }

  /** No candidate is left: absent only if every mirror of the group said so. */
  #ended(): FetchOutcome {
    const { absence } = this.#candidates;
    return absence
      ? { kind: 'absent', failure: withModule(absence, this.#endpoint) }
      : this.#failed();
  }

  #failed(): FetchOutcome {
    const failure = summarizeFailures(this.#candidates.reasons);
    return { kind: 'failed', failure: withModule(failure, this.#endpoint) };
  }
}
