import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import type { OutgoingBody } from '../network/outgoing-body.ts';
import { isSameSecret } from '../network/secret.ts';
import type { SpoolSpace } from '../upstream/spool.ts';
import type { Spooled } from '../upstream/spooled.ts';
import { failureOfStatus } from '../upstream/status.ts';
import { openArchive } from './archive.ts';
import { type CallKind, describeCall, replaceUrls } from './calls.ts';
import { type CallAnswer, type CallTools, forward, serviceFailure } from './forward.ts';
import { inspected } from './inspection.ts';
import type { ServicePlace } from './place.ts';
import { answerHeaders, createRoutes, type Route } from './routes.ts';

/** Small enough that a slow line shows progress within the stall limit. */
const sentAtOnceBytes = 64 * 1024;

export interface Gateway {
  /** For the client's environment: they make @actions/cache ask this gateway and nobody else. */
  readonly variables: Readonly<Record<string, string>>;
  /** Aborts with a FailureError as soon as a call cannot be made: on its own the client would try for minutes. */
  readonly broken: AbortSignal;
  /** What is being asked at this moment, and how its last try failed. */
  underWay(): CallUnderWay | undefined;
  /** The last call that the service refused: @actions/cache tells some of them by a guess at their cause. */
  refusal(): Refusal | undefined;
  /** Bytes of the archive that went through, one way or the other. */
  archiveBytes(): number;
  close(): Promise<void>;
}

export interface Refusal {
  readonly call: CallKind;
  readonly status: number;
  /** What the service said to it, as a failure. */
  readonly because: Failure;
}

export interface CallUnderWay {
  readonly call: CallKind;
  readonly because: Failure | undefined;
}

export interface GatewayOptions {
  readonly place: ServicePlace;
  readonly tools: Omit<CallTools, 'onFailure'>;
  /** Holds what the client uploads until the service has it: each try sends it from its start. */
  readonly spool: SpoolSpace;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Stands between @actions/cache and the cache service, on loopback: makes each call with our own limits, tries, forward
 * proxy and certificates, adds the job's token, which the client never sees, and leads signed URLs through itself.
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { spool, log } = options;
  const breaking = new AbortController();
  const signal = AbortSignal.any([options.signal, breaking.signal]);
  const token = randomBytes(24).toString('base64url');
  let refusal: Refusal | undefined;
  let underWay: CallUnderWay | undefined;
  let archiveBytes = 0;

  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    respond(request, response).catch((thrown: unknown) => {
      // A client that left is no fault of the service.
      if (!request.socket.destroyed) breaking.abort(new FailureError(failureOf(thrown)));
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const routes = createRoutes(options.place, `http://127.0.0.1:${port}`, token);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isForUs = request.headers.host === `127.0.0.1:${port}`;
    const route = isForUs ? routes.find(request.method ?? '', request.url ?? '') : undefined;
    if (route === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (!route.isSigned && !isSameSecret(request.headers.authorization ?? '', `Bearer ${token}`)) {
      response.writeHead(401).end();
      return;
    }
    const startedAtMs = options.tools.clock.now();
    const call = route.kind;
    underWay = { call, because: undefined };
    const onFailure = (because: Failure) => {
      underWay = { call, because };
    };
    const pass = call === 'download' ? passArchive : passCall;
    const status = await pass({ ...options.tools, onFailure }, route, request, response);
    underWay = undefined;
    const took = formatDuration(Math.round(options.tools.clock.now() - startedAtMs));
    log.debug(`cache service: ${describeCall(route.kind)}: HTTP status ${status}, ${took}`);
  }

  async function passCall(
    tools: CallTools,
    route: Route,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<number> {
    const file = await spool.take(request, Number.MAX_SAFE_INTEGER, () => {});
    try {
      if (route.kind === 'upload') archiveBytes += file.size;
      const { kind, url } = route;
      const { method = 'GET' } = request;
      const headers = route.headers(request.headers);
      const call =
        method === 'GET'
          ? { kind, method, url, headers }
          : {
              kind,
              method,
              url,
              headers: { ...headers, 'content-length': String(file.size) },
              body: outgoing(file),
            };
      const answer = await forward(tools, call, signal);
      noteRefusal(route, answer);
      const content = route.isSigned ? answer.body : replaceUrls(answer.body, routes.lead);
      response.writeHead(answer.status, answerHeaders(answer.headers, content.length));
      response.end(content);
      return answer.status;
    } finally {
      await spool.release(file);
    }
  }

  async function passArchive(
    tools: CallTools,
    route: Route,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<number> {
    const headers = route.headers(request.headers);
    const call = { kind: 'download', method: 'GET', url: route.url, headers } as const;
    const archive = await openArchive(tools, call, signal);
    const length = archive.headers['content-length'];
    const totalBytes = length === undefined ? undefined : Number(length);
    response.writeHead(archive.status, answerHeaders(archive.headers, totalBytes));
    // The client unpacks what came whole; of an error page it looks at the status alone.
    const body = archive.status < 300 ? inspected(archive.body) : archive.body;
    for await (const chunk of body) {
      archiveBytes += chunk.length;
      if (!response.write(chunk)) await drainedOrGone(response);
      if (response.destroyed) break;
    }
    response.end();
    return archive.status;
  }

  /** A refusal after a try that broke off may be about what that very try has done: the break is the news then. */
  function noteRefusal({ kind }: Route, answer: CallAnswer): void {
    const { status, headers, body, uncertainty } = answer;
    if (status < 400) return;
    if (uncertainty) throw new FailureError(serviceFailure(kind, 1, uncertainty));
    const text = body.toString('utf8', 0, 2_048);
    const facts = { status, headers, text, wallClockMs: options.tools.wallClock() };
    refusal = { call: kind, status, because: failureOfStatus(facts) };
  }

  return {
    variables: { ...routes.variables, ACTIONS_RUNTIME_TOKEN: token },
    broken: breaking.signal,
    underWay: () => underWay,
    refusal: () => refusal,
    archiveBytes: () => archiveBytes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function outgoing(file: Spooled): OutgoingBody {
  return {
    size: file.size,
    async *chunks() {
      if (file.kind === 'disk') {
        for await (const chunk of createReadStream(file.path)) yield chunk;
        return;
      }
      for (let start = 0; start < file.size; start += sentAtOnceBytes) {
        yield file.bytes.subarray(start, start + sentAtOnceBytes);
      }
    },
  };
}

async function drainedOrGone(response: ServerResponse): Promise<void> {
  const listening = new AbortController();
  const { signal } = listening;
  const events = ['drain', 'close'].map((name) => once(response, name, { signal }));
  try {
    await Promise.race(events);
  } finally {
    for (const event of events) event.catch(() => {});
    listening.abort();
  }
}
