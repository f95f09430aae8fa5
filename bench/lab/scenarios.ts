import type { Goal } from './goals.ts';
import type { FaultShares, LabPlan, MirrorPlan, ServingMirror } from './plan.ts';

export interface Scenario {
  readonly name: string;
  /** One line for the table. */
  readonly title: string;
  /** A directory of __tests__/fixtures/projects. */
  readonly project: string;
  /** Whether it needs one more module, made up, with a zip of 130 MB. */
  readonly hasLargeModule?: true;
  /** None: the network this machine has. */
  readonly mirrors: readonly MirrorPlan[];
  readonly outage?: LabPlan['outage'];
  /** Whether another seed gives another run: then each seed is run once, else all rounds have the same seed. */
  readonly isDrawn?: true;
  /** After this long plain `go` and the loop are stopped. */
  readonly rivalLimitMs: number;
  /** Where they hang or fail so many runs show it, and more would take hours; undefined: as many as the action. */
  readonly rivalRuns?: number;
  readonly goals: readonly Goal[];
}

const second = 1_000;
const minute = 60 * second;
const mebibyte = 2 ** 20;

/** An ordinary line: a mirror in the same part of the world. What is compared with "healthy" is compared at this one. */
const ordinaryRttMs = 20;
const healthy: ServingMirror = { kind: 'serving', line: { rttMs: ordinaryRttMs } };
const healthyName = `rtt-${ordinaryRttMs}`;

/** A quarter of all requests fails. */
const quarter: FaultShares = {
  silence: 0.05,
  stall: 0.05,
  reset: 0.05,
  serverError: 0.05,
  truncation: 0.05,
};
const faulty: ServingMirror = { ...healthy, faults: quarter };

function roundTrip(rttMs: number, goals: readonly Goal[]): Scenario {
  return {
    name: `rtt-${rttMs}`,
    title: rttMs === 0 ? 'healthy, no latency' : `healthy, ${rttMs} ms round trip`,
    project: 'golangci-lint',
    mirrors: [{ kind: 'serving', line: { rttMs } }],
    rivalLimitMs: 5 * minute,
    goals: [{ kind: 'all-succeed' }, ...goals],
  };
}

function firstMirror(name: string, title: string, first: MirrorPlan): Scenario {
  return {
    name: `first-${name}`,
    title: `first of two mirrors ${title}`,
    project: 'golangci-lint',
    mirrors: [first, healthy],
    rivalLimitMs: 2 * minute,
    rivalRuns: 2,
    goals: [
      { kind: 'all-succeed' },
      { kind: 'over-action-of', baseline: healthyName, mostMs: 3 * second },
    ],
  };
}

/** The round trips of the plot, too. */
export const roundTripScenarios: readonly Scenario[] = [
  roundTrip(0, [
    { kind: 'download-to-plain', most: 1.05 },
    { kind: 'over-plain', mostMs: second },
  ]),
  roundTrip(ordinaryRttMs, []),
  roundTrip(50, [{ kind: 'over-plain-of', baseline: 'rtt-0', mostMs: 3 * second }]),
  roundTrip(100, []),
  roundTrip(200, [{ kind: 'over-plain-of', baseline: 'rtt-0', mostMs: 6 * second }]),
];

export const scenarios: readonly Scenario[] = [
  ...roundTripScenarios,
  firstMirror('refused', 'refuses connections', { kind: 'refused' }),
  firstMirror('dropped', 'is behind a firewall that drops', { kind: 'dropped' }),
  firstMirror('silent', 'accepts and says nothing', { kind: 'silent' }),
  firstMirror('tls-hang', 'never completes TLS', { kind: 'tls-hang' }),
  firstMirror('503', 'answers 5xx', { ...healthy, faults: { serverError: 1 } }),
  firstMirror('stalls', 'stalls after headers', { ...healthy, faults: { stallAfterHeaders: 1 } }),
  firstMirror('throttles', 'answers 429 to one in five', { ...healthy, faults: { throttle: 0.2 } }),
  {
    name: 'faulty-3',
    title: 'three mirrors; 10 % stalls, 5 % resets, 5 % 5xx, 5 % truncation on each',
    project: 'golangci-lint',
    mirrors: [faulty, faulty, faulty],
    isDrawn: true,
    rivalLimitMs: 2 * minute,
    rivalRuns: 5,
    goals: [{ kind: 'all-succeed' }, { kind: 'times-action-of', baseline: healthyName, most: 3 }],
  },
  {
    name: 'faulty-1',
    title: 'the same on a single mirror',
    project: 'golangci-lint',
    mirrors: [faulty],
    isDrawn: true,
    rivalLimitMs: 2 * minute,
    rivalRuns: 5,
    goals: [{ kind: 'all-succeed' }],
  },
  {
    name: 'cut',
    title: 'every connection cut after 2 MiB, Range honoured',
    project: 'hugo',
    hasLargeModule: true,
    mirrors: [{ ...healthy, cutAfterBytes: 2 * mebibyte }],
    rivalLimitMs: 2 * minute,
    rivalRuns: 2,
    goals: [{ kind: 'all-succeed' }, { kind: 'bytes-to-needed', most: 1.2 }],
  },
  {
    name: 'cut-no-range',
    title: 'the same without Range, a healthy second mirror',
    project: 'hugo',
    hasLargeModule: true,
    mirrors: [{ ...healthy, cutAfterBytes: 2 * mebibyte, supportsRange: false }, healthy],
    rivalLimitMs: 2 * minute,
    rivalRuns: 2,
    goals: [{ kind: 'all-succeed' }],
  },
  {
    name: 'wrong-bytes',
    title: 'wrong bytes for 5 % of modules, a healthy second mirror',
    project: 'golangci-lint',
    mirrors: [{ ...healthy, wrongModules: 0.05 }, healthy],
    isDrawn: true,
    rivalLimitMs: 2 * minute,
    rivalRuns: 5,
    // It is left alone after two modules; what was under way then still comes. Without that there are some fifty.
    goals: [
      { kind: 'all-succeed' },
      { kind: 'asked-per-file', most: 3 },
      { kind: 'wrong-answers', most: 10 },
    ],
  },
  {
    name: 'outage',
    title: 'all three mirrors down for 60 s in the middle',
    project: 'golangci-lint',
    mirrors: [healthy, healthy, healthy],
    outage: { afterRequests: 500, lastsMs: minute },
    rivalLimitMs: 5 * minute,
    rivalRuns: 2,
    goals: [{ kind: 'all-succeed' }, { kind: 'outage-rate', most: 1 }],
  },
  {
    name: 'large',
    title: 'a zip of 130 MB, 4 MB/s per connection',
    project: 'hugo',
    hasLargeModule: true,
    mirrors: [{ kind: 'serving', line: { rttMs: ordinaryRttMs, bandwidth: 4_000_000 } }],
    rivalLimitMs: 5 * minute,
    rivalRuns: 2,
    goals: [{ kind: 'all-succeed' }, { kind: 'peak-memory', mostMiB: 300 }],
  },
];

/** Through the GOPROXY this machine has: another result on every day, so it is no part of the table. */
export const networkScenario: Scenario = {
  name: 'network',
  title: "this machine's own GOPROXY",
  project: 'golangci-lint',
  mirrors: [],
  rivalLimitMs: 5 * minute,
  goals: [{ kind: 'all-succeed' }],
};

/** `--latency MS`. */
export function latencyScenario(rttMs: number): Scenario {
  return roundTrip(rttMs, []);
}

/** What CI runs: that the lab works, and that the action does where plain `go` cannot. */
export const quickScenarios: readonly Scenario[] = [
  { ...roundTrip(5, []), name: 'quick-healthy', project: 'starter' },
  {
    name: 'quick-faulty',
    title: 'three mirrors; 5 % resets, 5 % 5xx, 5 % truncation on each',
    project: 'starter',
    mirrors: [1, 2, 3].map(() => ({
      kind: 'serving',
      line: { rttMs: 5 },
      faults: { reset: 0.05, serverError: 0.05, truncation: 0.05 },
    })),
    isDrawn: true,
    rivalLimitMs: 20 * second,
    goals: [{ kind: 'all-succeed' }],
  },
];
