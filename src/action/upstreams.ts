import { type Failure, FailureError } from '../failure.ts';
import type { GoEnvironment } from '../go/command.ts';
import type { GoSettings } from '../go/settings.ts';
import { indexSums, type SumIndex } from '../module/gosum.ts';
import { isDirectory } from '../module/mirror-list.ts';
import { loadCertificates } from '../network/certificates.ts';
import { resolverFor } from '../network/chosen-resolver.ts';
import { createRouter } from '../network/forward-proxy.ts';
import { loadNetrc } from '../network/netrc.ts';
import { proxyRemarks } from '../network/proxy-remarks.ts';
import { describeEvent } from '../upstream/events.ts';
import { type Connection, connect } from './connection.ts';
import { wantsDatabase } from './export.ts';
import type { Settings } from './inputs.ts';
import { type JobMirrors, readJobMirrors } from './job-mirrors.ts';
import { openProgressMeter, type ProgressMeter } from './progress-meter.ts';
import type { RunRecord } from './record.ts';
import {
  findRelayObstacle,
  type RelayObstacle,
  refuseWithoutRelay,
  usesNetrc,
} from './relay-obstacle.ts';
import { relayToolchain } from './relay-toolchain.ts';
import { hideSecretsOfMirrors } from './secrets.ts';
import type { Session } from './session.ts';
import type { World } from './world.ts';

/** The way to the mirrors, opened when the first one is needed and not before: an exact hit asks none. */
export interface Upstreams {
  open(): Promise<Connection>;
  readonly meter: ProgressMeter;
  /** Why `go` has to ask the mirrors itself, without the relay; undefined where the relay can. */
  readonly obstacle: RelayObstacle | undefined;
  /** Aborts with the session's, and where the mirrors were given up. */
  readonly signal: AbortSignal;
  /** What stands between this run and the mirrors at this moment; undefined where nothing does, or none was asked. */
  currentTrouble(): Promise<Failure | undefined>;
  /** Ends all that goes on with mirrors, for this reason. */
  giveUp(because: Failure): void;
  /** `path@version` of the zips that the relay gave to `go`; none if it was never opened. */
  servedZips(): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/** What the way to the mirrors depends on. */
export interface UpstreamsJob extends JobMirrors {
  readonly go: Pick<GoEnvironment, 'version' | 'goauth' | 'gosumdb' | 'gomodcache' | 'gopath'>;
  readonly sums: SumIndex;
}

/** The way of a run that has no job yet: what the inputs and Go's settings say. */
export function wayOf(settings: Settings, go: GoSettings, version: string): UpstreamsJob {
  return { ...readJobMirrors(settings, go), go: { ...go, version }, sums: indexSums([]) };
}

export interface UpstreamsOptions {
  readonly settings: Settings;
  readonly job: UpstreamsJob;
  readonly world: World;
  readonly session: Session;
  readonly record: RunRecord;
  /** False where no `go` is to be fed. */
  readonly wantsRelay?: boolean;
}

export function prepareUpstreams(options: UpstreamsOptions): Upstreams {
  const { settings, job, world, session, record } = options;
  const { effects, reporter, redactor } = world;
  const meter = openProgressMeter(effects.clock, reporter);
  const router = createRouter(effects.env);
  // Where nobody is asked, nothing stands between the relay and whoever would be.
  const obstacle =
    settings.offline === 'always' ? undefined : findRelayObstacle(settings, job, router);
  if (obstacle !== undefined) refuseWithoutRelay(obstacle, job.mirrors);
  const givingUp = new AbortController();
  const signal = AbortSignal.any([session.signal, givingUp.signal]);
  let opening: Promise<Connection> | undefined;

  async function open(): Promise<Connection> {
    const { ca, problems } = await loadCertificates(effects.env, effects.platform);
    for (const problem of problems) effects.log.info(`Certificates: ${problem}`);
    const urls = job.mirrors.groups.flat().filter((mirror) => !isDirectory(mirror));
    const remarks = proxyRemarks(
      effects.env,
      urls.map(({ url }) => new URL(url)),
    );
    for (const remark of remarks) effects.log.info(`Forward proxies: ${remark}`);
    const credentialsFor = usesNetrc(job.go.goauth)
      ? await loadNetrc(effects.env, effects.platform)
      : () => undefined;
    hideSecretsOfMirrors(job, credentialsFor, redactor, reporter);
    const startedAtMs = effects.clock.now();
    const connection = await connect({
      effects,
      list: job.mirrors,
      shippedMirrors: job.shippedMirrors,
      limits: settings.limits,
      concurrency: settings.concurrency,
      sums: job.sums,
      isPrivate: job.isPrivate,
      directFor: job.direct.ruleFor,
      goVersion: job.go.version,
      fetchToolchain: relayToolchain(options),
      http: {
        router,
        certificates: ca,
        credentialsFor,
        resolve: resolverFor(settings.dnsServers, effects.clock),
      },
      journal: record.journal,
      directory: session.directory,
      signal,
      wantsRelay: obstacle === undefined && options.wantsRelay !== false,
      wantsDatabase: wantsDatabase(job),
      onBytes: meter.received,
      tell: (event) => {
        record.events.push(event);
        // Who answers is what everyone wants to know while it runs; the turns between mirrors are many.
        const isForAll = event.kind === 'probe-ended' || event.kind.startsWith('outage-');
        effects.log[isForAll ? 'info' : 'debug'](describeEvent(event));
      },
    });
    void connection.ready.then(() => {
      const durationMs = effects.clock.now() - startedAtMs;
      record.phases.push({ name: 'probe', startedAtMs, durationMs, isComplete: true });
    });
    if (connection.relayToken !== '') {
      redactor.add(connection.relayToken);
      reporter.addMask(connection.relayToken);
    }
    return connection;
  }

  return {
    meter,
    obstacle,
    signal,
    currentTrouble: async () => (await opening)?.mirrors.currentTrouble(),
    giveUp: (because) => givingUp.abort(new FailureError(because)),
    open: () => {
      opening ??= open();
      return opening;
    },
    servedZips: async () => (await opening)?.desk.servedZips ?? new Set(),
    async close() {
      const connection = await opening?.catch(() => undefined);
      if (!connection) return;
      meter.stop();
      record.databaseUrl = await connection.databaseUrl;
      record.mirrors = { set: connection.mirrors, probes: await connection.close() };
    },
  };
}
