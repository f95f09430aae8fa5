import type { Clock } from '../effects.ts';
import { type Failure, FailureError } from '../failure.ts';
import { type Peers, type Step, stepFailure } from '../network/connect-failure.ts';

/** What everything that probes needs. */
export interface StepTools {
  readonly clock: Clock;
  /** Ends the diagnosis as a whole. */
  readonly signal: AbortSignal;
}

/** Limits of the single layers, milliseconds; the diagnosis as a whole has its own. */
export const layerLimits = {
  dnsMs: 5_000,
  tcpMs: 5_000,
  tlsMs: 5_000,
  tunnelMs: 6_000,
  firstByteMs: 8_000,
  bodyMs: 5_000,
  gitMs: 12_000,
} as const;

export type Timed<T> = { readonly durationMs: number } & (
  | { readonly value: T }
  | { readonly failure: Failure }
);

/**
 * Runs one step within `limitMs`. Never throws: what the step threw, or that its time or the whole diagnosis' was over,
 * comes back as the failure `onLimit` and `onError` make of it.
 */
export async function timed<T>(
  { clock, signal }: StepTools,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  onLimit: (limitMs: number) => Failure,
  onError: (thrown: unknown) => Failure,
): Promise<Timed<T>> {
  const startedAtMs = clock.now();
  const limit = new AbortController();
  const cancel = clock.after(limitMs, () => limit.abort());
  const ending = AbortSignal.any([signal, limit.signal]);
  const durationMs = () => Math.round(clock.now() - startedAtMs);
  try {
    ending.throwIfAborted();
    const value = await work(ending);
    return { value, durationMs: durationMs() };
  } catch (thrown) {
    if (ending.aborted) return { failure: onLimit(durationMs()), durationMs: durationMs() };
    const failure = thrown instanceof FailureError ? thrown.failure : onError(thrown);
    return { failure, durationMs: durationMs() };
  } finally {
    cancel();
  }
}

/** The same words for a step of connecting as the relay's. */
export function onStepError(step: Step, peers: Peers): (thrown: unknown) => Failure {
  return (thrown) => stepFailure(step, thrown, peers);
}
