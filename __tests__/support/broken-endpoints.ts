import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Worker } from 'node:worker_threads';

/** Something on loopback that is no server in working order. */
export interface BrokenEndpoint {
  readonly host: string;
  readonly port: number;
  /** TCP connections accepted so far. */
  connections(): number;
  /** Resolves when at least `count` connections were accepted. */
  waitForConnections(count: number): Promise<void>;
  close(): Promise<void>;
}

const host = '127.0.0.1';

async function endpointOf(
  server: Server,
  onConnection: (socket: Socket) => void,
): Promise<BrokenEndpoint> {
  const sockets = new Set<Socket>();
  const waiters = new Set<{ readonly count: number; readonly resolve: () => void }>();
  let accepted = 0;
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
    for (const waiter of waiters) {
      if (accepted < waiter.count) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  return {
    host,
    port: (server.address() as AddressInfo).port,
    connections: () => accepted,
    waitForConnections: (count) =>
      accepted >= count
        ? Promise.resolve()
        : new Promise((resolve) => waiters.add({ count, resolve })),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/**
 * A port on which connections are refused. It is free, not reserved: nobody on this machine listens
 * there now, and the system hands out other ports first.
 */
export async function startRefusedPort(): Promise<BrokenEndpoint> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return {
    host,
    port,
    connections: () => 0,
    waitForConnections: (count) =>
      count === 0 ? Promise.resolve() : Promise.reject(new Error('this port accepts nothing')),
    close: () => Promise.resolve(),
  };
}

/** Accepts connections, reads what comes, and never says a word. */
export function startBlackHole(): Promise<BrokenEndpoint> {
  return endpointOf(createServer(), (socket) => socket.resume());
}

export type TlsFault =
  /** TCP is up, the ClientHello is read, no ServerHello comes. */
  | { readonly kind: 'no-handshake' }
  /** An HTTP server without TLS: answers 400 in plain text. */
  | { readonly kind: 'plain-http' }
  /** RST as soon as the ClientHello is there. */
  | { readonly kind: 'reset' }
  /** FIN as soon as the ClientHello is there. */
  | { readonly kind: 'close' }
  /** A handshake with this certificate: expired, for another name, from an unknown authority. PEM. */
  | { readonly kind: 'certificate'; readonly key: string; readonly cert: string };

const plainAnswer =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nplain HTTP only\n';

/** A port where https is expected and does not come about. */
export function startTlsFaults(fault: TlsFault): Promise<BrokenEndpoint> {
  switch (fault.kind) {
    case 'no-handshake':
      return startBlackHole();
    case 'plain-http':
      return endpointOf(createServer(), (socket) =>
        socket.once('data', () => socket.end(plainAnswer)),
      );
    case 'reset':
      return endpointOf(createServer(), (socket) =>
        socket.once('data', () => socket.resetAndDestroy()),
      );
    case 'close':
      return endpointOf(createServer(), (socket) => socket.once('data', () => socket.end()));
    case 'certificate': {
      const server = createTlsServer({ key: fault.key, cert: fault.cert }, (socket) => {
        socket.on('error', () => socket.destroy());
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
      });
      return endpointOf(server, () => {});
    }
  }
}

/** Connections that fill a listen queue of length one on the systems we know (Linux takes two). */
const fillers = 4;

/** Listens, and then blocks its thread: what is not accepted fills the queue, what comes later hangs. */
const silentServer = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ port: 0, host: workerData.host, backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(workerData.gate), 0, 0);
  process.exit();
});`;

/**
 * A port whose SYNs go unanswered, as behind a firewall that drops: connecting takes for ever.
 * Counts no connections, for none comes about.
 */
export async function startSilentPort(): Promise<BrokenEndpoint> {
  const gate = new SharedArrayBuffer(4);
  const worker = new Worker(silentServer, { eval: true, workerData: { host, gate } });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  const queue: Socket[] = [];
  for (let index = 0; index < fillers; index += 1) {
    const socket = connect({ host, port });
    socket.on('error', () => socket.destroy());
    queue.push(socket);
  }
  // The first connection stands for its place in the queue; the others were sent after it, in order.
  await new Promise((resolve) => queue[0]?.once('connect', resolve));
  return {
    host,
    port,
    connections: () => 0,
    waitForConnections: () => Promise.reject(new Error('this port accepts nothing')),
    async close() {
      for (const socket of queue) socket.destroy();
      Atomics.store(new Int32Array(gate), 0, 1);
      Atomics.notify(new Int32Array(gate), 0);
      await worker.terminate();
    },
  };
}
