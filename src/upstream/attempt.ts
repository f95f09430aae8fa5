import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import type { Clock } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import { type Endpoint, endpointPath } from '../module/endpoint.ts';
import { isDirectory, type MirrorEntry } from '../module/mirror-list.ts';
import { maxZipBytes } from '../module/zip.ts';
import type { ExchangeLimits, HttpClient } from '../network/http-client.ts';
import type { Journal } from './journal.ts';
import type { SpoolSpace } from './spool.ts';
import type { Spooled } from './spooled.ts';
import { failureOfStatus } from './status.ts';

/** The largest go.mod that `go` accepts; no other small file comes near it. */
const smallFileLimitBytes = 16 * 1024 * 1024;
/** As much of an error page as is worth reading. */
const errorTextBytes = 2_048;

/** One file, asked of one mirror. */
export interface FileRequest {
  readonly mirror: MirrorEntry;
  readonly endpoint: Endpoint;
  readonly limits: ExchangeLimits;
  /** Where the mirror keeps the file, below its URL, if not where the protocol says. */
  readonly path?: string;
  /** What is wrong with the bytes, if anything is; without it any body will do. */
  readonly verify?: (file: Spooled) => Promise<Failure | undefined>;
  /** Hears that the header of a 200 has come, before the body is touched; a directory has none. */
  readonly onHeader?: () => void;
}

export interface Received {
  readonly file: Spooled;
  readonly firstByteMs: number;
}

export interface AttemptTools {
  readonly client: HttpClient;
  readonly spool: SpoolSpace;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Time of day in milliseconds. */
  readonly wallClock: () => number;
  /** Hears of every chunk of every body, for the progress lines and the watchdog. */
  readonly onBytes: (mirror: MirrorEntry, count: number) => void;
}

/**
 * Asks one mirror once for one file, takes the whole body and has it verified; the journal hears of every end, the
 * ones that the signal made included.
 * @throws FailureError that names the mirror, or the signal's reason. Nothing stays in the spool then.
 */
export async function attemptFile(
  tools: AttemptTools,
  request: FileRequest,
  signal: AbortSignal,
): Promise<Received> {
  const { mirror, endpoint, path = endpointPath(endpoint), verify } = request;
  const startedAtMs = tools.clock.now();
  const seen: { bytes: number; firstByteMs?: number; status?: number; reusedConnection?: boolean } =
    { bytes: 0 };
  const onBytes = (count: number) => {
    seen.bytes += count;
    tools.onBytes(mirror, count);
  };
  let lastByteAtMs: number | undefined;
  const finish = (failure?: Failure) => {
    const endedAtMs = lastByteAtMs ?? tools.clock.now();
    tools.journal.record(
      {
        mirror: mirror.name,
        endpoint: path,
        startedAtMs,
        durationMs: endedAtMs - startedAtMs,
        ...seen,
        outcome: failure?.class ?? 'ok',
        ...(failure && { detail: failure.detail }),
      },
      failure,
    );
  };
  let file: Spooled | undefined;
  try {
    const limitBytes = endpoint.kind === 'zip' ? maxZipBytes : smallFileLimitBytes;
    const body = isDirectory(mirror)
      ? readLocal(mirror, path)
      : await openRemote(tools, { ...request, path }, signal, seen);
    file = await tools.spool.take(body, limitBytes, onBytes);
    lastByteAtMs = tools.clock.now();
    seen.firstByteMs ??= lastByteAtMs - startedAtMs;
    const damage = await verify?.(file);
    if (damage) throw new FailureError(damage);
    finish();
    return { file, firstByteMs: seen.firstByteMs };
  } catch (thrown) {
    if (file) await tools.spool.release(file);
    const cause = signal.aborted ? endOf(signal) : failureOf(thrown);
    const failure: Failure = { ...cause, mirror: mirror.name };
    finish(failure);
    throw signal.aborted ? signal.reason : new FailureError(failure);
  }
}

/** An attempt that was broken off says nothing of its mirror, unless whoever did it says so. */
function endOf({ reason }: AbortSignal): Failure {
  if (reason instanceof FailureError) return reason.failure;
  const detail = reason instanceof Error ? reason.message : 'no longer needed';
  return { class: 'cancelled', detail };
}

async function openRemote(
  tools: AttemptTools,
  { mirror, path, limits, onHeader }: FileRequest & { readonly path: string },
  signal: AbortSignal,
  seen: { firstByteMs?: number; status?: number; reusedConnection?: boolean },
): Promise<AsyncIterable<Buffer>> {
  const response = await tools.client.get({
    url: new URL(`${mirror.url}/${path}`),
    ...(mirror.credentials && { credentials: mirror.credentials }),
    limits,
    signal,
  });
  seen.firstByteMs = response.firstByteMs;
  seen.status = response.status;
  seen.reusedConnection = response.reusedConnection;
  if (response.status !== 200) {
    const text = await readStart(response.body, tools.clock, limits.stallMs);
    throw new FailureError(
      failureOfStatus({
        status: response.status,
        headers: response.headers,
        text,
        wallClockMs: tools.wallClock(),
      }),
    );
  }
  onHeader?.();
  try {
    return decoded(response.body, response.headers['content-encoding']);
  } catch (refused) {
    // A body that nobody reads would hold its connection to the end of the run.
    await response.discard();
    throw refused;
  }
}

/** Some mirrors compress although `identity` was asked for; what they meant is still there. */
function decoded(body: AsyncIterable<Buffer>, encoding: string | undefined): AsyncIterable<Buffer> {
  if (encoding === undefined || encoding === 'identity' || encoding === '') return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new FailureError({
      class: 'bad-content',
      detail: `a body in the encoding ${JSON.stringify(encoding.slice(0, 40))}, which was not asked for`,
    });
  }
  return gunzipped(body);
}

async function* gunzipped(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(body, { objectMode: false });
  const gunzip = createGunzip();
  // The reader sees a fault of the source as a fault of the stream it reads; nothing may stay unhandled.
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new FailureError({
      class: 'bad-content',
      detail: 'a body that claims to be gzip and is not',
      cause: error,
    });
  } finally {
    source.destroy();
  }
}

/** Whatever is wrong with the directory of a mirror leaves that mirror alone: our own disk fails in the spool. */
async function* readLocal(mirror: MirrorEntry, path: string): AsyncGenerator<Buffer> {
  const file = join(fileURLToPath(mirror.url), ...path.split('/'));
  try {
    // Before it is opened: to open a pipe would wait for its other end.
    if (!(await stat(file)).isFile())
      throw Object.assign(new Error('not a file'), { code: 'ENOENT' });
    const handle = await open(file);
    try {
      for await (const chunk of handle.createReadStream({ autoClose: false })) yield chunk;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new FailureError(localFailure(error));
  }
}

function localFailure(error: unknown): Failure {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { class: 'http-not-found', detail: 'no such file in the directory', cause: error };
  }
  const detail = error instanceof Error ? error.message : String(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return { class: 'permission', isMirrorFile: true, detail, cause: error };
  }
  return { class: 'http-other', detail, cause: error };
}

/** The start of a page about a status, or what of it came within `limitMs`: a page may drip for as long as it likes. */
async function readStart(
  body: AsyncIterable<Buffer>,
  clock: Clock,
  limitMs: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const iterator = body[Symbol.asyncIterator]();
  const { promise: timeIsUp, resolve } = Promise.withResolvers<'time is up'>();
  const cancel = clock.after(limitMs, () => resolve('time is up'));
  try {
    while (size < errorTextBytes) {
      const step = await Promise.race([iterator.next(), timeIsUp]);
      if (step === 'time is up' || step.done) break;
      chunks.push(step.value);
      size += step.value.length;
    }
  } catch {
    // The status is the news; a page about it that breaks off changes nothing.
  } finally {
    cancel();
    await iterator.return?.();
  }
  return Buffer.concat(chunks).subarray(0, errorTextBytes).toString('utf8');
}
