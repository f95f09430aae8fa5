import { sleep } from '../../src/effects.ts';
import { randomFor } from '../lab/fate.ts';
import { fileText, type Runner } from './runners.ts';
import { createSimulatedClock } from './simulated-clock.ts';
import { createSimulatedMirror, type Load } from './simulated-mirror.ts';

export interface Fleet {
  readonly runners: number;
  readonly filesPerRunner: number;
  /** How long a run takes that meets no fault. */
  readonly runMs: number;
  /** The runners start evenly within this time. */
  readonly startWithinMs: number;
  readonly outage: { readonly fromMs: number; readonly untilMs: number };
  readonly requestsPerSecond: number;
  readonly longestQueue: number;
  readonly rttMs: number;
  /** A job that has failed is started again by somebody after a time between these. */
  readonly restartMs: readonly [least: number, most: number];
  /** What is not done by then is told as not done. */
  readonly horizonMs: number;
  readonly seed: number;
}

export interface FleetResult {
  readonly done: number;
  /** When the last one was done; undefined where not all were. */
  readonly allDoneAtMs: number | undefined;
  /** Runs that ended in failure although the mirror had answered them, and those that it never answered. */
  readonly lostRuns: number;
  readonly unreachedRuns: number;
  readonly load: Load;
}

/** Plays a fleet of the same runners against one mirror. The same fleet gives the same result. */
export async function simulate(
  fleet: Fleet,
  runner: Runner,
  directory: string,
): Promise<FleetResult> {
  const clock = createSimulatedClock();
  const mirror = createSimulatedMirror({
    clock,
    rttMs: fleet.rttMs,
    requestsPerSecond: fleet.requestsPerSecond,
    longestQueue: fleet.longestQueue,
    down: fleet.outage,
    body: fileText,
  });
  const { signal } = new AbortController();
  const problems: unknown[] = [];
  let done = 0;
  let lostRuns = 0;
  let unreachedRuns = 0;
  let lastDoneAtMs = 0;

  async function play(index: number): Promise<void> {
    const random = randomFor('runner', fleet.seed, index);
    await sleep(clock, random() * fleet.startWithinMs, signal);
    const { filesPerRunner: files, runMs } = fleet;
    const tools = { clock, random, mirror, files, runMs, directory };
    for (;;) {
      const end = await runner(tools);
      if (end === 'complete') break;
      if (end === 'lost-mirror') lostRuns += 1;
      else unreachedRuns += 1;
      const [least, most] = fleet.restartMs;
      await sleep(clock, least + random() * (most - least), signal);
    }
    done += 1;
    lastDoneAtMs = clock.now();
  }

  for (let index = 0; index < fleet.runners; index += 1) {
    play(index).catch((error: unknown) => problems.push(error));
  }
  await clock.run(
    () => problems.length > 0 || done === fleet.runners || clock.now() > fleet.horizonMs,
  );
  if (problems.length > 0) throw new AggregateError(problems, 'a runner broke');
  return {
    done,
    allDoneAtMs: done === fleet.runners ? lastDoneAtMs : undefined,
    lostRuns,
    unreachedRuns,
    load: mirror.load,
  };
}
