/** How long a search waits, and for how long it lets one request run. */

import type { ExchangeLimits } from '../network/http-client.ts';
import { backoffDelayMs, retryAfterCapMs } from '../resilience/backoff.ts';
import { shortSilenceMs } from '../resilience/pace.ts';
import type { Limits } from '../resilience/profiles.ts';
import type { Candidates } from './candidates.ts';

/** Milliseconds before the candidates are asked again, after each has failed; Retry-After counts where only one is left. */
export function waitBetweenPassesMs(
  { all, failures, passes }: Pick<Candidates, 'all' | 'failures' | 'passes'>,
  random: () => number,
): number {
  const backoffMs = backoffDelayMs(passes, random);
  const [first, ...others] = all;
  const only = first && others.length === 0 ? failures.get(first) : undefined;
  if (only?.class !== 'http-throttled' || only.retryAfterMs === undefined) return backoffMs;
  return Math.max(backoffMs, Math.min(only.retryAfterMs, retryAfterCapMs));
}

/**
 * The limits of a probe in round `round`, from 0, of the wait for the end of an outage: the mirrors have answered before,
 * and a probe that is kept waiting keeps everybody waiting. Doubled each round, so that a slow mirror is heard too.
 */
export function outageProbeLimits(limits: Limits, round: number): ExchangeLimits {
  const shortened = (ms: number) => Math.min(ms, shortSilenceMs(ms) * 2 ** Math.min(round, 10));
  return {
    connectMs: limits.connectMs,
    firstByteMs: shortened(limits.firstByteMs),
    stallMs: shortened(limits.stallMs),
  };
}

/**
 * The limits of one request. The last try may wait longer for the first byte, which is all that is left to try; before
 * it a silent mirror is left early where `mayLeave` says so.
 */
export function exchangeLimits(
  { connectMs, firstByteMs, lastFirstByteMs, stallMs }: Limits,
  {
    isLastTry,
    mayLeave,
  }: { readonly isLastTry: boolean; readonly mayLeave: (silentMs: number) => boolean },
): ExchangeLimits {
  if (isLastTry) return { connectMs, firstByteMs: lastFirstByteMs, stallMs };
  const shortSilence = { ms: shortSilenceMs(firstByteMs), mayLeave };
  return { connectMs, firstByteMs, shortSilence, stallMs };
}
