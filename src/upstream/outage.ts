import { type Clock, sleep } from '../effects.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { backoffDelayMs } from '../resilience/backoff.ts';
import type { Tell } from './events.ts';

/** Requests wait this long for a mirror that has worked in this run to come back (design §6, "outage"). */
export const parkLimitMs = 120_000;

/** Between two probes of one mirror: a mirror that comes back must not meet all that waited for it at once. */
const probeIntervalMs = 1_000;

/** How a wait for mirrors ended; `never-down` where the first probe found one of them answering. */
export type Recovery = 'never-down' | 'recovered' | 'given-up';

export interface OutageGate {
  /**
   * Resolves as soon as one of these mirrors answers a probe, or when none did for `parkLimitMs`. Callers that wait for
   * the same mirrors share one series of probes. Rejects with the signal's reason when it aborts.
   */
  recovered(candidates: readonly MirrorEntry[], signal: AbortSignal): Promise<Recovery>;
  /** This mirror has answered a request, whoever made it: nobody waits for it any longer. */
  answered(mirror: MirrorEntry): void;
  /** Whether all of these mirrors are being waited for, and a probe has failed already: to ask them is no use. */
  isOn(candidates: readonly MirrorEntry[]): boolean;
}

/** What all searches with the same mirrors to wait for have in common. */
interface Ward {
  readonly candidates: ReadonlySet<MirrorEntry>;
  waiting?: Promise<Recovery> | undefined;
  /** Ends the wait under way: one of the mirrors has answered. */
  heard?: AbortController | undefined;
  /** When the first probe of the outage under way had failed. */
  beganAtMs?: number | undefined;
  /** Once given up, one round of probes decides: each further file must not wait as long again. */
  hasGivenUp: boolean;
}

export interface OutageOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /**
   * Asks every given mirror once and says whether any answered; must not reject unless the signal aborts, and must end
   * soon when it does. `round` counts from 0: the first rounds of a wait had better be short, because what one mirror
   * keeps waiting another request to it would have had answered.
   */
  readonly probe: (
    candidates: readonly MirrorEntry[],
    round: number,
    signal: AbortSignal,
  ) => Promise<boolean>;
  readonly tell: Tell;
}

export function createOutageGate({ clock, random, probe, tell }: OutageOptions): OutageGate {
  const wards: Ward[] = [];
  const lastProbeAtMs = new Map<MirrorEntry, number>();

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

  const dueAtMs = (mirror: MirrorEntry) =>
    (lastProbeAtMs.get(mirror) ?? Number.NEGATIVE_INFINITY) + probeIntervalMs;

  /** Probes those mirrors whose last probe, for whichever ward, is long enough ago; waits for the first that is. */
  async function probeDue(
    candidates: readonly MirrorEntry[],
    round: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const firstDueAtMs = Math.min(...candidates.map(dueAtMs));
    if (firstDueAtMs > clock.now()) await sleep(clock, firstDueAtMs - clock.now(), signal);
    // A timer may fire a moment early: no mirror would be due, and an outage begin that nobody has seen.
    const dueUntilMs = Math.max(firstDueAtMs, clock.now());
    const due = candidates.filter((mirror) => dueAtMs(mirror) <= dueUntilMs);
    for (const mirror of due) lastProbeAtMs.set(mirror, clock.now());
    return probe(due, round, signal);
  }

  async function wait(ward: Ward, signal: AbortSignal): Promise<Recovery> {
    const candidates = [...ward.candidates];
    const limit = new AbortController();
    // A round of probes has limits of its own, and mirrors that drip can keep it going far beyond this one.
    const cancelLimit = clock.after(parkLimitMs, () => limit.abort(new Error('waited enough')));
    const heard = new AbortController();
    ward.heard = heard;
    const isOver = AbortSignal.any([signal, limit.signal, heard.signal]);
    const recovered = (): Recovery => {
      ward.hasGivenUp = false;
      return ward.beganAtMs === undefined ? 'never-down' : 'recovered';
    };
    try {
      for (let round = 0; ; round += 1) {
        if (await probeDue(candidates, round, isOver)) return recovered();
        isOver.throwIfAborted();
        begin(ward);
        if (ward.hasGivenUp) return 'given-up';
        await sleep(clock, backoffDelayMs(round, random), isOver);
      }
    } catch (thrown) {
      signal.throwIfAborted();
      if (heard.signal.aborted) return recovered();
      if (!limit.signal.aborted) throw thrown;
      ward.hasGivenUp = true;
      return 'given-up';
    } finally {
      cancelLimit();
    }
  }

  function begin(ward: Ward): void {
    if (ward.beganAtMs !== undefined) return;
    ward.beganAtMs = clock.now();
    // A wait that was given up goes on being the same outage.
    if (!ward.hasGivenUp) tell({ kind: 'outage-began', atMs: clock.now(), mirrors: names(ward) });
  }

  function end(ward: Ward, hasRecovered: boolean, wasGivenUp: boolean): void {
    const { beganAtMs } = ward;
    ward.waiting = undefined;
    ward.beganAtMs = undefined;
    if (beganAtMs === undefined || (wasGivenUp && !hasRecovered)) return;
    const atMs = clock.now();
    const durationMs = atMs - beganAtMs;
    tell({ kind: 'outage-ended', atMs, mirrors: names(ward), durationMs, hasRecovered });
  }

  return {
    recovered(candidates, signal) {
      const ward = wardOf(candidates);
      const wasGivenUp = ward.hasGivenUp;
      ward.waiting ??= wait(ward, signal).then(
        (recovery) => {
          end(ward, recovery !== 'given-up', wasGivenUp);
          return recovery;
        },
        (reason) => {
          ward.waiting = undefined;
          throw reason;
        },
      );
      return ward.waiting;
    },
    answered(mirror) {
      for (const { candidates, heard } of wards) {
        if (candidates.has(mirror)) heard?.abort(new Error('one of the mirrors has answered'));
      }
    },
    isOn: (candidates) =>
      candidates.length > 0 &&
      candidates.every((mirror) =>
        wards.some(({ beganAtMs, candidates: waitedFor }) => {
          return beganAtMs !== undefined && waitedFor.has(mirror);
        }),
      ),
  };
}

function names({ candidates }: Ward): readonly string[] {
  return [...candidates].map(({ name }) => name);
}
