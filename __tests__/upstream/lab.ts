import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexSums, parseGoSum } from '../../src/module/gosum.ts';
import type { MirrorEntry, MirrorList } from '../../src/module/mirror-list.ts';
import { createHttpClient, type HttpClient } from '../../src/network/http-client.ts';
import { mostInFlight } from '../../src/resilience/concurrency.ts';
import type { Limits } from '../../src/resilience/profiles.ts';
import { DeadEnd } from '../../src/upstream/dead-end.ts';
import type { RunEvent } from '../../src/upstream/events.ts';
import type { FetchTools } from '../../src/upstream/fetch.ts';
import { FirstBytes } from '../../src/upstream/first-bytes.ts';
import type { Intake } from '../../src/upstream/intake.ts';
import { createJournal } from '../../src/upstream/journal.ts';
import { MirrorSet } from '../../src/upstream/mirror-set.ts';
import type { OutageGate } from '../../src/upstream/outage.ts';
import { RequestGate } from '../../src/upstream/request-gate.ts';
import { RetryGate } from '../../src/upstream/retry-gate.ts';
import { SpoolSpace } from '../../src/upstream/spool.ts';
import type { Spooled } from '../../src/upstream/spooled.ts';
import { createFakeClock, type FakeClock, settle } from '../support/clock.ts';
import { goSumOf, type TestModule } from '../support/modules.ts';
import { seededRandom } from '../support/random.ts';

/** Far beyond any backoff: only a test that means to meet a limit meets one. */
const never = 1e9;

export const patientLimits: Limits = {
  connectMs: never,
  firstByteMs: never,
  lastFirstByteMs: never,
  stallMs: never,
  retries: 5,
  deadlineMs: never,
};

export interface LabOptions {
  /** Groups of mirror URLs; a plain list is one group. */
  readonly mirrors: readonly string[] | readonly (readonly string[])[];
  readonly ending?: MirrorList['ending'];
  /** Modules that go.sum names. */
  readonly sums?: readonly TestModule[];
  readonly limits?: Partial<Limits>;
  readonly concurrency?: number;
  readonly isPublic?: (url: string) => boolean;
  readonly isPrivate?: (path: string) => boolean;
  /** Patterns that a mirror is limited to. */
  readonly only?: (url: string) => string | undefined;
  readonly outage?: OutageGate;
  readonly isHedging?: boolean;
  /** Servers that stand in for hosts of the world: `https://host` → URL on loopback. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** Leave it out and backoff is random, repeatably. */
  readonly random?: () => number;
  /** For a mirror that is to wait by the same clock. */
  readonly clock?: FakeClock;
}

/** Never asks for a hedge: a driven clock would let its delay pass while an answer is on its way. */
class PatientFirstBytes extends FirstBytes {
  override hedgeDelayMs(): number {
    return never;
  }
}

/** A spool that knows what it holds; to free one file twice is an error. */
export class WatchedSpool extends SpoolSpace {
  readonly held = new Set<Spooled>();
  /** Begun, and neither finished nor discarded. */
  readonly unfinished = new Set<Intake>();

  override open(limitBytes: number): Intake {
    const intake = super.open(limitBytes);
    this.unfinished.add(intake);
    const [finish, discard] = [intake.finish.bind(intake), intake.discard.bind(intake)];
    intake.finish = async () => {
      this.unfinished.delete(intake);
      const file = await finish();
      this.held.add(file);
      return file;
    };
    intake.discard = async () => {
      this.unfinished.delete(intake);
      await discard();
    };
    return intake;
  }

  override async release(file: Spooled): Promise<void> {
    // An empty file costs nothing and need not come from here.
    if (!this.held.has(file) && file.size > 0) throw new Error('freed twice');
    await super.release(file);
    this.held.delete(file);
  }
}

export interface Lab {
  readonly tools: FetchTools;
  readonly gate: RequestGate;
  readonly spool: WatchedSpool;
  /** Where the spool keeps large files. */
  readonly directory: string;
  readonly clock: FakeClock;
  /** What happened to mirrors and budget, in order. */
  readonly events: readonly RunEvent[];
  readonly signal: AbortSignal;
  readonly abort: (reason: unknown) => void;
  mirror(url: string): MirrorEntry;
  /** Resolves as `promise` does, letting every wait of a backoff's length pass at once. */
  drive<T>(promise: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

function limitOf(only: string | undefined): Pick<MirrorEntry, 'only'> {
  return only === undefined ? {} : { only };
}

/** Everything a fetch needs, over real sockets and with time standing still. */
export async function openLab(options: LabOptions): Promise<Lab> {
  const clock = options.clock ?? createFakeClock();
  const directory = await mkdtemp(join(tmpdir(), 'gmr-lab-'));
  const client = redirected(
    createHttpClient({ router: () => ({ kind: 'direct' }), certificates: [], clock }),
    options.hosts ?? {},
  );
  const spool = new WatchedSpool(directory);
  const groups = options.mirrors.map((group) => (typeof group === 'string' ? [group] : group));
  const isFlat = options.mirrors.every((group) => typeof group === 'string');
  const entries = new Map<string, MirrorEntry>();
  const entry = (url: string): MirrorEntry => {
    const known = entries.get(url) ?? {
      kind: 'mirror',
      url,
      name: url.replace(/^\w+:\/\//, ''),
      isPublic: options.isPublic?.(url) ?? true,
      ...limitOf(options.only?.(url)),
    };
    entries.set(url, known);
    return known;
  };
  const members = isFlat ? [groups.flat().map(entry)] : groups.map((group) => group.map(entry));
  const controller = new AbortController();
  const events: RunEvent[] = [];
  const tell = (event: RunEvent) => events.push(event);
  const gate = new RequestGate(options.concurrency ?? mostInFlight, clock);
  const tools: FetchTools = {
    client,
    spool,
    journal: createJournal(),
    clock,
    wallClock: () => Date.parse('2026-11-20T10:00:00Z'),
    onBytes: () => {},
    mirrors: new MirrorSet(
      { groups: members, ending: options.ending ?? 'none', endingAfter: 'any-error' },
      clock,
      tell,
    ),
    outage: options.outage ?? {
      recovered: async () => 'never-down',
      answered: () => {},
      isOn: () => false,
    },
    deadEnd: new DeadEnd(),
    retryGate: new RetryGate(clock, tell),
    firstBytes: options.isHedging ? new FirstBytes() : new PatientFirstBytes(),
    lane: gate.lane('asked'),
    sums: indexSums(parseGoSum(goSumOf(options.sums ?? []), 'go.sum').lines),
    limits: { ...patientLimits, ...options.limits },
    random: options.random ?? seededRandom(7),
    isPrivate: options.isPrivate ?? (() => false),
    tell,
  };
  return {
    tools,
    gate,
    spool,
    directory,
    clock,
    events,
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    mirror: entry,
    async drive(promise) {
      let isSettled = false;
      const watched = promise.finally(() => {
        isSettled = true;
      });
      watched.catch(() => {});
      while (!isSettled) {
        const [nextMs] = clock.pendingDelays();
        if (nextMs !== undefined && nextMs <= 10_000) await clock.advance(nextMs);
        else await settle();
      }
      return watched;
    },
    async close() {
      await client.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function redirected(client: HttpClient, hosts: Readonly<Record<string, string>>): HttpClient {
  return {
    ...client,
    get: (request) => {
      const base = hosts[request.url.origin];
      const url = base === undefined ? request.url : new URL(base + request.url.pathname);
      return client.get({ ...request, url });
    },
  };
}
