import type { Cancel, Clock } from '../../../src/effects.ts';

/** The machine's clock; for tests in which no limit is to fire. */
export const realClock: Clock = {
  now: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #pending: { readonly dueMs: number; readonly action: () => void }[] = [];
  #watchers: (() => void)[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, action: () => void): Cancel {
    const entry = { dueMs: this.#nowMs + delayMs, action };
    this.#pending.push(entry);
    for (const watcher of this.#watchers.splice(0)) watcher();
    return () => {
      this.#pending = this.#pending.filter((other) => other !== entry);
    };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Resolves once a timer of exactly this delay waits. */
  async armed(delayMs: number): Promise<void> {
    while (!this.#pending.some(({ dueMs }) => dueMs - this.#nowMs === delayMs)) {
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  /** Moves time on and runs what falls due, in order. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const [next] = this.#pending
        .filter(({ dueMs }) => dueMs <= untilMs)
        .sort((a, b) => a.dueMs - b.dueMs);
      if (!next) break;
      this.#pending = this.#pending.filter((other) => other !== next);
      this.#nowMs = next.dueMs;
      next.action();
    }
    this.#nowMs = untilMs;
  }
}
