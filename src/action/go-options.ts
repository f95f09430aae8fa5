/** How every `go` of a run is started: its environment, and what it is watched for. */
import type { Environment } from '../effects.ts';
import { patientGit } from '../git/patience.ts';
import type { GoRunOptions } from '../go/invocation.ts';
import { proxiesForChildren } from '../network/child-proxies.ts';
import type { DownloadContext } from './download-context.ts';

/** On top of the mirror's own limits, which have to strike first (design §6). */
export const watchdogGraceMs = 30_000;

/** Requests that `go` has in flight at once; its own default, the number of processors, lets a fast line idle. */
export const goParallelism = 16;

/** What a git that `go` starts has, for a git that we start. */
export function environmentOfGit(context: DownloadContext): Environment {
  const { env, additions } = goOptions(context, {});
  return { ...env, ...additions };
}

export function goOptions(context: DownloadContext, additions: Environment): GoRunOptions {
  const { job, world, session, record, upstreams, stallMs } = context;
  const { clock, env, log, platform } = world.effects;
  const isRelayed = upstreams.obstacle === undefined;
  return {
    go: job.go.go,
    env: {
      ...env,
      ...proxiesForChildren(env, platform),
      ...(isRelayed ? job.privateVariables : job.privateVariablesWithoutRelay),
    },
    additions: { ...patientGit(env, context), ...additions },
    goflags: job.go.goflags,
    parallelism: goParallelism,
    clock,
    signal: session.signal,
    watch: {
      stallMs,
      graceMs: watchdogGraceMs,
      moduleCache: job.go.gomodcache,
      connectMs: context.connectMs,
      progressCounter: () => upstreams.meter.bytes + record.journal.attempts.length,
    },
    onLine: record.goTrace.add,
    onTraceEvent: (event) => log.debug(`go: ${JSON.stringify(event)}`),
  };
}
