import { type Clock, sleep } from '../effects.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { backoffDelayMs } from '../resilience/backoff.ts';

/** Requests wait this long for a mirror that has worked in this run to come back (design §6, "outage"). */
export const parkLimitMs = 120_000;

export interface OutageGate {
  /**
   * Resolves true as soon as one of these mirrors answers a probe, false when none did for `parkLimitMs`. Callers that
   * wait for the same mirrors share one series of probes. Rejects with the signal's reason when it aborts.
   */
  recovered(candidates: readonly MirrorEntry[], signal: AbortSignal): Promise<boolean>;
}

/** What all searches with the same mirrors to wait for have in common. */
interface Ward {
  readonly candidates: ReadonlySet<MirrorEntry>;
  waiting?: Promise<boolean> | undefined;
  /** Once given up, one round of probes decides: each further file must not wait as long again. */
  hasGivenUp: boolean;
}

/**
 * `probe` asks every given mirror once and says whether any answered; it must not reject unless the signal aborts, and
 * must end soon when it does.
 */
export function createOutageGate(
  clock: Clock,
  random: () => number,
  probe: (candidates: readonly MirrorEntry[], signal: AbortSignal) => Promise<boolean>,
): OutageGate {
  const wards: Ward[] = [];

  function wardOf(candidates: readonly MirrorEntry[]): Ward {
    const known = wards.find(
      (ward) =>
        ward.candidates.size === candidates.length &&
        candidates.every((mirror) => ward.candidates.has(mirror)),
    );
    if (known) return known;
    const ward: Ward = { candidates: new Set(candidates), hasGivenUp: false };
    wards.push(ward);
    return ward;
  }

  async function wait(ward: Ward, signal: AbortSignal): Promise<boolean> {
    const candidates = [...ward.candidates];
    const limit = new AbortController();
    // A round of probes has limits of its own, and mirrors that drip can keep it going far beyond this one.
    const cancelLimit = clock.after(parkLimitMs, () => limit.abort(new Error('waited enough')));
    const isOver = AbortSignal.any([signal, limit.signal]);
    try {
      for (let round = 0; ; round += 1) {
        if (await probe(candidates, isOver)) {
          ward.hasGivenUp = false;
          return true;
        }
        if (ward.hasGivenUp) return false;
        await sleep(clock, backoffDelayMs(round, random), isOver);
      }
    } catch (thrown) {
      signal.throwIfAborted();
      if (!limit.signal.aborted) throw thrown;
      ward.hasGivenUp = true;
      return false;
    } finally {
      cancelLimit();
    }
  }

  return {
    recovered(candidates, signal) {
      const ward = wardOf(candidates);
      ward.waiting ??= wait(ward, signal).finally(() => {
        ward.waiting = undefined;
      });
      return ward.waiting;
    },
  };
}
