import type { Clock } from '../effects.ts';
import { FailureError } from '../failure.ts';

/** What a runner sends to end a step: on Windows Ctrl-C, and 7.5 s later Ctrl-Break, where SIGTERM cannot be sent. */
const signalNames = { posix: ['SIGINT', 'SIGTERM'], windows: ['SIGINT', 'SIGBREAK'] } as const;

export interface Interruption {
  /** Aborts at the first signal with a FailureError `cancelled`; those that follow change nothing. */
  readonly signal: AbortSignal;
  /** Resolves when `ms` have passed since the first signal; never without one. */
  passed(ms: number): Promise<void>;
}

/**
 * Takes these signals for the rest of the process's life. A runner sends one and then the other: the second must
 * not end the process while the result of the first is being told.
 */
export function listenForSignals(
  source: { on(name: NodeJS.Signals, listener: (name: NodeJS.Signals) => void): unknown },
  clock: Clock,
  platform: NodeJS.Platform,
): Interruption {
  const controller = new AbortController();
  const { signal } = controller;
  let interruptedAtMs = 0;
  const onSignal = (name: NodeJS.Signals) => {
    if (signal.aborted) return;
    interruptedAtMs = clock.now();
    controller.abort(new FailureError({ class: 'cancelled', detail: `${name} ended the run` }));
  };
  for (const name of signalNames[platform === 'win32' ? 'windows' : 'posix'])
    source.on(name, onSignal);
  return {
    signal,
    passed: (ms) =>
      new Promise((resolve) => {
        const wait = () => void clock.after(interruptedAtMs + ms - clock.now(), resolve);
        if (signal.aborted) wait();
        else signal.addEventListener('abort', wait, { once: true });
      }),
  };
}

/** Resolves `ms` after `signal` aborts: by then what listens to it has ended, or never will. */
export function afterAbort(signal: AbortSignal, ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const wait = () => void clock.after(ms, resolve);
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, { once: true });
  });
}
