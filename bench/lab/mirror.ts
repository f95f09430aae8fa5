import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerWithFile } from '../../__tests__/support/answers.ts';
import { type Clock, sleep } from '../../src/effects.ts';
import { type LabContent, moduleOf, wrongBytes } from './content.ts';
import { type Connection, deliver } from './delivery.ts';
import { fateOf, isWrongModule } from './fate.ts';
import type { Outage } from './outage.ts';
import type { MirrorTally, ServingMirror } from './plan.ts';

export interface LabMirror {
  readonly url: string;
  tally(): MirrorTally;
  close(): Promise<void>;
}

export interface LabMirrorOptions {
  readonly plan: ServingMirror;
  /** Its place in the list of mirrors. */
  readonly index: number;
  readonly seed: number;
  readonly content: LabContent;
  readonly outage: Outage;
  readonly clock: Clock;
}

/** Starts a module proxy on loopback that is as far away and as unreliable as its plan says. */
export async function startLabMirror(options: LabMirrorOptions): Promise<LabMirror> {
  const { plan, index, seed, content, outage, clock } = options;
  const connections = new Map<Socket, Connection>();
  const perFile = new Map<string, number>();
  const whileDownAtMs: number[] = [];
  let requests = 0;
  let bytes = 0;
  let accepted = 0;
  let wrongAnswers = 0;

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    connection: Connection,
    signal: AbortSignal,
  ): Promise<void> {
    const path = decodeURIComponent(request.url ?? '/').slice(1);
    const attempt = (perFile.get(path) ?? 0) + 1;
    perFile.set(path, attempt);
    requests += 1;
    outage.countRequest();
    if (outage.isNow()) return;
    const { rttMs } = plan.line;
    const dueMs = Math.max(clock.now(), connection.readyAtMs) + rttMs;
    if (rttMs > 0) await sleep(clock, dueMs - clock.now(), signal);

    const right = await content.read(path);
    if (right === undefined) {
      response.writeHead(404).end(`not found: ${path}\n`);
      return;
    }
    const isWrong = isWrongModule(plan.wrongModules ?? 0, seed, index, moduleOf(path) ?? '');
    const file = isWrong ? wrongBytes(path, right) : right;
    if (file !== right) wrongAnswers += 1;
    const support = {
      isSupported: plan.supportsRange ?? true,
      etag: 'strong',
      hasLastModified: true,
    } as const;
    await deliver(
      { plan, connection, response, clock, signal, onBytes: (count) => (bytes += count) },
      answerWithFile(file, request.headers, support),
      fateOf(plan.faults ?? {}, seed, index, path, attempt),
    );
  }

  const server = createServer((request, response) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Error('the connection is gone')));
    answer(request, response, connection, gone.signal).catch((error: unknown) => {
      if (!gone.signal.aborted) throw error;
    });
  });
  // Node's own limits would end what is to hang.
  server.keepAliveTimeout = 0;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    if (outage.isNow()) {
      whileDownAtMs.push(clock.now());
      socket.resetAndDestroy();
      return;
    }
    accepted += 1;
    connections.set(socket, { socket, readyAtMs: clock.now() + plan.line.rttMs, sentBytes: 0 });
    socket.on('close', () => connections.delete(socket));
  });
  outage.onStart(() => {
    for (const socket of connections.keys()) socket.resetAndDestroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tally: () => ({
      requests,
      bytes,
      connections: accepted,
      wrongAnswers,
      perFile: Object.fromEntries(perFile),
      ...(outage.hasBegun()
        ? {
            outage: {
              connections: whileDownAtMs.length,
              busiestSecond: mostWithin(whileDownAtMs, 1_000),
            },
          }
        : {}),
    }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of connections.keys()) socket.destroy();
      await closed;
    },
  };
}

/** The most of these moments, in order, that lie within one span. */
function mostWithin(momentsMs: readonly number[], spanMs: number): number {
  let most = 0;
  let first = 0;
  for (const [last, moment] of momentsMs.entries()) {
    while (moment - (momentsMs[first] ?? moment) >= spanMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
