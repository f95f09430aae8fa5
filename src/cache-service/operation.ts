import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storageError } from '../cache/storage-failure.ts';
import type { Effects, Environment } from '../effects.ts';
import { type Failure, FailureError } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import { createHttpClient, type HttpClientOptions } from '../network/http-client.ts';
import { runSupervised } from '../process/supervised.ts';
import type { Limits } from '../resilience/profiles.ts';
import { SpoolSpace } from '../upstream/spool.ts';
import { describeCall } from './calls.ts';
import { complaintsIn, remarksIn } from './client-output.ts';
import { type CallUnderWay, type Gateway, openGateway, type Refusal } from './gateway.ts';
import type { ServicePlace } from './place.ts';
import {
  type ClientRequest,
  type ClientResult,
  requestName,
  resultName,
  temporaryName,
  workspaceName,
} from './protocol.ts';

export interface OperationTools {
  readonly effects: Effects;
  readonly place: ServicePlace;
  readonly limits: Limits;
  /** Forward proxies and certificates, read when the first operation needs them. */
  readonly http: () => Promise<Omit<HttpClientOptions, 'clock'>>;
  /** Private to this run; each operation has a directory of its own in it. */
  readonly directory: string;
  /** Absolute path of the bundled cache client. */
  readonly clientScript: string;
}

/** What came of one operation that no call, limit or crash has ended. */
export interface OperationResult {
  readonly client: ClientResult;
  /** What @actions/cache complained about; empty where all went well. */
  readonly complaints: readonly string[];
  /** Its other lines, and those of tar and zstd; the last ones of many. */
  readonly remarks: readonly string[];
  readonly refusal?: Refusal;
  readonly archiveBytes: number;
}

/** Of the environment only what programs need to be found and to run: above all no token, and no TAR_OPTIONS. */
const passedVariables = [
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  // Windows: without its root no program reaches a network, and @actions/cache finds both of the tar programs by these.
  'PATHEXT',
  'USERPROFILE',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PROGRAMFILES',
  'TEMP',
  'TMP',
];

/**
 * Level of zstd. The archive holds zips, which are compressed already; what they have in common is found from 3 on, and
 * above it each percent costs as much CPU time again (golangci-lint: 1: 55 MB, 3: 45, 9: 42; hugo: 194, 189, 188).
 * It is zstd's own default, said here so that a variable of the job does not change it.
 */
export const compressionLevel = '3';

const killGraceMs = 1_000;

/** A tar that fails may have a line for every file. */
const mostRemarks = 100;

/** The longest that one operation may take: whatever it could bring, the mirrors have to have most of the time. */
export function operationLimitMs({ deadlineMs }: Pick<Limits, 'deadlineMs'>): number {
  return Math.min(Math.round(deadlineMs / 3), 5 * 60_000);
}

export interface OperationEnd {
  /** For the whole operation, milliseconds. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

export interface OperationWork<T> {
  /** Fills the client's working directory before it starts. */
  readonly prepare?: (workspace: string) => Promise<void>;
  /** Takes from it what the client unpacked; afterwards it is gone. */
  readonly collect: (workspace: string, result: OperationResult) => Promise<T>;
}

/**
 * Runs the cache client once, in a directory of its own, and ends it and all it started with the operation.
 * @throws FailureError `cache-service` or `disk-full`, or the signal's reason.
 */
export async function runOperation<T>(
  tools: OperationTools,
  request: ClientRequest,
  end: OperationEnd,
  work: OperationWork<T>,
): Promise<T> {
  const directory = await orStorageError(mkdtemp(join(tools.directory, 'cache-')));
  const inside = (name: string) => join(directory, name);
  try {
    for (const name of [workspaceName, temporaryName, 'spool']) {
      await orStorageError(mkdir(inside(name)));
    }
    await orStorageError(writeFile(inside(requestName), JSON.stringify(request)));
    await work.prepare?.(inside(workspaceName));
    return await work.collect(inside(workspaceName), await runClient(tools, directory, end));
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

async function orStorageError<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw storageError(error, 'the files of the cache client');
  }
}

async function runClient(
  tools: OperationTools,
  directory: string,
  { limitMs, signal }: OperationEnd,
): Promise<OperationResult> {
  const { effects, limits, place } = tools;
  const { clock } = effects;
  const overdue = new AbortController();
  let gateway: Gateway | undefined;
  const cancelLimit = clock.after(limitMs, () =>
    overdue.abort(new FailureError(late(limitMs, gateway?.underWay()))),
  );
  const http = createHttpClient({ ...(await tools.http()), clock });
  const ending = AbortSignal.any([signal, overdue.signal]);
  try {
    gateway = await openGateway({
      place,
      tools: { client: http, limits, clock, random: effects.random, wallClock: Date.now },
      spool: new SpoolSpace(join(directory, 'spool')),
      log: effects.log,
      signal: ending,
    });
    const supervised = AbortSignal.any([ending, gateway.broken]);
    const ended = await runSupervised({
      command: process.execPath,
      args: [tools.clientScript, directory],
      cwd: join(directory, workspaceName),
      env: clientEnvironment(tools, directory, gateway),
      signal: supervised,
      clock,
      killGraceMs,
    });
    supervised.throwIfAborted();
    const output = ended.stdout.toString('utf8');
    const remarks = remarksIn(output).slice(-mostRemarks);
    for (const line of remarks) effects.log.debug(`cache: ${line}`);
    const client = await readResult(directory);
    if (client === undefined) throw new FailureError(crash(ended.exitCode, ended.stderrTail));
    const refusal = gateway.refusal();
    return {
      client,
      complaints: complaintsIn(output),
      remarks,
      ...(refusal && { refusal }),
      archiveBytes: gateway.archiveBytes(),
    };
  } finally {
    cancelLimit();
    await gateway?.close();
    await http.close();
  }
}

function clientEnvironment(
  { effects, place }: OperationTools,
  directory: string,
  gateway: Gateway,
): Environment {
  return {
    ...Object.fromEntries(passedVariables.map((name) => [name, effects.env[name]])),
    ...place.variables,
    ...gateway.variables,
    // @actions/cache packs and unpacks relative to the one and puts its archive into the other.
    GITHUB_WORKSPACE: join(directory, workspaceName),
    RUNNER_TEMP: join(directory, temporaryName),
    NO_PROXY: '127.0.0.1',
    ZSTD_CLEVEL: compressionLevel,
  };
}

async function readResult(directory: string): Promise<ClientResult | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, resultName), 'utf8'));
  } catch {
    return undefined;
  }
}

function late(limitMs: number, underWay: CallUnderWay | undefined): Failure {
  const within = `within ${formatDuration(Math.round(limitMs))}, the cache's part of the time of the step`;
  if (underWay === undefined) {
    return { class: 'cache-service', detail: `the archive was not packed or unpacked ${within}` };
  }
  const { call, because } = underWay;
  const why = because === undefined ? '' : `; before that ${because.class}: ${because.detail}`;
  return {
    class: 'cache-service',
    detail: `${describeCall(call)} did not end ${within}${why}`,
    ...(because && { because }),
  };
}

function crash(exitCode: number | null, stderr: string): Failure {
  const said = stderr.trim().split('\n').slice(-3).join(' ').slice(-300);
  const how = exitCode === null ? 'was ended' : `ended with ${exitCode}`;
  return { class: 'cache-service', detail: `the cache client ${how}${said && `: ${said}`}` };
}
