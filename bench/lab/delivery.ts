import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer } from '../../__tests__/support/answers.ts';
import { untilDelivered } from '../../__tests__/support/delivered.ts';
import { type Clock, sleep } from '../../src/effects.ts';
import type { Fate } from './fate.ts';
import type { ServingMirror } from './plan.ts';

/** A client's connection, as a mirror keeps it. */
export interface Connection {
  readonly socket: Socket;
  /** When TCP would have come about over the line that is played. */
  readonly readyAtMs: number;
  /** Bytes of bodies it carried so far. */
  sentBytes: number;
}

export interface Delivery {
  readonly plan: ServingMirror;
  readonly connection: Connection;
  readonly response: ServerResponse;
  readonly clock: Clock;
  /** Aborts when the connection is gone, so that no wait outlives it. */
  readonly signal: AbortSignal;
  /** Hears of every piece of a body handed to the network. */
  onBytes(count: number): void;
}

/** Handed over at a time: small enough that what is counted is close to what has left. */
const pieceBytes = 64 * 1_024;

/** Sends `answer` as `fate` has it. Resolves when nothing more will be sent. */
export async function deliver(delivery: Delivery, answer: Answer, fate: Fate): Promise<void> {
  const { connection, response } = delivery;
  switch (fate.kind) {
    case 'silence':
      return;
    case 'server-error':
      response.writeHead(fate.status).end('the lab drew an error\n');
      return;
    case 'throttle':
      response.writeHead(429, { 'retry-after': `${fate.retryAfterSeconds}` }).end('too many\n');
      return;
    case 'served':
      writeHead(delivery, answer);
      if (await sendBody(delivery, answer.body)) response.end();
      return;
    case 'stall':
      writeHead(delivery, answer);
      await sendBody(delivery, beginning(answer.body, fate.at));
      return;
    case 'truncation':
      writeHead(delivery, answer);
      if (await sendBody(delivery, beginning(answer.body, fate.at))) connection.socket.end();
      return;
    case 'reset':
      writeHead(delivery, answer);
      if (await sendBody(delivery, beginning(answer.body, fate.at))) await reset(connection);
      return;
  }
}

function writeHead({ response }: Delivery, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
  // Else the head waits for the first bytes of a body, which a stalled answer may not have.
  response.flushHeaders();
}

/** Never the whole: the last byte is kept back. */
function beginning(body: Buffer, share: number): Buffer {
  return body.subarray(0, Math.floor(Math.max(0, body.length - 1) * share));
}

/** False where the connection was cut on the way. */
async function sendBody(delivery: Delivery, body: Buffer): Promise<boolean> {
  const { plan, connection, response, clock, signal } = delivery;
  const { bandwidth } = plan.line;
  const size = bandwidth === undefined ? pieceBytes : Math.min(pieceBytes, bandwidth / 50);
  const startedAtMs = clock.now();
  for (let offset = 0; offset < body.length; ) {
    const left = (plan.cutAfterBytes ?? Number.POSITIVE_INFINITY) - connection.sentBytes;
    const piece = body.subarray(offset, offset + Math.floor(Math.min(size, left)));
    offset += piece.length;
    if (bandwidth !== undefined) {
      const dueMs = startedAtMs + (offset / bandwidth) * 1_000;
      await sleep(clock, Math.max(0, dueMs - clock.now()), signal);
    }
    await new Promise<void>((written) => response.write(piece, () => written()));
    connection.sentBytes += piece.length;
    delivery.onBytes(piece.length);
    if (signal.aborted) return false;
    if (left <= size && plan.cutAfterBytes !== undefined) {
      await reset(connection);
      return false;
    }
  }
  return true;
}

async function reset({ socket }: Connection): Promise<void> {
  // A reset throws away what is still in the send queue, and the client would have got less than the lab counted.
  await untilDelivered(socket);
  socket.resetAndDestroy();
}
