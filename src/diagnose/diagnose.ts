import { networkInterfaces } from 'node:os';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { createChosenResolver } from '../network/chosen-resolver.ts';
import { createHttpClient, type HttpClientOptions } from '../network/http-client.ts';
import type { Resolve } from '../network/resolve.ts';
import type { Diagnosis, MirrorDiagnosis } from './diagnosis.ts';
import { checkDirectory } from './directories.ts';
import { diagnoseDirect, type GitOptions } from './git.ts';
import { judgeMachine, medianOf } from './machine-verdict.ts';
import { diagnoseMirror, type MirrorTools } from './mirror.ts';

/** A diagnosis comes on top of a failure that took its time already. */
export const longestDiagnosisMs = 20_000;

export interface DiagnoseOptions
  extends Omit<MirrorTools, 'signal' | 'client' | 'relay' | 'onAddresses'> {
  /** Of the client that asks the mirrors. */
  readonly http: Pick<HttpClientOptions, 'certificates' | 'credentialsFor'>;
  readonly mirrors: readonly MirrorEntry[];
  /** Undefined where the list does not end with `direct`. */
  readonly direct: GitOptions | undefined;
  /** What is odd about the proxy variables, one sentence each. */
  readonly proxyRemarks: readonly string[];
  readonly moduleCache: string;
  readonly temporaryDirectory: string;
  /** What is left until the step's deadline, milliseconds. */
  readonly remainingMs: number;
  readonly signal: AbortSignal;
}

/**
 * Looks into every mirror, layer by layer and all at once, and into this machine. Takes 20 s at most and ends with the
 * signal; what was under way by then is told as not finished. Never throws.
 */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis> {
  const { clock, mirrors, direct, moduleCache, temporaryDirectory } = options;
  const startedAtMs = clock.now();
  const limit = new AbortController();
  const limitMs = Math.max(0, Math.min(longestDiagnosisMs, options.remainingMs) - endingMs);
  const cancel = clock.after(limitMs, () => limit.abort());
  const signal = AbortSignal.any([options.signal, limit.signal]);
  const { router, names } = options;
  const known = new Map<string, readonly string[]>();
  const system: Resolve = (host) => names.system(host, signal);
  const relay =
    names.chosen.length === 0 ? system : createChosenResolver(names.chosen, clock, system);
  // What was found is not looked for again: a resolver may take seconds.
  const resolve: Resolve = async (host) => known.get(host) ?? relay(host);
  const client = createHttpClient({ ...options.http, clock, router, resolve });
  const onAddresses = (host: string, addresses: readonly string[]) => known.set(host, addresses);
  const tools: MirrorTools = { ...options, signal, client, relay, onAddresses };
  try {
    const [directories, found, git] = await Promise.all([
      Promise.all([
        checkDirectory(tools, 'module cache', moduleCache),
        checkDirectory(tools, 'temporary directory', temporaryDirectory),
      ]),
      Promise.all(mirrors.map((mirror) => diagnoseMirror(tools, mirror))),
      direct && diagnoseDirect(tools, direct),
    ]);
    const skewMs = medianOf(found.flatMap(skewsOf));
    const hasNetwork = hasOuterAddress();
    return {
      durationMs: Math.round(clock.now() - startedAtMs),
      mirrors: found,
      ...(git && { direct: git }),
      machine: {
        directories,
        ...(skewMs !== undefined && { skewMs }),
        ...judgeMachine({ mirrors: found, hasNetwork, skewMs }),
        notes: options.proxyRemarks,
      },
    };
  } finally {
    cancel();
    await client.close();
  }
}

/** For what ends with the limit (a child process, sockets) to come to its end within it. */
const endingMs = 1_000;

function skewsOf({ layers }: MirrorDiagnosis): readonly number[] {
  return layers.flatMap((layer) =>
    (layer.layer === 'http' || layer.layer === 'tls') && layer.skewMs !== undefined
      ? [layer.skewMs]
      : [],
  );
}

function hasOuterAddress(): boolean {
  return Object.values(networkInterfaces())
    .flat()
    .some((address) => address !== undefined && !address.internal);
}
