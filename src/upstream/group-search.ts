import { sleep } from '../effects.ts';
import { type Failure, failureOf } from '../failure.ts';
import { type Endpoint, endpointPath } from '../module/endpoint.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { hedgePrice, priceOfTry } from '../resilience/budget.ts';
import { isTimeout } from '../resilience/decision.ts';
import { Allowance } from './allowance.ts';
import { AttemptError, attemptFile, type FileRequest, openPartial } from './attempt.ts';
import { Candidates } from './candidates.ts';
import { type FetchOutcome, withModule } from './fetch-outcome.ts';
import { isOvertaken, type Racer, raceHeaders } from './header-race.ts';
import { type AttemptFacts, Judge } from './judge.ts';
import type { PartialFile } from './partial-file.ts';
import type { EndTry } from './retry-gate.ts';
import type { SearchTools } from './search-tools.ts';
import { exchangeLimits, waitBetweenPassesMs } from './timing.ts';
import { summarizeFailures, withOtherSources } from './verdict.ts';
import { verifyFile } from './verify.ts';

/** The search for one file in one group of mirrors: within a group any failure moves on to another member. */
export class GroupSearch {
  readonly #tools: SearchTools;
  readonly #endpoint: Endpoint;
  readonly #candidates: Candidates;
  readonly #judge: Judge;
  readonly #allowance: Allowance;
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
    const { mirrors } = this.#tools;
    const candidates = this.#candidates;
    for (let pass = 0; ; ) {
      // Before every try, because other requests of the run may have reached the verdict meanwhile.
      if (mirrors.isGivenUp(candidates.members)) return this.#failed();
      if (this.#isNoUseAsking() && !(await this.#park(signal))) return this.#failed();
      const mirror = candidates.next();
      if (mirror === undefined) {
        if (candidates.all.length === 0) return this.#ended();
        if (!(await this.#isWorthAnotherPass(pass, signal))) return this.#failed();
        pass += 1;
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
    const { mirrors, clock, sums, limits, firstBytes, retryGate, lane } = this.#tools;
    const endpoint = this.#endpoint;
    const attemptsInRow = this.#allowance.take(mirror);
    const price = isFirst ? this.#priceOf(mirror) : hedgePrice;
    this.#hasAsked = true;
    // Before any wait: a half-open breaker lets one request through, and others are choosing meanwhile.
    const chosenAtMs = clock.now();
    mirrors.asked(mirror);
    let startedAtMs = chosenAtMs;
    let endTry: EndTry | undefined;
    try {
      // Before the lane: who waits for a turn to try again must not keep first tries from going out.
      endTry = await retryGate.enter(price, signal);
      const turn = await lane.enter(mirror, signal);
      if (turn.hasWaited && this.#candidates.isOutdone(mirror)) {
        turn.giveBack();
        this.#allowance.takeBack(mirror);
        return undefined;
      }
      startedAtMs = clock.now();
      sent();
      const request: FileRequest = {
        mirror,
        endpoint,
        limits: exchangeLimits(limits, {
          isLastTry: this.#allowance.left === 0,
          hasAlternative: this.#candidates.hasAlternative(mirror),
        }),
        verify: (taken) => verifyFile(endpoint, taken, sums),
        // A small file is as soon there as its header: whichever is whole first wins, and a stalled body loses too.
        ...(endpoint.kind === 'zip' && { onHeader: gotHeader }),
        partial: this.#partial,
        canAskOther: () => this.#candidates.hasRelief(mirror),
        mayLeaveSilent: () => this.#candidates.hasAlternative(mirror),
        admitPart: async (part, until) => (await lane.enter(mirror, until)).during(part),
      };
      const { file, firstByteMs } = await turn.during(() =>
        attemptFile(this.#tools, request, signal),
      );
      mirrors.answered(mirror, firstByteMs, startedAtMs);
      firstBytes.add(endpoint, firstByteMs);
      retryGate.succeeded();
      this.#judge.hasRightBytes(mirror);
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
        return this.#conclude(mirror, failure, { startedAtMs, attemptsInRow });
      }
      // It brought the file on, or only showed that its parts do not fit: neither costs an attempt or counts against
      // a mirror, and the size of the file bounds how often it can happen.
      this.#allowance.takeBack(mirror);
      if (thrown.progress === 'gained' && failure.class === 'stall') {
        this.#candidates.putBack(mirror);
      } else this.#candidates.tryAgain(mirror);
      return undefined;
    } finally {
      endTry?.();
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

  #priceOf(mirror: MirrorEntry): number {
    const failure = this.#candidates.failures.get(mirror);
    const lastOnMirror = failure && (isTimeout(failure) ? 'timeout' : 'other');
    const { breaker } = this.#tools.mirrors.healthOf(mirror);
    const isBreakerClosed = breaker.state === 'closed';
    return priceOfTry({ isFirst: !this.#hasAsked, lastOnMirror, isBreakerClosed });
  }

  /** While an outage is known of, or no breaker lets a request through, probes alone ask whether it is over. */
  #isNoUseAsking(): boolean {
    const { mirrors, outage } = this.#tools;
    const { all } = this.#candidates;
    const hasWorked = all.some((mirror) => mirrors.healthOf(mirror).successes > 0);
    return hasWorked && (outage.isOn(all) || mirrors.areAllShut(all));
  }

  /** Waits for a mirror to come back; false when it did not. What the outage has cost in attempts is given back. */
  async #park(signal: AbortSignal): Promise<boolean> {
    const recovery = await this.#tools.outage.recovered(this.#candidates.all, signal);
    if (recovery === 'recovered') this.#allowance.outlastedOutage();
    return recovery !== 'given-up';
  }

  /** After a full pass: waits and says whether to go round again. */
  async #isWorthAnotherPass(pass: number, signal: AbortSignal): Promise<boolean> {
    const candidates = this.#candidates;
    if (this.#allowance.left <= 0 && !candidates.areDown) return false;
    await sleep(
      this.#tools.clock,
      waitBetweenPassesMs(pass, candidates, this.#tools.random),
      signal,
    );
    // Only what has worked can come back; of the others two passes are the verdict.
    if (candidates.areDown && !(await this.#park(signal))) return false;
    return this.#allowance.left > 0;
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
