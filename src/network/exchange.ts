import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import type { Socket } from 'node:net';
import type { Cancel, Clock } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { type Body, readBody } from './body.ts';
import { brokenExchange, firstByteStall } from './exchange-failure.ts';
import { type FirstByteLimits, startFirstByteLimit } from './first-byte-limit.ts';
import { type OutgoingBody, sendBody } from './outgoing-body.ts';
import type { PooledRequest } from './pool.ts';

/** Go's net/http refuses headers above 10 MB, Node above 16 KiB; a proxy's cookies and policies fit in this. */
const mostHeaderBytes = 64 * 1024;

/** One request on one connection: a GET unless it says otherwise. */
export interface Hop extends FirstByteLimits {
  readonly request: RequestOptions & PooledRequest;
  readonly body?: OutgoingBody;
  /** `host:port` of the server, for messages. */
  readonly server: string;
  readonly stallMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Bytes that came in on the wire of a connection this client made. */
  readonly wireBytes: (socket: Socket) => number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentLength: number | undefined;
  readonly reusedConnection: boolean;
  readonly body: Body;
}

/**
 * Sends the request and waits for the header. Throws a FailureError (what the dial threw; `stall` in phase headers;
 * `connection-reset`; `http-other` for what is no HTTP) or the signal's reason. The first-byte limit counts from the
 * moment a connection is there and the whole request is sent; making it has a limit of its own. The signal also ends the
 * body.
 */
export function startExchange(hop: Hop): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (hop.signal.aborted) {
      reject(hop.signal.reason);
      return;
    }
    let body: Body | undefined;
    let socket: Socket | undefined;
    let wireError: NodeJS.ErrnoException | undefined;
    let isOrderlyEnd = false;
    let cancelFirstByte: Cancel = () => {};

    const asked = request({
      method: 'GET',
      ...hop.request,
      setHost: false,
      maxHeaderSize: mostHeaderBytes,
    });
    const broken = (phase: 'headers' | 'body', receivedBytes: number, expectedBytes?: number) =>
      brokenExchange({
        server: hop.server,
        phase,
        error: wireError,
        isOrderlyEnd,
        receivedBytes,
        expectedBytes,
        reusedConnection: asked.reusedSocket,
      });
    const onSocketEnd = () => {
      isOrderlyEnd = true;
    };
    const release = () => {
      cancelFirstByte();
      hop.signal.removeEventListener('abort', onAbort);
      socket?.removeListener('end', onSocketEnd);
    };
    const fail = (reason: unknown) => {
      release();
      asked.destroy();
      reject(reason);
    };
    const awaitFirstByte = () => {
      if (body || asked.destroyed) return;
      cancelFirstByte = startFirstByteLimit(hop.clock, hop, (limitMs) =>
        fail(new FailureError(firstByteStall(hop.server, limitMs))),
      );
    };
    const onAbort = () => (body ? body.fail(hop.signal.reason) : fail(hop.signal.reason));

    asked.once('socket', (given) => {
      if (asked.destroyed) return;
      socket = given;
      socket.once('end', onSocketEnd);
      if (!hop.body) awaitFirstByte();
      else sendBody(asked, hop.body, hop).then(awaitFirstByte, fail);
    });
    // Stays on: after the header, too, Node reports a cut connection here, and the body's end tells of it.
    asked.on('error', (error: Error) => {
      wireError ??= error;
      if (!body)
        fail(error instanceof FailureError ? error : new FailureError(broken('headers', 0)));
    });
    asked.once('response', (message) => {
      cancelFirstByte();
      const expectedBytes = contentLengthOf(message);
      const { socket: carrier } = message;
      body = readBody(message, {
        clock: hop.clock,
        stallMs: hop.stallMs,
        server: hop.server,
        wireBytes: () => hop.wireBytes(carrier),
        destroy: () => asked.destroy(),
        explain: (receivedBytes) => broken('body', receivedBytes, expectedBytes),
      });
      message.once('close', () => {
        release();
        // An answer before the end of the request: what is left of it would be taken for the next request.
        if (!asked.writableEnded) asked.destroy();
      });
      resolve({
        status: message.statusCode ?? 0,
        headers: flatHeaders(message),
        contentLength: expectedBytes,
        reusedConnection: asked.reusedSocket,
        body,
      });
    });
    hop.signal.addEventListener('abort', onAbort, { once: true });
    if (!hop.body) asked.end();
  });
}

/** Undefined where the header is absent; Node's parser has refused anything but digits. */
function contentLengthOf(message: IncomingMessage): number | undefined {
  const value = message.headers['content-length'];
  return value === undefined ? undefined : Number(value);
}

/** Repeated headers joined as RFC 9110 §5.2 allows. */
function flatHeaders(message: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(message.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
