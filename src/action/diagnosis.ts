/** When a run is followed by a diagnosis, what it may look at, and what of it belongs to which failure. */

import { getServers } from 'node:dns';
import { tmpdir } from 'node:os';
import { diagnose } from '../diagnose/diagnose.ts';
import { type Diagnosis, firstFault } from '../diagnose/diagnosis.ts';
import type { GitOptions } from '../diagnose/git.ts';
import { diagnosisLines } from '../diagnose/render.ts';
import { repositoryOf } from '../diagnose/repository.ts';
import { createSystemLookup } from '../diagnose/system-lookup.ts';
import { inGroup } from '../effects.ts';
import type { Failure } from '../failure.ts';
import { layerOf } from '../layer.ts';
import { isDedicated } from '../module/audience.ts';
import { isDirectory } from '../module/mirror-list.ts';
import { loadCertificates } from '../network/certificates.ts';
import { proxiesForChildren } from '../network/child-proxies.ts';
import { createRouter } from '../network/forward-proxy.ts';
import { loadNetrc } from '../network/netrc.ts';
import { proxyRemarks } from '../network/proxy-remarks.ts';
import { lazySecureContext } from '../network/tls.ts';
import { database } from '../relay/sumdb-source.ts';
import { isOutage } from '../resilience/decision.ts';
import { probeEndpoints } from '../upstream/probe-question.ts';
import { probeSums } from './connection.ts';
import type { Settings } from './inputs.ts';
import type { RunRecord } from './record.ts';
import { usesNetrc } from './relay-obstacle.ts';
import { hideSecretsOfMirrors } from './secrets.ts';
import type { Session } from './session.ts';
import type { UpstreamsJob } from './upstreams.ts';
import type { World } from './world.ts';

/** With less than this left nothing could be looked into. */
const leastMs = 2_000;

/** Looks into the network after a run, where the input `diagnose` and the run's end ask for it. Never throws. */
export async function diagnoseAfter(
  settings: Settings,
  world: World,
  session: Pick<Session, 'signal' | 'remainingMs'>,
  record: RunRecord,
): Promise<void> {
  const { way, failures } = record;
  const { log } = world.effects;
  if (way === undefined || !isWanted(settings, failures)) return;
  if (session.signal.aborted || session.remainingMs() < leastMs) return;
  try {
    await inGroup(log, 'Diagnosis', async () => {
      record.diagnosis = await diagnoseJob(settings, way, world, session);
      for (const line of diagnosisLines(record.diagnosis)) log.info(line);
    });
  } catch (thrown) {
    // It comes on top of what is to be told in any case.
    log.info(`The diagnosis broke off: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
}

function isWanted({ diagnose: when, offline }: Settings, failures: readonly Failure[]): boolean {
  if (offline === 'always') return false;
  switch (when) {
    case 'always':
      return true;
    case 'on-failure':
      return failures.some(isOfNetwork);
    case 'never':
      return false;
  }
}

/** Whether a failure may have its cause between this machine and the mirrors. */
export function isOfNetwork(failure: Failure): boolean {
  switch (layerOf(failure)) {
    case 'dns':
    case 'tcp':
    case 'tls':
    case 'forward proxy':
    case 'content':
      return true;
    case 'http':
      return failure.class !== 'http-not-found';
    case 'checksum database':
      return failure.class === 'sumdb-unreachable';
    case 'version control':
      return failure.class === 'vcs-network';
    case 'inputs':
    case 'go':
    case 'toolchain':
    case 'project':
    case 'checksum':
    case 'cache':
    case 'file system':
    case 'run':
      return false;
  }
}

/** The diagnosis of a job's mirrors, in at most 20 s and what is left of the deadline. */
export async function diagnoseJob(
  settings: Settings,
  job: UpstreamsJob,
  { effects, reporter, redactor }: World,
  { signal, remainingMs }: Pick<Session, 'signal' | 'remainingMs'>,
): Promise<Diagnosis> {
  const { clock, env, platform } = effects;
  const { ca } = await loadCertificates(env, platform);
  const credentialsFor = usesNetrc(job.go.goauth)
    ? await loadNetrc(env, platform)
    : () => undefined;
  hideSecretsOfMirrors(job, credentialsFor, redactor, reporter);
  const endpointFor = probeEndpoints(job.mirrors, job.sums, job.isPrivate);
  return diagnose({
    clock,
    http: { certificates: ca, credentialsFor },
    router: createRouter(env),
    secureContext: lazySecureContext(ca),
    names: {
      system: createSystemLookup(env, clock),
      systemServers: getServers(),
      chosen: settings.dnsServers,
    },
    sums: probeSums(job.sums),
    moduleFor: (mirror) => {
      const endpoint = endpointFor(mirror);
      return 'module' in endpoint ? endpoint.module : undefined;
    },
    database,
    mirrors: job.mirrors.groups.flat(),
    direct: directOf(job, {
      env: { ...env, ...proxiesForChildren(env, platform) },
      platform,
      redact: redactor.redact,
    }),
    proxyRemarks: proxyRemarks(env, remoteUrls(job.mirrors)),
    moduleCache: job.go.gomodcache,
    temporaryDirectory: env['RUNNER_TEMP'] || tmpdir(),
    remainingMs: remainingMs(),
    signal,
  });
}

function remoteUrls({ groups }: UpstreamsJob['mirrors']): readonly URL[] {
  return groups.flatMap((group) =>
    group.filter((mirror) => !isDirectory(mirror)).map(({ url }) => new URL(url)),
  );
}

/** What git has to fetch: private modules always, and everything where the list names no mirror. */
function directOf(
  job: Pick<UpstreamsJob, 'mirrors' | 'sums' | 'isPrivate'>,
  tools: Omit<GitOptions, 'modulePath'>,
): GitOptions | undefined {
  const { groups, ending } = job.mirrors;
  const paths = [...job.sums.zips, ...job.sums.mods].map(({ path }) => path);
  const isForGit = (path: string) => job.isPrivate(path) && !isDedicated(job.mirrors, path);
  const needed = paths.filter((path) => groups.length === 0 || isForGit(path));
  if (ending !== 'direct' && !paths.some(isForGit)) return undefined;
  const modulePath = needed.find((path) => repositoryOf(path) !== undefined) ?? needed[0];
  return { ...tools, modulePath };
}

/** What the diagnosis adds to a failure: one sentence without a final stop, or nothing new. */
export function sentenceFor(
  failure: Failure,
  diagnosis: Diagnosis | undefined,
): string | undefined {
  if (diagnosis === undefined || !isOfNetwork(failure)) return undefined;
  const [note] = diagnosis.machine.notes;
  const remark = mayLackProxy(failure) ? note : undefined;
  const parts = [verdictFor(failure, diagnosis), remark].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** Whether a connection that goes another way than its owner thinks would end like this. */
function mayLackProxy(failure: Failure): boolean {
  switch (layerOf(failure)) {
    case 'dns':
    case 'tcp':
    case 'forward proxy':
    case 'version control':
      return true;
    default:
      return false;
  }
}

function verdictFor(failure: Failure, diagnosis: Diagnosis): string | undefined {
  const { common, verdict } = diagnosis.machine;
  switch (common) {
    case 'no-network':
    case 'dns':
    case 'forward-proxy':
    case 'clock':
    case 'interception':
    case 'portal':
      return verdict;
    case 'usable':
    case 'mirrors-differ':
    case 'no-mirrors':
      return ofMirror(failure, diagnosis);
  }
}

function ofMirror(failure: Failure, { mirrors }: Diagnosis): string | undefined {
  const found = mirrors.find(({ mirror }) => mirror === failure.mirror);
  if (found === undefined) return undefined;
  const fault = firstFault(found.layers)?.fault;
  if (fault === undefined) {
    // A refused private module is not contradicted by a public one that comes.
    if (!isOutage(failure)) return undefined;
    // In a run that it had files for, a file that it has not says nothing of its path.
    const top = found.layers.at(-1);
    const hasNotTheFile = top?.layer === 'protocol' && top.answer === 'unknown-module';
    const how = hasNotTheFile ? 'answers, with no fault on the way' : found.verdict;
    return `asked again after the failure for one small file, ${found.mirror} ${how}`;
  }
  // In the case of DNS the failure has one word for all that can go wrong, and the diagnosis has what the servers said.
  const isSame =
    fault.class === failure.class && fault.class !== 'dns' && found.verdict.endsWith(fault.detail);
  return isSame ? undefined : `${found.mirror}, ${found.verdict}`;
}
