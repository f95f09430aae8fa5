import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import { type Endpoint, parseEndpoint } from '../module/endpoint.ts';
import { isSameSecret } from '../network/secret.ts';
import type { Spooled } from '../upstream/spooled.ts';

/** What the relay answers `go` with; the file is freed by `release` after it was sent. */
export type RelayAnswer =
  | { readonly status: 200; readonly file: Spooled; release(): Promise<void> }
  | { readonly status: 404 | 502; readonly text: string };

export interface Relay {
  /** The GOPROXY entry for `go`: loopback address, random port and a secret path. */
  readonly url: string;
  /** The secret in it, for the redactor. */
  readonly token: string;
  /** Ends all connections; nothing answers afterwards. */
  close(): Promise<void>;
}

/** `go` waits before the first byte for as long as it takes (reference/go-failures.md §1.1); this only ends leaks. */
const idleConnectionMs = 120_000;

/**
 * A module proxy on 127.0.0.1 for one run (design §7): random port, path token, Host header checked against DNS
 * rebinding, GET and HEAD only, paths taken by the protocol's grammar and nothing else.
 */
export async function startRelay(
  answer: (endpoint: Endpoint) => Promise<RelayAnswer>,
): Promise<Relay> {
  const token = randomBytes(24).toString('base64url');
  const server = createServer(
    { keepAliveTimeout: idleConnectionMs, requestTimeout: 0 },
    (request, response) => {
      void respond(request, response).catch(() => response.destroy());
    },
  );

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const endpoint = admit(request);
    if (typeof endpoint === 'number') return sendText(response, endpoint, '');
    const given = await answer(endpoint).catch((thrown: unknown): RelayAnswer => {
      const failure = failureOf(thrown);
      return { status: 502, text: `${failure.class}: ${failure.detail}` };
    });
    if (given.status !== 200) return sendText(response, given.status, given.text);
    try {
      await sendFile(request, response, endpoint, given.file);
    } finally {
      await given.release();
    }
  }

  /** The endpoint asked for, or the status that refuses the request. */
  function admit(request: IncomingMessage): Endpoint | number {
    if (request.headers.host !== `127.0.0.1:${port}`) return 421;
    if (request.method !== 'GET' && request.method !== 'HEAD') return 405;
    const [, given = '', ...rest] = (request.url ?? '').split('/');
    if (!isSameSecret(given, token)) return 403;
    return parseEndpoint(rest.join('/')) ?? 404;
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new FailureError(listenFailure(cause))));
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/${token}`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  endpoint: Endpoint,
  file: Spooled,
): Promise<void> {
  // Nothing would ever tell of the end of an answer to a client that left while the file was fetched.
  if (response.destroyed) return;
  response.writeHead(200, { 'content-type': contentType(endpoint), 'content-length': file.size });
  if (request.method === 'HEAD') response.end();
  else if (file.kind === 'memory') {
    // Freed only when the kernel has it: `release` lowers the count that bounds the run's memory.
    await new Promise<void>((resolve) => {
      response.once('close', resolve);
      response.end(file.bytes, resolve);
    });
  } else await pipeline(createReadStream(file.path), response);
}

function contentType(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'zip':
      return 'application/zip';
    case 'info':
    case 'latest':
      return 'application/json';
    case 'mod':
    case 'list':
    case 'sumdb':
      return 'text/plain; charset=utf-8';
  }
}

/** Why no port of loopback can be had; a fault of ours where the system gives no reason. */
export function listenFailure(cause: NodeJS.ErrnoException): Failure {
  const { code } = cause;
  const detail = `the relay cannot listen on 127.0.0.1 (${code ?? cause.message})`;
  switch (code) {
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENETDOWN':
      return { class: 'unreachable', detail, mirror: '127.0.0.1', cause };
    case 'EACCES':
    case 'EPERM':
    case 'EMFILE':
    case 'ENFILE':
      return { class: 'permission', detail, cause };
    default:
      return { class: 'internal', detail, cause };
  }
}
