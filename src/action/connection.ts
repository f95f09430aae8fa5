import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../effects.ts';
import { indexSums, type SumIndex } from '../module/gosum.ts';
import type { MirrorEntry, MirrorList } from '../module/mirror-list.ts';
import type { ModuleVersion } from '../module/path.ts';
import {
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
} from '../network/http-client.ts';
import { type Desk, type DirectRule, openDesk } from '../relay/desk.ts';
import { FetchAhead, type Prefetch } from '../relay/prefetch.ts';
import { startRelay } from '../relay/server.ts';
import { createSumdb } from '../relay/sumdb.ts';
import { locateDatabase } from '../relay/sumdb-source.ts';
import type { Limits } from '../resilience/profiles.ts';
import { DeadEnd } from '../upstream/dead-end.ts';
import type { Tell } from '../upstream/events.ts';
import type { FetchTools } from '../upstream/fetch.ts';
import type { FetchOutcome } from '../upstream/fetch-outcome.ts';
import { FirstBytes } from '../upstream/first-bytes.ts';
import type { Journal } from '../upstream/journal.ts';
import { MirrorSet } from '../upstream/mirror-set.ts';
import { createOutageGate } from '../upstream/outage.ts';
import {
  anyMirrorAnswers,
  type ProbeOptions,
  type ProbeVerdict,
  probeMirrors,
} from '../upstream/probe.ts';
import { probeEndpoints, wellKnownModHash, wellKnownModule } from '../upstream/probe-question.ts';
import { RequestGate } from '../upstream/request-gate.ts';
import { RetryGate } from '../upstream/retry-gate.ts';
import { SpoolSpace } from '../upstream/spool.ts';
import { outageProbeLimits } from '../upstream/timing.ts';

export interface ConnectionOptions {
  readonly effects: Effects;
  readonly list: MirrorList;
  /** Mirrors that Go itself ships with. */
  readonly shippedMirrors: readonly MirrorEntry[];
  readonly limits: Limits;
  /** Most requests for modules in flight. */
  readonly concurrency: number;
  readonly sums: SumIndex;
  readonly isPrivate: (modulePath: string) => boolean;
  /** What `go` may do by itself, past the mirrors. */
  readonly directFor?: (modulePath: string) => DirectRule;
  readonly goVersion: string;
  /** See `DeskOptions`. */
  readonly fetchToolchain?: (
    tools: FetchTools,
    module: ModuleVersion,
    signal: AbortSignal,
  ) => Promise<FetchOutcome>;
  readonly http: Omit<HttpClientOptions, 'clock'> | { readonly client: HttpClient };
  readonly journal: Journal;
  readonly directory: string;
  readonly signal: AbortSignal;
  /** False where `go` asks the mirrors itself: nothing listens then. */
  readonly wantsRelay: boolean;
  /** Whether later steps are to be told where the checksum database answers. */
  readonly wantsDatabase: boolean;
  readonly onBytes: (mirror: MirrorEntry, count: number) => void;
  readonly tell: Tell;
}

/** A way to the mirrors: the relay that `go` talks to and all that stands behind it. */
export interface Connection {
  /** The relay's URL; a secret. Empty where no relay was wanted. */
  readonly relayUrl: string;
  /** Empty where no relay was wanted. */
  readonly relayToken: string;
  readonly desk: Desk;
  readonly prefetch: Prefetch;
  readonly mirrors: MirrorSet;
  /** For what is fetched past the desk; each search opens its own lane. */
  readonly tools: FetchTools;
  /** Settles when the mirrors are known well enough to be put into an order. */
  readonly ready: Promise<void>;
  /** Where the checksum database itself answers; undefined where it does not, or nobody wanted to know. */
  readonly databaseUrl: Promise<string | undefined>;
  /** Ends probes, relay and connections, and says how each mirror's probe ended. */
  close(): Promise<readonly ProbeVerdict[]>;
}

/**
 * Opens the relay, where one is wanted, and starts to probe the mirrors; does not wait for their answers.
 * @throws FailureError `internal` when nothing can listen on loopback.
 */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const { effects, limits, signal, tell } = options;
  const spoolDirectory = join(options.directory, 'spool');
  await mkdir(spoolDirectory, { recursive: true, mode: 0o700 });
  const spool = new SpoolSpace(spoolDirectory);
  const client =
    'client' in options.http
      ? options.http.client
      : createHttpClient({ ...options.http, clock: effects.clock });
  const mirrors = new MirrorSet(options.list, effects.clock, tell, (mirror) =>
    outage.answered(mirror),
  );
  const tools = {
    client,
    spool,
    journal: options.journal,
    clock: effects.clock,
    wallClock: Date.now,
    onBytes: options.onBytes,
  };

  const probeOptions: ProbeOptions = {
    tools,
    mirrors,
    sums: probeSums(options.sums),
    endpointFor: probeEndpoints(options.list, options.sums, options.isPrivate),
    limits,
    signal,
    tell,
  };
  const outage = createOutageGate({
    clock: effects.clock,
    random: effects.random,
    probe: (candidates, round, waiting) =>
      anyMirrorAnswers(
        { ...probeOptions, limits: outageProbeLimits(limits, round), signal: waiting },
        candidates,
      ),
    tell,
  });

  const gate = new RequestGate(options.concurrency, effects.clock);
  const fetchTools: FetchTools = {
    ...tools,
    mirrors,
    outage,
    deadEnd: new DeadEnd(),
    retryGate: new RetryGate(effects.clock, tell),
    firstBytes: new FirstBytes(),
    lane: gate.lane('asked'),
    sums: options.sums,
    limits,
    random: effects.random,
    isPrivate: options.isPrivate,
    tell,
  };
  const shipped = new Set(options.shippedMirrors.map(({ url }) => url));
  // A question to the database names a module that a limited mirror must not hear of.
  const general = mirrors.all.filter(({ only }) => only === undefined);
  const sumdbOptions = {
    tools: fetchTools,
    shippedMirrors: general.filter(({ url }) => shipped.has(url)),
    otherMirrors: general.filter(({ url }) => !shipped.has(url)),
    goVersion: options.goVersion,
    signal,
  };
  const sumdb = createSumdb(sumdbOptions);
  const { promise: ready, resolve: markReady } = Promise.withResolvers<void>();
  const { fetchToolchain } = options;
  const desk = openDesk({
    tools: fetchTools,
    gate,
    signal,
    sumdb: sumdb.fetch,
    ready,
    ...(options.directFor && { directFor: options.directFor }),
    ...(fetchToolchain && {
      fetchToolchain: (module, until) =>
        fetchToolchain({ ...fetchTools, lane: gate.lane('asked') }, module, until),
    }),
    onTaken: () => prefetch.fileTaken(),
  });
  const prefetch = new FetchAhead({
    desk,
    searches: options.concurrency,
    freeBytes: () => freeBytesOf(spoolDirectory),
    ready,
    signal,
  });
  const relay = options.wantsRelay ? await startRelay((asked) => desk.answer(asked)) : undefined;
  // Only now: a relay that cannot listen ends everything, and nobody would be left to end the probes.
  const probing = probeMirrors(probeOptions);
  void probing.ready.then(markReady);
  const database = options.wantsDatabase
    ? locateDatabase(sumdbOptions)
    : Promise.resolve(undefined);

  return {
    relayUrl: relay?.url ?? '',
    relayToken: relay?.token ?? '',
    desk,
    prefetch,
    mirrors,
    tools: fetchTools,
    ready,
    databaseUrl: database,
    close: async () => {
      const verdicts = await probing.finish();
      await relay?.close();
      await client.close();
      return verdicts;
    },
  };
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

/** The well-known file's hash counts for the probe alone: the job's own go.sum files decide about everything else. */
export function probeSums(sums: SumIndex): SumIndex {
  const wellKnown = indexSums([
    { module: wellKnownModule, kind: 'mod', hash: wellKnownModHash, file: '', line: 0 },
  ]);
  return {
    ...sums,
    find: (module, kind) => {
      const known = sums.find(module, kind);
      return known.length > 0 ? known : wellKnown.find(module, kind);
    },
  };
}
