import { type Clock, sleep } from '../effects.ts';
import { backoffDelayMs } from '../resilience/backoff.ts';

/** Requests wait this long for a mirror that has worked in this run to come back (design §6, "outage"). */
export const parkLimitMs = 120_000;

export interface OutageGate {
  /**
   * Resolves true as soon as one mirror answers a probe, false when none did for `parkLimitMs`. All callers share one
   * series of probes. Rejects with the signal's reason when it aborts.
   */
  recovered(signal: AbortSignal): Promise<boolean>;
}

/** `probeAll` asks every mirror once and says whether any answered; it must not reject unless the signal aborts. */
export function createOutageGate(
  clock: Clock,
  random: () => number,
  probeAll: (signal: AbortSignal) => Promise<boolean>,
): OutageGate {
  let waiting: Promise<boolean> | undefined;
  /** Once given up, one round of probes decides: each further file must not wait as long again. */
  let limitMs = parkLimitMs;

  async function wait(signal: AbortSignal): Promise<boolean> {
    const givingUpAtMs = clock.now() + limitMs;
    for (let round = 0; ; round += 1) {
      if (await probeAll(signal)) {
        limitMs = parkLimitMs;
        return true;
      }
      const leftMs = givingUpAtMs - clock.now();
      if (leftMs <= 0) {
        limitMs = 0;
        return false;
      }
      await sleep(clock, Math.min(leftMs, backoffDelayMs(round, random)), signal);
    }
  }

  return {
    recovered(signal) {
      waiting ??= wait(signal).finally(() => {
        waiting = undefined;
      });
      return waiting;
    },
  };
}
