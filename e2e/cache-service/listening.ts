import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Listening {
  readonly port: number;
  /** Cuts every connection. Rejects if the server itself failed at a request: such a test proves nothing. */
  close(): Promise<void>;
}

/**
 * An HTTP server on a free port of loopback that leaves it to the client to close a connection: behind a toxiproxy that makes
 * RST of every close, a whole answer would otherwise end with one.
 */
export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const sockets = new Set<Socket>();
  const failures: unknown[] = [];
  const server: Server = createServer((request, response) => {
    // Said explicitly, it outweighs the client's wish for a close.
    response.setHeader('connection', 'keep-alive');
    answer(request, response).catch((error: unknown) => {
      if (!request.socket.destroyed) failures.push(error);
      request.socket.destroy();
    });
  });
  // Node's own limits would end what a fault is to leave hanging.
  server.keepAliveTimeout = 0;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      if (failures.length > 0) throw new AggregateError(failures, 'the cache service failed');
    },
  };
}
