/** A diagnosis in a test: real sockets on loopback, a resolver and an environment of the test's own. */
import { tmpdir } from 'node:os';
import { type DiagnoseOptions, diagnose } from '../../src/diagnose/diagnose.ts';
import type { Diagnosis } from '../../src/diagnose/diagnosis.ts';
import type { Lookup } from '../../src/diagnose/system-lookup.ts';
import type { Clock, Environment } from '../../src/effects.ts';
import { indexSums, parseGoSum } from '../../src/module/gosum.ts';
import { createMirrorEntry } from '../../src/module/mirror-entry.ts';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
import { createRouter } from '../../src/network/forward-proxy.ts';
import { proxyRemarks } from '../../src/network/proxy-remarks.ts';
import { lazySecureContext } from '../../src/network/tls.ts';
import { realClock } from '../network/support/clock.ts';
import { startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';

/** What every mirror is asked for. */
export const known = makeModule('example.com/alpha', 'v1.2.0');
export const database = 'sum.example.com';

const sums = indexSums(parseGoSum(`${known.sumLines.join('\n')}\n`, 'go.sum').lines);

/** Waits a twentieth of what it is told, so that limits of seconds can be met. */
export const hurriedClock: Clock = {
  now: () => realClock.now() * 20,
  after: (delayMs, action) => realClock.after(delayMs / 20, action),
};

/** Every name is this machine. */
export const toLoopback: Lookup = () => Promise.resolve(['127.0.0.1']);

export interface LabOptions extends Partial<Omit<DiagnoseOptions, 'names'>> {
  readonly names?: Partial<DiagnoseOptions['names']>;
  readonly env?: Environment;
  readonly certificates?: readonly string[];
}

export async function diagnoseIn(
  mirrors: readonly (string | MirrorEntry)[],
  { env = {}, certificates = [], ...options }: LabOptions = {},
): Promise<Diagnosis> {
  const system = options.names?.system ?? toLoopback;
  const names = { system, systemServers: [], chosen: [], ...options.names };
  const clock = options.clock ?? realClock;
  return diagnose({
    clock,
    http: { certificates },
    router: createRouter(env),
    secureContext: lazySecureContext(certificates),
    sums,
    moduleFor: () => known,
    database,
    mirrors: mirrors.map((mirror) => (typeof mirror === 'string' ? entryOf(mirror) : mirror)),
    direct: undefined,
    proxyRemarks: proxyRemarks(env, []),
    moduleCache: tmpdir(),
    temporaryDirectory: tmpdir(),
    remainingMs: 60_000,
    signal: new AbortController().signal,
    ...options,
    names,
  });
}

export function entryOf(url: string, isPublic = false): MirrorEntry {
  const read = createMirrorEntry(url, () => isPublic);
  if ('problem' in read) throw new Error(read.problem);
  return read.mirror;
}

export const systemError = (code: string) =>
  Object.assign(new Error(`getaddrinfo ${code}`), { code });

const opened: { close(): Promise<void> }[] = [];

/** Closed by `closeOpened`. */
export async function keep<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
  const server = await opening;
  opened.push(server);
  return server;
}

export const mirrorWith = (options: Parameters<typeof startMirror>[0] = {}) =>
  keep(startMirror({ modules: [known], ...options }));

export async function closeOpened(): Promise<void> {
  for (const each of opened.splice(0)) await each.close();
}
