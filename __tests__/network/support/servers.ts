import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A server on a free loopback port, closed by `closeServers`. */
export interface Loopback {
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

const running = new Set<Loopback>();

/** Makes a server listen on 127.0.0.1 and counts its connections. */
export async function listen(server: Server): Promise<Loopback> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const loopback: Loopback = {
    port: (server.address() as AddressInfo).port,
    connections: () => accepted,
    async close() {
      running.delete(loopback);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  running.add(loopback);
  return loopback;
}

export const httpServer = (listener: RequestListener): Promise<Loopback> =>
  listen(createHttpServer({ keepAliveTimeout: 60_000 }, listener));

/** A server that does whatever a test wants with the bare connection. */
export const tcpServer = (listener: (socket: Socket) => void): Promise<Loopback> =>
  listen(createServer({ allowHalfOpen: true }, listener));

/** Writes `reply` to every connection as soon as it asked something. */
export const cannedServer = (reply: string, then: (socket: Socket) => void = () => {}) =>
  tcpServer((socket) => {
    socket.once('data', () => socket.write(reply, () => then(socket)));
  });

/** A port on which nobody listens. */
export async function deadPort(): Promise<number> {
  const { port, close } = await tcpServer(() => {});
  await close();
  return port;
}

export async function closeServers(): Promise<void> {
  await Promise.all([...running].map(({ close }) => close()));
}
