/**
 * What the pure rooms may not do by themselves: read a clock, draw a random number, print. It is handed down from
 * `action/main.ts`, so that a test can replace it.
 */

/** Cancels what was scheduled; calling it again does nothing. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds from an arbitrary start, never going backwards. */
  now(): number;
  /** Runs `action` once after `delayMs`, unless cancelled. A pending one alone keeps no process alive. */
  after(delayMs: number, action: () => void): Cancel;
}

export interface Log {
  /** One line for everyone. */
  info(line: string): void;
  /** One line for those who switched on debug logging. */
  debug(line: string): void;
  /** Lines printed until `endGroup` are folded where the place of output can fold. */
  startGroup(title: string): void;
  endGroup(): void;
}

/** Folds what `work` prints. */
export async function inGroup<T>(log: Log, title: string, work: () => Promise<T>): Promise<T> {
  log.startGroup(title);
  try {
    return await work();
  } finally {
    log.endGroup();
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Effects {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
}

/**
 * Resolves after `delayMs`; rejects with the signal's reason as soon as it aborts.
 * Neither timer nor listener outlives the promise.
 */
export function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(delayMs, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
