/** Places on loopback that are no good mirror: a closed port, and a forward proxy before the mirrors. */
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { startRefusedPort } from '../__tests__/support/broken-endpoints.ts';

const host = '127.0.0.1';

/** URL of a port where nothing listens. */
export async function refusedUrl(): Promise<string> {
  const { host, port } = await startRefusedPort();
  return `http://${host}:${port}`;
}

export interface ForwardProxy {
  readonly port: number;
  /** `CONNECT host:port` and `GET http://…` as they came, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * A forward proxy that leads every name to loopback: `mirror.test` needs no resolver.
 * @param ports where a server listens that is asked for at another port, 443 say.
 */
export async function startForwardProxy(
  credentials?: {
    readonly user: string;
    readonly password: string;
  },
  ports: ReadonlyMap<number, number> = new Map(),
): Promise<ForwardProxy> {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  const expected =
    credentials &&
    `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const isAllowed = (incoming: IncomingMessage) =>
    expected === undefined || incoming.headers['proxy-authorization'] === expected;

  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    if (!isAllowed(incoming)) {
      outgoing.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
      return;
    }
    const { port, pathname, search } = new URL(incoming.url ?? '');
    const options = { host, port, path: `${pathname}${search}`, headers: incoming.headers };
    const onward = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    onward.end();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  });
  server.on('connect', (incoming: IncomingMessage, client: Duplex) => {
    asked.push(`CONNECT ${incoming.url}`);
    if (!isAllowed(incoming)) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
      return;
    }
    const port = Number(incoming.url?.split(':').at(-1));
    const onward = connect(ports.get(port) ?? port, host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    sockets.add(onward);
    onward.on('error', () => client.destroy()).on('close', () => sockets.delete(onward));
    client.on('error', () => onward.destroy()).on('close', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
