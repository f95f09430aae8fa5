/**
 * The circuit breaker of one mirror (design §6) as a pure state machine: closed while it is trusted, open while it is
 * left alone, half-open while one request finds out whether it is back. Who may be asked when every breaker is open is
 * the search's to say: the last usable mirror is never shut out.
 */

const failuresToOpen = 5;
/** A mirror that never answered has no credit to lose. */
const failuresToOpenUnproven = 3;
const windowSize = 20;
const firstOpenMs = 15_000;
const longestOpenMs = 120_000;

export type Breaker =
  | {
      readonly state: 'closed';
      /** The last results, oldest first, at most 20; true for an answer. */
      readonly results: readonly boolean[];
      /** Since when half of the last 20 are failures. */
      readonly doubtedSinceMs?: number;
    }
  | {
      readonly state: 'open';
      /** How often it has opened since it was last closed. */
      readonly openings: number;
      readonly sinceMs: number;
      readonly untilMs: number;
    }
  | {
      readonly state: 'half-open';
      readonly openings: number;
      readonly sinceMs: number;
      /** Start of the one request that is let through. */
      readonly probeStartedAtMs: number;
    };

export const closedBreaker: Breaker = { state: 'closed', results: [] };

/** Whether a request may go through at this moment. */
export function admits(breaker: Breaker, nowMs: number): boolean {
  switch (breaker.state) {
    case 'closed':
      return true;
    case 'open':
      return nowMs >= breaker.untilMs;
    case 'half-open':
      return false;
  }
}

/** As a request goes out: the first one after the open time becomes the probe. */
export function breakerAfterRequest(breaker: Breaker, nowMs: number): Breaker {
  if (breaker.state !== 'open' || !admits(breaker, nowMs)) return breaker;
  const { openings, sinceMs } = breaker;
  return { state: 'half-open', openings, sinceMs, probeStartedAtMs: nowMs };
}

/** After an answer to a request begun at `startedAtMs`; one that was under way when the breaker opened is no news. */
export function breakerAfterAnswer(breaker: Breaker, startedAtMs: number): Breaker {
  switch (breaker.state) {
    case 'closed':
      return isAfterDoubt(breaker, startedAtMs)
        ? { state: 'closed', results: [true] }
        : afterResult(breaker, true, startedAtMs);
    case 'open':
    case 'half-open':
      return startedAtMs >= breaker.sinceMs ? closedBreaker : breaker;
  }
}

export interface FailureFacts {
  readonly startedAtMs: number;
  readonly nowMs: number;
  /** This one included; those of requests that ran side by side count once. */
  readonly failuresInRow: number;
  readonly hasEverAnswered: boolean;
}

/**
 * After a failed request. Half of the last 20 is judged by every single result, but a blip that fails twenty requests
 * side by side must not open the breaker: it only casts doubt, and the first request begun after that decides.
 */
export function breakerAfterFailure(breaker: Breaker, facts: FailureFacts): Breaker {
  const { startedAtMs, nowMs, failuresInRow, hasEverAnswered } = facts;
  switch (breaker.state) {
    case 'closed': {
      const mostInRow = hasEverAnswered ? failuresToOpen : failuresToOpenUnproven;
      if (isAfterDoubt(breaker, startedAtMs) || failuresInRow >= mostInRow) return opened(1, nowMs);
      return afterResult(breaker, false, nowMs);
    }
    case 'open':
      return breaker;
    case 'half-open':
      return startedAtMs >= breaker.probeStartedAtMs
        ? opened(breaker.openings + 1, nowMs)
        : breaker;
  }
}

/** After a request that ended without a verdict on the mirror: if it was the probe, the next one may be. */
export function breakerAfterNoVerdict(
  breaker: Breaker,
  startedAtMs: number,
  nowMs: number,
): Breaker {
  if (breaker.state !== 'half-open' || breaker.probeStartedAtMs !== startedAtMs) return breaker;
  const { openings, sinceMs } = breaker;
  return { state: 'open', openings, sinceMs, untilMs: nowMs };
}

type ClosedBreaker = Extract<Breaker, { state: 'closed' }>;

function isAfterDoubt({ doubtedSinceMs }: ClosedBreaker, startedAtMs: number): boolean {
  return doubtedSinceMs !== undefined && startedAtMs >= doubtedSinceMs;
}

function opened(openings: number, nowMs: number): Breaker {
  const openMs = Math.min(longestOpenMs, firstOpenMs * 2 ** Math.min(openings - 1, 10));
  return { state: 'open', openings, sinceMs: nowMs, untilMs: nowMs + openMs };
}

function afterResult(
  { results, doubtedSinceMs }: ClosedBreaker,
  isAnswer: boolean,
  nowMs: number,
): Breaker {
  const latest = [...results, isAnswer].slice(-windowSize);
  const failures = latest.filter((result) => !result).length;
  if (latest.length < windowSize || 2 * failures < windowSize) {
    return { state: 'closed', results: latest };
  }
  return { state: 'closed', results: latest, doubtedSinceMs: doubtedSinceMs ?? nowMs };
}
