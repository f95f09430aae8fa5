import { sleep } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import { type Endpoint, endpointModule } from '../module/endpoint.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { compareGoVersions } from '../module/version.ts';
import { backoffDelayMs } from '../resilience/backoff.ts';
import { isOutage } from '../resilience/decision.ts';
import { attemptFile } from '../upstream/attempt.ts';
import type { FetchOutcome, FetchTools } from '../upstream/fetch.ts';
import type { Spooled } from '../upstream/spool.ts';
import { findHtml, startOf } from '../upstream/verify.ts';

type SumdbEndpoint = Endpoint & { readonly kind: 'sumdb' };

/** The one database that this relay passes on; any other has a host of its own, which `go` asks itself. */
const database = 'sum.golang.org';
/** Both serve the same signed log with the same key (reference/mirrors.md §2). */
const officialHosts = ['sum.golang.org', 'sum.golang.google.cn'];
/** The database's own hosts get this long before a mirror's copy of it is considered. */
const officialGraceMs = 2_000;

export interface SumdbOptions {
  readonly tools: FetchTools;
  /** Mirrors that Go itself ships with come first: they are run by the database's own operator. */
  readonly shippedMirrors: readonly MirrorEntry[];
  readonly otherMirrors: readonly MirrorEntry[];
  readonly goVersion: string;
  readonly signal: AbortSignal;
}

/** The answer to `supported`, which a database's own host does not know: that a source was chosen says it. */
const emptyFile: Spooled = { kind: 'memory', bytes: Buffer.alloc(0), size: 0 };

export interface Sumdb {
  fetch(endpoint: SumdbEndpoint): Promise<FetchOutcome>;
  /** Where the database itself answered; undefined where it was not asked or only a mirror passed it on. */
  databaseUrl(): string | undefined;
}

interface Source {
  readonly entry: MirrorEntry;
  /** The database's own host, not a mirror's copy. */
  readonly isOfficial: boolean;
  pathOf(operation: string): string;
}

/**
 * Passes requests for the checksum database on to one source, bytes untouched: `go` verifies the signed log. The
 * source is chosen once and again only after it has failed for good.
 * A mirror between `go` and the database is the last resort (design §7).
 */
export function createSumdb(options: SumdbOptions): Sumdb {
  let choosing: Promise<Source> | undefined;
  let chosen: Source | undefined;
  const fetch = async (endpoint: SumdbEndpoint): Promise<FetchOutcome> => {
    if (endpoint.database !== database) {
      return {
        kind: 'absent',
        failure: { class: 'http-not-found', detail: 'another database than the relay passes on' },
      };
    }
    let choice: Promise<Source> | undefined;
    try {
      choosing ??= chooseSource(options);
      choice = choosing;
      const source = await choice;
      chosen = source;
      const path = endpointModule(endpoint);
      if (path !== undefined && options.tools.isPrivate(path) && !mayHearOfPrivate(source)) {
        return {
          kind: 'failed',
          failure: {
            class: 'sumdb-unreachable',
            detail: `only ${source.entry.name} passes the checksum database on, and ${path} is private`,
            module: path,
          },
        };
      }
      if (endpoint.operation === 'supported')
        return { kind: 'found', file: emptyFile, mirror: source.entry.name };
      return await ask(options, source, endpoint);
    } catch (thrown) {
      if (options.signal.aborted) throw thrown;
      // The next request chooses anew: neither an outage that has passed nor a source that has gone may outlast it.
      if (choosing === choice) choosing = undefined;
      return { kind: 'failed', failure: unreachable(failureOf(thrown)) };
    }
  };
  return { fetch, databaseUrl: () => (chosen?.isOfficial ? chosen.entry.url : undefined) };
}

/**
 * A private path that `go` wants looked up all the same (GONOSUMDB decides that) goes where `go` would send it, to the
 * database; a public mirror in between is nobody's wish.
 */
function mayHearOfPrivate({ isOfficial, entry }: Source): boolean {
  return isOfficial || !entry.isPublic;
}

/** Whether a hostile mirror could mislead this `go` about the database (CVE-2026-42501, -56864, -56865; design §7). */
export function isMisleadable(goVersion: string): boolean {
  const isFixed125 = goVersion.startsWith('1.25.') && compareGoVersions(goVersion, '1.25.13') >= 0;
  return !isFixed125 && compareGoVersions(goVersion, '1.26.6') < 0;
}

/** @throws FailureError of the database's own host, or the signal's reason. */
async function chooseSource(options: SumdbOptions): Promise<Source> {
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

/** In the user's order, one after the other: each is as good as the next, and none should hear more than it must. */
async function firstMirror(options: SumdbOptions, signal: AbortSignal): Promise<Source> {
  const mirrors = [
    ...options.shippedMirrors,
    ...(isMisleadable(options.goVersion) ? [] : options.otherMirrors),
  ];
  for (const mirror of mirrors) {
    if (mirror.url.startsWith('file:')) continue;
    try {
      return await probeSource(options, mirrorSource(mirror), 'supported', signal);
    } catch {
      signal.throwIfAborted();
    }
  }
  throw new Error('no mirror passes the checksum database on');
}

async function probeSource(
  { tools }: SumdbOptions,
  source: Source,
  operation: string,
  signal: AbortSignal,
): Promise<Source> {
  const endpoint: SumdbEndpoint = { kind: 'sumdb', database, operation };
  const path = source.pathOf(operation);
  const verify = (file: Spooled) => verifyAnswer(operation, file);
  const request = { mirror: source.entry, endpoint, limits: tools.limits, path, verify };
  const { file } = await attemptFile(tools, request, signal);
  await tools.spool.release(file);
  return source;
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

async function ask(
  { tools, signal }: SumdbOptions,
  source: Source,
  endpoint: SumdbEndpoint,
): Promise<FetchOutcome> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const path = source.pathOf(endpoint.operation);
      const verify = (taken: Spooled) => verifyAnswer(endpoint.operation, taken);
      const request = { mirror: source.entry, endpoint, limits: tools.limits, path, verify };
      const { file } = await attemptFile(tools, request, signal);
      return { kind: 'found', file, mirror: source.entry.name };
    } catch (thrown) {
      signal.throwIfAborted();
      const failure = failureOf(thrown);
      if (failure.class === 'http-not-found') return { kind: 'absent', failure };
      if (!isOutage(failure) || attempt >= tools.limits.retries)
        throw new FailureError(unreachable(failure));
      await sleep(tools.clock, backoffDelayMs(attempt, tools.random), signal);
    }
  }
}

function officialSource(host: string): Source {
  return {
    entry: { kind: 'mirror', url: `https://${host}`, name: host, isPublic: true },
    isOfficial: true,
    pathOf: (operation) => operation,
  };
}

function mirrorSource(entry: MirrorEntry): Source {
  return {
    entry,
    isOfficial: false,
    pathOf: (operation) => `sumdb/${database}/${operation}`,
  };
}

function unreachable(failure: Failure): Failure {
  if (failure.class === 'sumdb-unreachable') return failure;
  return {
    class: 'sumdb-unreachable',
    detail: `no source of the checksum database answers (${failure.mirror ?? database}: ${failure.class}, ${failure.detail})`,
    because: failure,
    ...(failure.mirror !== undefined && { mirror: failure.mirror }),
  };
}
