import { type Effects, inGroup } from '../effects.ts';
import { formatElapsed } from './wording.ts';

/** The parts of a run in their order. Probing goes on beside the download, which waits for its first answer. */
export const phaseNames = [
  'toolchain',
  'verify',
  'restore',
  'check',
  'probe',
  'download',
  'save',
] as const;

export type PhaseName = (typeof phaseNames)[number];

export interface Phase {
  readonly name: PhaseName;
  /** On the run's clock. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** False where it threw. */
  readonly isComplete: boolean;
}

/** What people read of each phase. */
export const phaseTitles: Readonly<Record<PhaseName, string>> = {
  toolchain: 'Make Go ready',
  verify: 'Verify what was here before',
  restore: 'Restore the cache',
  check: 'Check what is there',
  probe: 'Probe the mirrors',
  download: 'Download and verify',
  save: 'Save the cache',
};

/** Runs `work` as a phase: what it prints is folded, and how long it took stands below the fold and in the record. */
export async function inPhase<T>(
  { clock, log }: Pick<Effects, 'clock' | 'log'>,
  phases: Phase[],
  name: PhaseName,
  work: () => Promise<T>,
): Promise<T> {
  const startedAtMs = clock.now();
  let isComplete = false;
  try {
    const result = await inGroup(log, phaseTitles[name], work);
    isComplete = true;
    return result;
  } finally {
    const durationMs = clock.now() - startedAtMs;
    phases.push({ name, startedAtMs, durationMs, isComplete });
    const took = formatElapsed(durationMs);
    log.info(`${phaseTitles[name]}: ${isComplete ? took : `ended after ${took}, not complete`}`);
  }
}
