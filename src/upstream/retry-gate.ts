import type { Clock } from '../effects.ts';
import {
  budgetAfterSpending,
  budgetAfterSuccess,
  fullBudget,
  type RetryBudget,
  triesWhenEmpty,
} from '../resilience/budget.ts';
import type { Tell } from './events.ts';

/** A try holds its place in the queue at most this long. */
const placeHeldMs = 3_000;

/** Leave to try once more. */
export interface Try {
  /** Whether time has passed, in which another mirror may have become the better one. */
  readonly hasWaited: boolean;
  /** To be called once. */
  end(): void;
}

/** What the searches of a run may add to its load, together: nothing is refused, but on an empty budget tries queue. */
export class RetryGate {
  readonly #clock: Clock;
  readonly #tell: Tell;
  #budget: RetryBudget = fullBudget;
  #underWay = 0;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock, tell: Tell) {
    this.#clock = clock;
    this.#tell = tell;
  }

  get isEmpty(): boolean {
    return this.#budget.isEmpty;
  }

  succeeded(): void {
    this.#change(budgetAfterSuccess(this.#budget));
    if (!this.#budget.isEmpty) for (const admit of [...this.#waiting]) admit();
  }

  /** Resolves when a try at this price may go out; a free one may at once. Rejects with the signal's reason. */
  async enter(price: number, signal: AbortSignal): Promise<Try> {
    signal.throwIfAborted();
    if (price === 0) return { hasWaited: false, end: () => {} };
    const mustQueue = this.#budget.isEmpty && this.#underWay >= triesWhenEmpty;
    this.#change(budgetAfterSpending(this.#budget, price));
    if (mustQueue) await this.#turn(signal);
    else this.#underWay += 1;
    let hasPlace = true;
    const leave = () => {
      if (!hasPlace) return;
      hasPlace = false;
      cancel();
      this.#underWay -= 1;
      const [next] = this.#waiting;
      if (this.#underWay < triesWhenEmpty) next?.();
    };
    // What has been silent or slow for so long is hardly a load, and must not keep all others waiting to its end.
    const cancel = this.#clock.after(placeHeldMs, leave);
    return { hasWaited: mustQueue, end: leave };
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(admit);
        signal.removeEventListener('abort', onAbort);
      };
      const admit = () => {
        leave();
        // At once, not when the caller goes on: another try may come in between and find the place free.
        this.#underWay += 1;
        resolve();
      };
      const onAbort = () => {
        leave();
        reject(signal.reason);
      };
      this.#waiting.add(admit);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #change(budget: RetryBudget): void {
    const wasEmpty = this.#budget.isEmpty;
    this.#budget = budget;
    if (budget.isEmpty === wasEmpty) return;
    const kind = budget.isEmpty ? 'budget-empty' : 'budget-refilled';
    this.#tell({ kind, atMs: this.#clock.now() });
  }
}
