import { type Clock, sleep } from '../../src/effects.ts';
import { type Failure, FailureError } from '../../src/failure.ts';
import type { Endpoint } from '../../src/module/endpoint.ts';
import { indexSums, parseGoSum } from '../../src/module/gosum.ts';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
import type { ExchangeRequest, HttpClient } from '../../src/network/http-client.ts';
import { mostInFlight } from '../../src/resilience/concurrency.ts';
import type { Limits } from '../../src/resilience/profiles.ts';
import { DeadEnd } from '../../src/upstream/dead-end.ts';
import type { RunEvent } from '../../src/upstream/events.ts';
import { type FetchTools, fetchModule } from '../../src/upstream/fetch.ts';
import type { FetchOutcome } from '../../src/upstream/fetch-outcome.ts';
import { FirstBytes } from '../../src/upstream/first-bytes.ts';
import { createJournal } from '../../src/upstream/journal.ts';
import { MirrorSet } from '../../src/upstream/mirror-set.ts';
import { createOutageGate } from '../../src/upstream/outage.ts';
import { anyMirrorAnswers, probeMirrors } from '../../src/upstream/probe.ts';
import { RequestGate } from '../../src/upstream/request-gate.ts';
import { RetryGate } from '../../src/upstream/retry-gate.ts';
import { SpoolSpace } from '../../src/upstream/spool.ts';
import { outageProbeLimits } from '../../src/upstream/timing.ts';
import { createFakeClock } from '../support/clock.ts';
import { goSumOf, makeModule, type TestModule } from '../support/modules.ts';
import { seededRandom } from '../support/random.ts';

/** How likely each fault of a mirror is, for every request anew. */
export interface FaultRates {
  readonly refused: number;
  readonly silent: number;
  readonly status500: number;
  readonly throttled: number;
  readonly cut: number;
  readonly stalled: number;
}

export interface SimulatedMirror {
  readonly faults: FaultRates;
  readonly latencyMs: number;
  /** Refuses everything in this time, or says nothing at all. */
  readonly downFromMs?: number;
  readonly downUntilMs?: number;
  readonly isSilentWhenDown?: boolean;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly mirrors: readonly SimulatedMirror[];
  readonly files: number;
  /** A file is asked for this long after the one before it. */
  readonly everyMs: number;
  /** The first file is asked for this long after the probes; default: at once. */
  readonly startAtMs?: number;
  readonly limits: Limits;
}

export interface SimulationRun {
  readonly outcomes: readonly (FetchOutcome | 'deadline')[];
  readonly requests: readonly {
    readonly mirror: number;
    readonly atMs: number;
    readonly path: string;
  }[];
  readonly events: readonly RunEvent[];
  readonly endedAtMs: number;
  /** Every wait that was begun. */
  readonly waits: readonly { readonly atMs: number; readonly delayMs: number }[];
  /** Timers that nobody cancelled. */
  readonly leftOver: number;
  readonly tools: FetchTools;
}

export const noFaults: FaultRates = {
  refused: 0,
  silent: 0,
  status500: 0,
  throttled: 0,
  cut: 0,
  stalled: 0,
};

const modules: readonly TestModule[] = Array.from({ length: 40 }, (_, i) =>
  makeModule(`example.com/m${i}`, 'v1.0.0'),
);
const probed = makeModule('example.com/probed', 'v1.0.0');

/** The real searches, breakers, budget and outage gate over mirrors that are played, on a clock that jumps. */
export async function simulate(options: SimulationOptions): Promise<SimulationRun> {
  const { limits } = options;
  const fake = createFakeClock();
  const waits: { atMs: number; delayMs: number }[] = [];
  const clock: Clock = {
    now: fake.now,
    after: (delayMs, action) => {
      waits.push({ atMs: fake.now(), delayMs });
      return fake.after(delayMs, action);
    },
  };
  const random = seededRandom(options.seed);
  const requests: { mirror: number; atMs: number; path: string }[] = [];
  const events: RunEvent[] = [];
  const tell = (event: RunEvent) => events.push(event);
  const client: HttpClient = {
    async get(request) {
      const mirror = Number(request.url.hostname.slice(1, 2));
      requests.push({ mirror, atMs: fake.now(), path: request.url.pathname });
      const played = options.mirrors[mirror];
      if (!played) throw new Error(`no such mirror: ${request.url}`);
      return play(played, request, fake, random);
    },
    send: () => Promise.reject(new Error('nobody sends here')),
    close: async () => {},
  };
  const entries = options.mirrors.map((_, i): MirrorEntry => {
    const name = `m${i}.example`;
    return { kind: 'mirror', url: `https://${name}`, name, isPublic: true };
  });
  const list = { groups: [entries], ending: 'none', endingAfter: 'any-error' } as const;
  const used = modules.slice(0, options.files);
  const sums = indexSums(parseGoSum(goSumOf([...modules, probed]), 'go.sum').lines);
  const mirrors = new MirrorSet(list, clock, tell, (mirror) => outage.answered(mirror));
  const tools = {
    client,
    spool: new SpoolSpace('/nonexistent'),
    journal: createJournal(),
    clock,
    wallClock: () => 0,
    onBytes: () => {},
  };
  const probing = { tools, mirrors, sums, limits, endpointFor: () => endpointOf(probed) };
  const outage = createOutageGate({
    clock,
    random,
    probe: (candidates, round, signal) =>
      anyMirrorAnswers(
        { ...probing, limits: outageProbeLimits(limits, round), signal },
        candidates,
      ),
    tell,
  });
  const fetchTools: FetchTools = {
    ...tools,
    mirrors,
    sums,
    limits,
    random,
    tell,
    lane: new RequestGate(mostInFlight, clock).lane('asked'),
    outage,
    deadEnd: new DeadEnd(),
    retryGate: new RetryGate(clock, tell),
    firstBytes: new FirstBytes(),
    isPrivate: () => false,
  };
  const deadline = new AbortController();
  const { signal } = deadline;
  const cancelDeadline = fake.after(limits.deadlineMs, () => deadline.abort(new Error('deadline')));
  let isOver = false;
  const probes = probeMirrors({ ...probing, signal });
  const fetchAll = () =>
    Promise.all(
      used.map(async (module, i): Promise<FetchOutcome | 'deadline'> => {
        try {
          await probes.ready;
          await sleep(fake, (options.startAtMs ?? 0) + i * options.everyMs, signal);
          return await fetchModule(fetchTools, endpointOf(module), signal);
        } catch (thrown) {
          if (thrown !== signal.reason) throw thrown;
          return 'deadline';
        }
      }),
    );
  const all = fetchAll().finally(() => {
    isOver = true;
  });
  all.catch(() => {});
  while (!isOver) {
    const [nextMs] = fake.pendingDelays();
    await fake.advance(nextMs ?? 0);
  }
  const outcomes = await all;
  await probes.finish();
  cancelDeadline();
  const endedAtMs = fake.now();
  return {
    outcomes,
    requests,
    events,
    endedAtMs,
    waits,
    leftOver: fake.pendingDelays().length,
    tools: fetchTools,
  };
}

function endpointOf({ path, version }: TestModule): Endpoint {
  return { kind: 'mod', module: { path, version } };
}

async function play(
  mirror: SimulatedMirror,
  { url, limits, signal }: ExchangeRequest,
  clock: Clock,
  random: () => number,
) {
  const fail = (failure: Failure) => new FailureError(failure);
  const detail = 'played';
  const nowMs = clock.now();
  const isDown =
    nowMs >= (mirror.downFromMs ?? Number.POSITIVE_INFINITY) && nowMs < (mirror.downUntilMs ?? 0);
  const downAs = mirror.isSilentWhenDown ? 'silent' : 'refused';
  const fault = isDown ? downAs : drawFault(mirror.faults, random());
  if (fault === 'silent') {
    await sleep(clock, limits.firstByteMs, signal);
    throw fail({ class: 'stall', phase: 'headers', detail });
  }
  const latencyMs = mirror.latencyMs * (0.5 + random());
  await sleep(clock, latencyMs, signal);
  if (fault === 'refused') throw fail({ class: 'connect-refused', detail });
  const module = [probed, ...modules].find(({ path }) => url.pathname.startsWith(`/${path}/`));
  const bytes = module?.mod ?? Buffer.alloc(0);
  const status = fault === 'status500' ? 500 : fault === 'throttled' ? 429 : 200;
  async function* body() {
    yield bytes.subarray(0, 4);
    if (fault === 'stalled') {
      await sleep(clock, limits.stallMs, signal);
      throw fail({ class: 'stall', phase: 'body', detail });
    }
    if (fault === 'cut') throw fail({ class: 'connection-reset', phase: 'body', detail });
    signal.throwIfAborted();
    yield bytes.subarray(4);
  }
  return {
    status,
    headers: fault === 'throttled' ? { 'retry-after': '3600' } : {},
    sent: 'none' as const,
    firstByteMs: clock.now() - nowMs,
    reusedConnection: true,
    body: status === 200 ? body() : none(),
    discard: async () => {},
  };
}

async function* none(): AsyncGenerator<Buffer> {}

function drawFault(rates: FaultRates, drawn: number): keyof FaultRates | undefined {
  let left = drawn;
  for (const [name, rate] of Object.entries(rates) as [keyof FaultRates, number][]) {
    left -= rate;
    if (left < 0) return name;
  }
  return undefined;
}
