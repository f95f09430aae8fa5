import type { Clock } from '../effects.ts';
import {
  budgetAfterSpending,
  budgetAfterSuccess,
  fullBudget,
  type RetryBudget,
  triesWhenEmpty,
} from '../resilience/budget.ts';
import type { Tell } from './events.ts';

/** Ends a try; to be called once. */
export type EndTry = () => void;

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
  async enter(price: number, signal: AbortSignal): Promise<EndTry> {
    signal.throwIfAborted();
    if (price === 0) return () => {};
    const mustQueue = this.#budget.isEmpty && this.#underWay >= triesWhenEmpty;
    this.#change(budgetAfterSpending(this.#budget, price));
    if (mustQueue) await this.#turn(signal);
    else this.#underWay += 1;
    return () => {
      this.#underWay -= 1;
      const [next] = this.#waiting;
      if (this.#underWay < triesWhenEmpty) next?.();
    };
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
