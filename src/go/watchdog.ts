/**
 * Decides when a `go` command makes no progress any more. `go` waits for ever for a body that stops, for a lock that
 * another process holds, for a GOAUTH command and for git (measured: 620 s and counting, without a word).
 *
 * A pure reducer: samples and times come from outside.
 */

/** What was seen at one moment. A value that cannot be had is left out; appearing or vanishing counts as no change. */
export interface ProgressSample {
  /** Anything that grows with the work done elsewhere for this command: bytes and attempts of the relay. */
  readonly progressCounter: number;
  readonly stderrLines: number;
  /** Free blocks and inodes of the module cache's file system: unpacking and body bytes show nowhere else. */
  readonly freeBlocks?: number;
  readonly freeInodes?: number;
  /**
   * CPU time of the process whose lock `go` waits for, in place of the file system: others write there too, and a lock that
   * nobody gives back was waited for until the deadline.
   */
  readonly holderCpuMs?: number;
  /** CPU time of the process group: hashing a large zip shows nowhere else. An idle waiting `go` uses none (measured). */
  readonly cpuMs?: number;
}

export interface WatchdogState {
  readonly lastProgressAtMs: number;
  readonly lastSample?: ProgressSample;
}

export interface WatchdogStep {
  readonly state: WatchdogState;
  readonly verdict: 'ok' | 'stop';
}

export interface Watchdog {
  start(nowMs: number): WatchdogState;
  /** `nowMs` must not go backwards. Any change of any value is progress; the first sample is. */
  step(state: WatchdogState, sample: ProgressSample, nowMs: number): WatchdogStep;
}

/** `stop` once nothing changed for `stallMs + graceMs`: the mirror's own limit has to strike first. */
export function createWatchdog({
  stallMs,
  graceMs = 30_000,
}: {
  readonly stallMs: number;
  readonly graceMs?: number;
}): Watchdog {
  return {
    start: (nowMs) => ({ lastProgressAtMs: nowMs }),
    step: (state, sample, nowMs) => {
      const { lastSample } = state;
      const hasProgress = lastSample === undefined || hasChanged(lastSample, sample);
      const lastProgressAtMs = hasProgress ? nowMs : state.lastProgressAtMs;
      const quietMs = nowMs - lastProgressAtMs;
      return {
        state: { lastProgressAtMs, lastSample: { ...lastSample, ...sample } },
        verdict: quietMs >= stallMs + graceMs ? 'stop' : 'ok',
      };
    },
  };
}

const sources = [
  'progressCounter',
  'stderrLines',
  'freeBlocks',
  'freeInodes',
  'holderCpuMs',
  'cpuMs',
] as const;

function hasChanged(before: ProgressSample, after: ProgressSample): boolean {
  return sources.some((source) => {
    const [old, current] = [before[source], after[source]];
    return old !== undefined && current !== undefined && old !== current;
  });
}
