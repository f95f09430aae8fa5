import { connect } from '../../src/action/connection.ts';
import { type Effects, sleep } from '../../src/effects.ts';
import type { Endpoint } from '../../src/module/endpoint.ts';
import { indexSums } from '../../src/module/gosum.ts';
import { hashMod } from '../../src/module/h1.ts';
import { limitsFor } from '../../src/resilience/profiles.ts';
import { createJournal } from '../../src/upstream/journal.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import type { SimulatedMirror } from './simulated-mirror.ts';

export interface RunnerTools {
  readonly clock: SimulatedClock;
  readonly random: () => number;
  readonly mirror: SimulatedMirror;
  /** Files that the runner needs. */
  readonly files: number;
  /** How long a run takes that meets no fault: on a slow line, with all that is unpacked in between. */
  readonly runMs: number;
  /** For what the action writes down; nothing much comes together here. */
  readonly directory: string;
}

/** How one run of one job ended: with all its files, or not; then it matters whether the mirror had ever answered it. */
export type RunEnd = 'complete' | 'lost-mirror' | 'never-reached';

export type Runner = (tools: RunnerTools) => Promise<RunEnd>;

/** What every file of the simulated mirror is. */
export const fileText = Buffer.from('module golang.org/x/fleet\n');

const probed = { path: 'golang.org/x/fleet', version: 'v1.0.0' };
const limits = limitsFor('public');

/** `go` under the action asks for so many at once. */
const askedAtOnce = 16;
/** Plain `go` on a runner with four processors. */
const goAtOnce = 4;

/** The action's own way to a mirror, from the question of `go` on: only sockets, clock and chance are simulated. */
export const actionRunner: Runner = async (tools) => {
  const { clock, mirror } = tools;
  const ending = new AbortController();
  const effects: Effects = {
    clock,
    random: tools.random,
    log: { info() {}, debug() {}, startGroup() {}, endGroup() {} },
    env: {},
    platform: 'linux',
  };
  const entry = {
    kind: 'mirror',
    url: 'http://mirror.invalid',
    name: 'mirror.invalid',
    isPublic: false,
  } as const;
  // By name, so that what a later connection needs besides is no matter here.
  const options = {
    effects,
    list: { groups: [[entry]], ending: 'none', endingAfter: 'any-error' },
    shippedMirrors: [],
    limits,
    concurrency: 64,
    sums: indexSums([
      { module: probed, kind: 'mod', hash: hashMod(fileText), file: 'go.sum', line: 1 },
    ]),
    isPrivate: () => false,
    goVersion: '1.26.8',
    http: { client: mirror.client },
    journal: createJournal(),
    directory: tools.directory,
    signal: ending.signal,
    wantsRelay: false,
    wantsDatabase: false,
    onBytes: () => {},
    tell: () => {},
  } as const;
  const opening = connect(options);
  clock.waitFor(opening);
  const connection = await opening;
  const cancelDeadline = clock.after(limits.deadlineMs, () =>
    ending.abort(new Error('the deadline')),
  );
  try {
    connection.desk.startRun('fail');
    return await askForAll(tools, endpointsOf(tools.files), askedAtOnce, async (endpoint) => {
      const answer = await connection.desk.answer(endpoint).catch((error: unknown) => {
        if (ending.signal.aborted) return undefined;
        throw error;
      });
      if (answer?.status !== 200) return false;
      await answer.release();
      return true;
    });
  } finally {
    cancelDeadline();
    await connection.close();
  }
};

/** `go mod download` in a loop: every `intervalMs`, at most `tries` times. What is there is not asked for again. */
export function loopRunner(tries: number, intervalMs: number): Runner {
  return async (tools) => {
    const { clock, mirror } = tools;
    const { signal } = new AbortController();
    const missing = new Set(endpointsOf(tools.files));
    let hasReached = false;
    for (let attempt = 1; ; attempt += 1) {
      const end = await askForAll(tools, [...missing], goAtOnce, async (endpoint) => {
        // Plain `go` sets no limit to the wait for a first byte.
        const patient = { ...limits, firstByteMs: Number.POSITIVE_INFINITY };
        const isThere = await mirror.get({ limits: patient, signal }).then(
          ({ status }) => status === 200,
          () => false,
        );
        if (isThere) missing.delete(endpoint);
        return isThere;
      });
      if (end === 'complete') return end;
      hasReached ||= end === 'lost-mirror';
      if (attempt >= tries) return hasReached ? 'lost-mirror' : 'never-reached';
      await sleep(clock, intervalMs, signal);
    }
  };
}

function endpointsOf(files: number): Endpoint[] {
  return Array.from({ length: files }, (_, index) => ({
    kind: 'mod',
    module: { path: `example.com/m${index}`, version: 'v1.0.0' },
  }));
}

/** Asks for each file once, and goes on after a failure, as `go mod download` does. */
async function askForAll(
  { clock, random, files, runMs }: RunnerTools,
  endpoints: readonly Endpoint[],
  atOnce: number,
  ask: (endpoint: Endpoint) => Promise<boolean>,
): Promise<RunEnd> {
  const { signal } = new AbortController();
  const workMs = (runMs * atOnce) / files;
  let next = 0;
  let there = 0;
  const work = async () => {
    for (let endpoint = endpoints[next++]; endpoint; endpoint = endpoints[next++]) {
      if (!(await ask(endpoint))) continue;
      there += 1;
      await sleep(clock, 2 * random() * workMs, signal);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (there === endpoints.length) return 'complete';
  return there > 0 ? 'lost-mirror' : 'never-reached';
}
