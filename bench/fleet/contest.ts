import { actionRunner, loopRunner, type Runner } from './runners.ts';
import { type Fleet, simulate } from './simulation.ts';

const second = 1_000;
const minute = 60 * second;

/** How long one point of the load curve lasts. */
export const bucketSeconds = 5;

export interface FleetScenario {
  readonly name: string;
  readonly title: string;
  readonly fleet: Fleet;
}

/** One policy in one fleet. Plain data, kept in docs/benchmarks/results.json. */
export interface FleetStanding {
  readonly policy: string;
  readonly done: number;
  readonly runners: number;
  readonly allDoneAtMs?: number;
  readonly lostRuns: number;
  readonly unreachedRuns: number;
  readonly requests: number;
  readonly overloaded: number;
  /** Requests per second while the mirror is down: mean, and the busiest second. */
  readonly meanWhileDown: number;
  readonly peakWhileDown: number;
  /** The busiest second after its return. */
  readonly peakAfter: number;
  /** Mean requests per second of each `bucketSeconds` from the start. */
  readonly curve: readonly number[];
}

export interface FleetRecord {
  readonly name: string;
  readonly title: string;
  readonly standings: readonly FleetStanding[];
}

const policies: readonly (readonly [name: string, runner: Runner])[] = [
  ['the action', actionRunner],
  ['every 10 s, 5 tries', loopRunner(5, 10 * second)],
  ['every 10 s, endless', loopRunner(Number.POSITIVE_INFINITY, 10 * second)],
];

/** A third of the runners is at work when the mirror goes down, half of them start in the minute after that. */
export function outageOf(lastsMs: number, runners = 1_000): Fleet {
  return {
    runners,
    filesPerRunner: 20,
    runMs: 40 * second,
    startWithinMs: 2 * minute,
    outage: { fromMs: minute, untilMs: minute + lastsMs },
    requestsPerSecond: 0.4 * runners,
    longestQueue: 2 * runners,
    rttMs: 50,
    restartMs: [minute / 2, 1.5 * minute],
    horizonMs: 30 * minute,
    seed: 1,
  };
}

export const fleetScenarios: readonly FleetScenario[] = [
  {
    name: 'fleet-90s',
    title: '1,000 runners, the only mirror is down for 90 s',
    fleet: outageOf(1.5 * minute),
  },
  {
    name: 'fleet-5min',
    title: '1,000 runners, the only mirror is down for 5 minutes',
    fleet: outageOf(5 * minute),
  },
];

/** Every policy in the same fleet, one after the other. */
export async function compete(
  { name, title, fleet }: FleetScenario,
  directory: string,
): Promise<FleetRecord> {
  const standings: FleetStanding[] = [];
  for (const [policy, runner] of policies) {
    const { done, allDoneAtMs, lostRuns, unreachedRuns, load } = await simulate(
      fleet,
      runner,
      directory,
    );
    const from = Math.ceil(fleet.outage.fromMs / second);
    const until = Math.floor(fleet.outage.untilMs / second);
    const whileDown = load.perSecond.slice(from, until);
    standings.push({
      policy,
      done,
      runners: fleet.runners,
      ...(allDoneAtMs === undefined ? {} : { allDoneAtMs: Math.round(allDoneAtMs) }),
      lostRuns,
      unreachedRuns,
      requests: load.requests,
      overloaded: load.overloaded,
      meanWhileDown: Math.round(sum(whileDown) / (until - from)),
      peakWhileDown: Math.max(0, ...whileDown),
      peakAfter: Math.max(0, ...load.perSecond.slice(until)),
      curve: bucketsOf(load.perSecond),
    });
  }
  return { name, title, standings };
}

function bucketsOf(perSecond: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(perSecond.length / bucketSeconds) }, (_, index) => {
    const from = index * bucketSeconds;
    return Math.round(sum(perSecond.slice(from, from + bucketSeconds)) / bucketSeconds);
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
