import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Clock, sleep } from '../../src/effects.ts';
import { alterAnswer } from './altered-answers.ts';
import type { Answer } from './answers.ts';
import { untilDelivered } from './delivered.ts';
import type { FaultAction, MalformedPart } from './faults.ts';
import type { OpenRecord } from './request-log.ts';

/** One request being answered. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The TCP connection, below TLS if there is any: only it can be reset. */
  readonly connection: Socket;
  readonly record: OpenRecord;
  readonly clock: Clock;
  /** Aborts when the connection is gone, so that no wait outlives it. */
  readonly signal: AbortSignal;
}

function writeHead(exchange: Exchange, answer: Answer, contentLength: number | undefined): void {
  const { response } = exchange;
  const isBodiless = answer.status === 204 || answer.status === 304;
  const length =
    contentLength === undefined || isBodiless ? {} : { 'content-length': contentLength };
  response.writeHead(answer.status, { ...answer.headers, ...length });
}

function writeBody(exchange: Exchange, bytes: Buffer): Promise<void> {
  const { request, response, record } = exchange;
  response.flushHeaders();
  if (bytes.length === 0 || request.method === 'HEAD') return Promise.resolve();
  record.bodyBytes += bytes.length;
  // A client that leaves fails the write; the record tells of it, nobody else needs to.
  return new Promise((resolve) => response.write(bytes, () => resolve()));
}

/** The answer as it should be. */
export function send(exchange: Exchange, answer: Answer): void {
  writeHead(exchange, answer, answer.body.length);
  if (exchange.request.method !== 'HEAD') exchange.record.bodyBytes += answer.body.length;
  exchange.response.end(answer.body);
}

/** The first bytes of a body that is to stay incomplete: at least the last one is kept back. */
function beginning(answer: Answer, bytes: number): Buffer {
  return answer.body.subarray(0, Math.min(bytes, Math.max(0, answer.body.length - 1)));
}

async function reset(exchange: Exchange, answer: Answer, afterBytes: number): Promise<void> {
  writeHead(exchange, answer, answer.body.length);
  await writeBody(exchange, beginning(answer, afterBytes));
  await untilDelivered(exchange.connection);
  exchange.connection.resetAndDestroy();
}

async function truncate(
  exchange: Exchange,
  answer: Answer,
  fault: Extract<FaultAction, { readonly kind: 'truncate' }>,
): Promise<void> {
  const part = beginning(answer, fault.afterBytes);
  const { response, request } = exchange;
  if (fault.framing === 'close') {
    // Without either framing header node leaves the end of the body to the end of the connection.
    response.removeHeader('content-length');
    response.removeHeader('transfer-encoding');
    response.setHeader('connection', 'close');
  }
  writeHead(exchange, answer, fault.framing === 'length' ? answer.body.length : undefined);
  await writeBody(exchange, part);
  request.socket.end();
}

async function drip(
  exchange: Exchange,
  answer: Answer,
  bytes: number,
  everyMs: number,
): Promise<void> {
  if (!(bytes > 0)) throw new RangeError(`a body does not drip ${bytes} bytes at a time`);
  writeHead(exchange, answer, answer.body.length);
  for (let offset = 0; offset < answer.body.length; offset += bytes) {
    if (offset > 0) await sleep(exchange.clock, everyMs, exchange.signal);
    await writeBody(exchange, answer.body.subarray(offset, offset + bytes));
  }
  exchange.response.end();
}

const malformed = {
  'status-line': 'HTTP 200 all is well\r\n\r\n',
  header: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nno colon in this line\r\n\r\nok',
  'chunk-size': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nok\r\n0\r\n\r\n',
  'two-lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!',
} as const satisfies Record<MalformedPart, string>;

/**
 * Answers as `fault` says. `answer` is what would have been right, `whole` the same without regard to
 * Range. Resolves when nothing more will be sent; rejects with the signal's reason if the client left.
 */
export async function misbehave(
  exchange: Exchange,
  fault: FaultAction,
  answer: Answer,
  whole: Answer,
): Promise<void> {
  const { request, connection, clock, signal } = exchange;
  switch (fault.kind) {
    case 'latency':
      await sleep(clock, fault.ms, signal);
      return send(exchange, answer);
    case 'hold':
      await fault.until;
      return send(exchange, answer);
    case 'never-answer':
      return;
    case 'stall':
      writeHead(exchange, answer, answer.body.length);
      return writeBody(exchange, beginning(answer, fault.afterBytes));
    case 'reset-before-headers':
      connection.resetAndDestroy();
      return;
    case 'reset':
      return reset(exchange, answer, fault.afterBytes);
    case 'reset-beyond':
      if (answer.body.length <= fault.bytes) return send(exchange, answer);
      return reset(exchange, answer, fault.bytes);
    case 'close-before-headers':
      request.socket.end();
      return;
    case 'truncate':
      return truncate(exchange, answer, fault);
    case 'drip':
      return drip(exchange, answer, fault.bytes, fault.everyMs);
    case 'wrong-length':
      writeHead(exchange, answer, Math.max(0, answer.body.length + fault.by));
      await writeBody(exchange, answer.body);
      // With a surplus the exchange is over by its own account; else the client goes on waiting.
      if (fault.by < 0) exchange.response.end();
      return;
    case 'malformed':
      request.socket.end(malformed[fault.part]);
      return;
    case 'raw':
      request.socket.end(fault.bytes);
      return;
    case 'status':
    case 'flip-byte':
    case 'body':
    case 'html':
    case 'redirect':
    case 'redirect-loop':
    case 'portal':
    case 'headers':
    case 'gzip':
    case 'wrong-version':
    case 'wrong-range':
    case 'ignore-range':
      return send(exchange, alterAnswer(fault, answer, whole, request.url ?? '/'));
  }
}
