import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, sleep } from '../../src/effects.ts';
import { portalPage, portalPath } from './altered-answers.ts';
import { type Answer, answerWithFile, type RangeSupport, textAnswer } from './answers.ts';
import { systemClock } from './clock.ts';
import { type Fault, planFaults } from './faults.ts';
import { type Content, contentOfDirectory, contentOfModules } from './mirror-content.ts';
import type { TestModule } from './modules.ts';
import { createRequestLog, type RequestRecord } from './request-log.ts';
import { type Exchange, misbehave, send } from './wire-faults.ts';

export interface MirrorOptions {
  /** Modules to serve. Looked up before `directory`. */
  readonly modules?: readonly TestModule[];
  /** A directory in the GOPROXY layout: a module cache's `cache/download`, a `local` cache. */
  readonly directory?: string;
  readonly faults?: readonly Fault[];
  /** PEM texts; with them the mirror speaks https. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
  /** Requests without these credentials get 401. */
  readonly basicAuth?: { readonly user: string; readonly password: string };
  /** Default: true. */
  readonly supportsRange?: boolean;
  /** Default: `strong`. */
  readonly etag?: RangeSupport['etag'];
  /** Default: true. */
  readonly hasLastModified?: boolean;
  /** What stands behind `/sumdb/`, e.g. `sum.example/supported`; everything else there is 404. */
  readonly sumdb?: Readonly<
    Record<string, { readonly status?: number; readonly body?: string | Buffer }>
  >;
  /** Where the proxy lives on its host, e.g. `/artifactory/api/go/go`; outside of it all is 404. */
  readonly basePath?: string;
  /** Default: any free one. A given port lets a mirror that was closed come back. */
  readonly port?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
}

export interface Mirror {
  /** Without a slash at the end, ready for GOPROXY. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RequestRecord[];
  requestsFor(pathSubstring: string): readonly RequestRecord[];
  /** Replaces all faults; their counts start anew. Answers under way go on as they began. */
  setFaults(faults: readonly Fault[]): void;
  /** The first request, past or to come, for which `isWanted` holds. */
  waitForRequest(isWanted: (request: RequestRecord) => boolean): Promise<RequestRecord>;
  /**
   * Destroys every connection and frees the port. Rejects if the mirror itself failed at a request
   * (a fault that cannot be carried out, an unreadable file): such a test proves nothing.
   */
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** A target with a broken escape is nobody's path and stays as it is. */
function decodeTarget(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

/** Tells what a mirror without faults answers; `headers` decide about authorization and ranges. */
function createAnswerer(options: MirrorOptions) {
  const { basePath = '', basicAuth, sumdb = {} } = options;
  const contents: Content[] = [];
  if (options.modules !== undefined) contents.push(contentOfModules(options.modules));
  if (options.directory !== undefined) contents.push(contentOfDirectory(options.directory));
  const support: RangeSupport = {
    isSupported: options.supportsRange ?? true,
    etag: options.etag ?? 'strong',
    hasLastModified: options.hasLastModified ?? true,
  };
  const expected =
    basicAuth &&
    `Basic ${Buffer.from(`${basicAuth.user}:${basicAuth.password}`).toString('base64')}`;

  return async (request: IncomingMessage, headers = request.headers): Promise<Answer> => {
    const pathname = decodeTarget(request.url ?? '').replace(/\?.*$/s, '');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return textAnswer(405, 'method not allowed\n', { allow: 'GET, HEAD' });
    }
    if (pathname === portalPath) return portalPage;
    if (expected !== undefined && headers.authorization !== expected) {
      return textAnswer(401, 'unauthorized\n', { 'www-authenticate': 'Basic realm="modules"' });
    }
    if (!pathname.startsWith(`${basePath}/`)) return textAnswer(404, 'not found\n');
    const path = pathname.slice(basePath.length + 1);
    if (path.startsWith('sumdb/')) {
      const entry = sumdb[path.slice('sumdb/'.length)] ?? { status: 404, body: 'not found\n' };
      const answer = textAnswer(entry.status ?? 200, '');
      return { ...answer, body: Buffer.from(entry.body ?? '') };
    }
    for (const content of contents) {
      const file = await content(path);
      if (file !== undefined) return answerWithFile(file, headers, support);
    }
    return textAnswer(404, `not found: ${path}\n`);
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/**
 * Starts a module proxy on loopback that answers rightly, but for the faults it is told to have.
 * Rejects if the port is taken.
 */
export async function startMirror(options: MirrorOptions = {}): Promise<Mirror> {
  const clock = options.clock ?? systemClock;
  const log = createRequestLog();
  const answerFor = createAnswerer(options);
  let plan = planFaults(options.faults ?? []);
  const connections = new Map<number, { readonly socket: Socket; requests: number }>();
  const failures: unknown[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const remotePort = request.socket.remotePort ?? 0;
    const connection = connections.get(remotePort);
    if (connection === undefined) return;
    connection.requests += 1;
    const record = log.open({
      method: request.method ?? '',
      path: decodeTarget(request.url ?? ''),
      target: request.url ?? '',
      headers: request.headers,
      remotePort,
      orderOnConnection: connection.requests,
      startedAtMs: clock.now(),
    });
    const gone = new AbortController();
    response.on('close', () => {
      record.end(response.writableFinished ? 'finished' : 'aborted');
      gone.abort(new Error('the client left'));
    });
    const { signal } = gone;
    const exchange: Exchange = {
      request,
      response,
      connection: connection.socket,
      record,
      clock,
      signal,
    };
    try {
      // The portal's page carries the path asked for, and a fault that matches it would redirect for ever.
      const fault = record.path.startsWith(portalPath) ? undefined : plan.take(record);
      record.fault = fault?.action.kind;
      log.announce(record);
      const right = await answerFor(request);
      if (fault === undefined) return send(exchange, right);
      if (fault.delayMs !== undefined) await sleep(clock, fault.delayMs, signal);
      const { range: _, ...withoutRange } = request.headers;
      await misbehave(exchange, fault.action, right, await answerFor(request, withoutRange));
    } catch (error) {
      if (signal.aborted) return;
      failures.push(error);
      connection.socket.destroy();
    }
  };

  const listener: RequestListener = (request, response) => void answer(request, response);
  const server =
    options.tls === undefined
      ? createHttpServer(listener)
      : createHttpsServer({ ...options.tls }, listener);
  // Node's own limits would end exchanges that a test wants to hang, and idle connections it wants kept.
  server.keepAliveTimeout = 0;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  server.on('connection', (socket: Socket) => {
    const key = socket.remotePort ?? 0;
    connections.set(key, { socket, requests: 0 });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => connections.delete(key));
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;

  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}${options.basePath ?? ''}`,
    host,
    port,
    requests: log.requests,
    requestsFor: (text) => log.requests.filter((request) => request.path.includes(text)),
    setFaults(faults) {
      plan = planFaults(faults);
    },
    waitForRequest: (isWanted) => log.waitFor(isWanted),
    async close() {
      log.close();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const { socket } of connections.values()) socket.destroy();
      await closed;
      if (failures.length > 0) throw new AggregateError(failures, 'the mirror failed at requests');
    },
  };
}
