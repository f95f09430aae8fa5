import type { Cancel, Clock } from '../effects.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { advanceProgress, type ProgressSnapshot, startProgress } from './progress.ts';
import type { Reporter } from './reporter.ts';

const tickMs = 250;

/** Counts what arrives and shows it now and then, from `start` to `stop`. */
export interface ProgressMeter {
  received(mirror: MirrorEntry, bytes: number): void;
  /** Grows with every byte; for the watchdog. */
  readonly bytes: number;
  start(counts: () => Pick<ProgressSnapshot, 'subject' | 'modulesDone' | 'modulesKnown'>): void;
  stop(): void;
}

export function openProgressMeter(clock: Clock, reporter: Reporter): ProgressMeter {
  const bytesByMirror = new Map<string, number>();
  let bytes = 0;
  let cancelTick: Cancel = () => {};

  const busiest = () =>
    [...bytesByMirror].reduce<[string | undefined, number]>(
      (most, one) => (one[1] > most[1] ? one : most),
      [undefined, 0],
    )[0];

  return {
    received(mirror, count) {
      bytes += count;
      bytesByMirror.set(mirror.name, (bytesByMirror.get(mirror.name) ?? 0) + count);
    },
    get bytes() {
      return bytes;
    },
    start(counts) {
      // A second start without a stop would leave the first one ticking for ever.
      cancelTick();
      let state = startProgress(clock.now());
      const tick = () => {
        const next = advanceProgress(
          state,
          { ...counts(), bytes, mirror: busiest() },
          clock.now(),
          reporter.progressStyle,
        );
        state = next.state;
        if (next.line !== undefined) reporter.showProgress(next.line);
        cancelTick = clock.after(tickMs, tick);
      };
      cancelTick = clock.after(tickMs, tick);
    },
    stop() {
      cancelTick();
    },
  };
}
