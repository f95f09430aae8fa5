import { sleep } from '../effects.ts';
import type { Allowance } from './allowance.ts';
import type { Candidates } from './candidates.ts';
import type { SearchTools } from './search-tools.ts';
import { waitBetweenPassesMs } from './timing.ts';

/** What one search waits for between its tries: the end of an outage, and the next pass over its candidates. */
export class PassWaits {
  readonly #tools: SearchTools;
  readonly #candidates: Candidates;
  readonly #allowance: Allowance;

  constructor(tools: SearchTools, candidates: Candidates, allowance: Allowance) {
    this.#tools = tools;
    this.#candidates = candidates;
    this.#allowance = allowance;
  }

  /** While an outage is known of, or no breaker lets a request through, probes alone ask whether it is over. */
  get isNoUseAsking(): boolean {
    const { mirrors, outage } = this.#tools;
    const { all } = this.#candidates;
    const hasWorked = all.some((mirror) => mirrors.healthOf(mirror).successes > 0);
    // Who answers with wrong bytes is there: a probe would get them too, and nothing is gained by waiting.
    const areShutDown = mirrors.areAllShut(all) && this.#candidates.areDown;
    return hasWorked && (outage.isOn(all) || areShutDown);
  }

  /** Waits for a mirror to come back; false when it did not. What the outage has cost in attempts is given back. */
  async park(signal: AbortSignal): Promise<boolean> {
    const recovery = await this.#tools.outage.recovered(this.#candidates.all, signal);
    if (recovery === 'recovered') this.#allowance.outlastedOutage();
    return recovery !== 'given-up';
  }

  /** After a full pass: waits and says whether to go round again. */
  async isWorthAnotherPass(signal: AbortSignal): Promise<boolean> {
    const candidates = this.#candidates;
    if (this.#allowance.left <= 0 && !candidates.areDown) return false;
    const { clock, random } = this.#tools;
    await sleep(clock, waitBetweenPassesMs(candidates, random), signal);
    // Only what has worked can come back; of the others two passes are the verdict.
    if (candidates.areDown && !(await this.park(signal))) return false;
    return this.#allowance.left > 0;
  }
}
