/** Where the checksum database can be had: from its own hosts, or as a mirror passes it on. */

import { sleep } from '../effects.ts';
import type { Failure } from '../failure.ts';
import type { Endpoint } from '../module/endpoint.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { compareGoVersions } from '../module/version.ts';
import { attemptFile } from '../upstream/attempt.ts';
import type { FetchTools } from '../upstream/fetch.ts';
import { createJournal } from '../upstream/journal.ts';
import { type Spooled, startOf } from '../upstream/spooled.ts';
import { findHtml } from '../upstream/verify.ts';

export type SumdbEndpoint = Endpoint & { readonly kind: 'sumdb' };

/** The one database that this relay passes on; any other has a host of its own, which `go` asks itself. */
export const database = 'sum.golang.org';
/** Both serve the same signed log with the same key (reference/mirrors.md §2). */
export const officialHosts = ['sum.golang.org', 'sum.golang.google.cn'];
/** The database's own hosts get this long before a mirror's copy of it is considered. */
const officialGraceMs = 2_000;

export interface SourceOptions {
  readonly tools: FetchTools;
  /** Mirrors that Go itself ships with. They come first, being run by the database's own operator. */
  readonly shippedMirrors: readonly MirrorEntry[];
  readonly otherMirrors: readonly MirrorEntry[];
  readonly goVersion: string;
  readonly signal: AbortSignal;
}

export interface Source {
  /** The name in its key, `sum.golang.org`. */
  readonly database: string;
  readonly entry: MirrorEntry;
  /** The database's own host, not a mirror's copy. */
  readonly isOfficial: boolean;
  pathOf(operation: string): string;
}

/** Whether a hostile mirror could mislead this `go` about the database (CVE-2026-42501, -56864, -56865; design §7). */
export function isMisleadable(goVersion: string): boolean {
  const isFixed125 = goVersion.startsWith('1.25.') && compareGoVersions(goVersion, '1.25.13') >= 0;
  return !isFixed125 && compareGoVersions(goVersion, '1.26.6') < 0;
}

/** @throws FailureError of the database's own host, or the signal's reason. */
export async function chooseSource(options: SourceOptions): Promise<Source> {
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const officials = Promise.any(
    officialHosts.map((host) => probeSource(options, officialSource(host), 'latest', signal)),
  );
  const areOfficialsDown = officials.then(
    () => false,
    () => true,
  );
  const grace = sleep(options.tools.clock, officialGraceMs, signal);
  try {
    // A host of the database that answers late still comes before a mirror that has not answered yet.
    return await Promise.any([
      officials,
      Promise.race([areOfficialsDown, grace]).then((isDown) =>
        isDown === false ? officials : firstMirror(options, signal),
      ),
    ]);
  } catch (error) {
    options.signal.throwIfAborted();
    throw firstOf(error);
  } finally {
    ending.abort(new Error('another source answered first'));
  }
}

/**
 * The URL at which one of the database's own hosts answers within two seconds; undefined where none does. For later
 * steps, so no mirror was asked and the journal of this run hears nothing of it.
 */
export async function locateDatabase(options: SourceOptions): Promise<string | undefined> {
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const quiet = {
    ...options,
    tools: { ...options.tools, journal: createJournal(), onBytes: () => {} },
  };
  const answer = Promise.any(
    officialHosts.map((host) => probeSource(quiet, officialSource(host), 'latest', signal)),
  ).then(
    ({ entry }) => entry.url,
    () => undefined,
  );
  const grace = sleep(options.tools.clock, officialGraceMs, signal).then(
    () => undefined,
    () => undefined,
  );
  const url = await Promise.race([answer, grace]);
  ending.abort(new Error('the question is settled'));
  return url;
}

/** In the user's order, one after the other: each is as good as the next, and none should hear more than it must. */
async function firstMirror(options: SourceOptions, signal: AbortSignal): Promise<Source> {
  const mirrors = [
    ...options.shippedMirrors,
    ...(isMisleadable(options.goVersion) ? [] : options.otherMirrors),
  ];
  for (const mirror of mirrors) {
    try {
      return await probeSource(options, mirrorSource(database, mirror), 'supported', signal);
    } catch {
      signal.throwIfAborted();
    }
  }
  throw new Error('no mirror passes the checksum database on');
}

async function probeSource(
  { tools }: SourceOptions,
  source: Source,
  operation: string,
  signal: AbortSignal,
): Promise<Source> {
  await tools.spool.release(await askSource(tools, source, operation, signal));
  return source;
}

/**
 * Asks a source once.
 * @throws FailureError that names it, or the signal's reason.
 */
export async function askSource(
  tools: FetchTools,
  source: Source,
  operation: string,
  signal: AbortSignal,
): Promise<Spooled> {
  const endpoint: SumdbEndpoint = { kind: 'sumdb', database: source.database, operation };
  const path = source.pathOf(operation);
  const verify = (file: Spooled) => verifyAnswer(operation, file);
  const request = { mirror: source.entry, endpoint, limits: tools.limits, path, verify };
  const { file } = await attemptFile(tools, request, signal);
  return file;
}

/** What every signed tree head begins with (golang.org/x/mod/sumdb/tlog, FormatTree). */
const treeHeading = 'go.sum database tree\n';

/**
 * Whether this is an answer of the database and not of a portal, as far as one who cannot check its signature may tell:
 * tiles are binary, and `supported` may say anything.
 */
async function verifyAnswer(operation: string, file: Spooled): Promise<Failure | undefined> {
  if (operation.startsWith('tile/')) return undefined;
  const page = await findHtml(file);
  if (page) return { ...page, detail: 'an HTML page where the checksum database was asked' };
  if (operation !== 'latest' || (await startOf(file, treeHeading.length)) === treeHeading) {
    return undefined;
  }
  return { class: 'bad-content', detail: 'no tree head of the checksum database' };
}

/** The error of the first of several promises that all failed; nested as the promises were. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? firstOf(error.errors[0]) : error;
}

function officialSource(host: string): Source {
  return ownSource(database, {
    kind: 'mirror',
    url: `https://${host}`,
    name: host,
    isPublic: true,
  });
}

/** A host that has the database itself. */
export function ownSource(name: string, entry: MirrorEntry): Source {
  return { database: name, entry, isOfficial: true, pathOf: (operation) => operation };
}

/** A mirror that may pass the database on; `supported` says whether it does. */
export function mirrorSource(name: string, entry: MirrorEntry): Source {
  return {
    database: name,
    entry,
    isOfficial: false,
    pathOf: (operation) => `sumdb/${name}/${operation}`,
  };
}
