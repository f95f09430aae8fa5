import { createServer, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { basicAuthorization, type Credentials } from '../../../src/network/credentials.ts';
import type { Route } from '../../../src/network/forward-proxy.ts';
import { type Loopback, listen, tcpServer } from './servers.ts';

export interface ProxyOptions {
  readonly credentials?: Credentials;
  /** Answer every request for a tunnel with this status. */
  readonly refuse?: number;
  /** What it says of ways to log in, with every 407. */
  readonly challenges?: readonly string[];
}

/** What a proxy was asked for: `CONNECT host:port`, `GET http://…`, or `SOCKS host:port`. */
export type Asked = string[];

const byName = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).on('error', reject);
  });

/**
 * A forward proxy for CONNECT and absolute-form requests. Whatever host is asked for, it connects to 127.0.0.1, so that
 * names of the tests need no resolver.
 */
export function httpProxy(asked: Asked, options: ProxyOptions = {}): Promise<Loopback> {
  const allows = (message: IncomingMessage) =>
    !options.credentials ||
    message.headers['proxy-authorization'] === basicAuthorization(options.credentials);
  const { challenges = [] } = options;
  const server = createServer((message, response) => {
    asked.push(`${message.method} ${message.url}`);
    if (!allows(message)) {
      response.writeHead(407, { 'proxy-authenticate': [...challenges] }).end();
      return;
    }
    const url = new URL(message.url ?? '');
    request(
      { host: '127.0.0.1', port: url.port, path: url.pathname, headers: message.headers },
      (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers)),
    ).end();
  });
  server.on('connect', (message: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${message.url}`);
    const status = allows(message) ? (options.refuse ?? 200) : 407;
    if (status !== 200) {
      const lines = challenges.map((challenge) => `Proxy-Authenticate: ${challenge}\r\n`).join('');
      socket.end(`HTTP/1.1 ${status} No\r\n${lines}Content-Length: 0\r\n\r\n`);
      return;
    }
    const port = Number(message.url?.split(':').at(-1));
    byName(port).then(
      (target) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        splice(socket, target);
      },
      () => socket.destroy(),
    );
  });
  return listen(server);
}

/** A SOCKS5 server (RFC 1928, RFC 1929) for CONNECT; `reply` other than 0 is the refusal it answers with. */
export function socksProxy(
  asked: Asked,
  options: { readonly credentials?: Credentials; readonly reply?: number } = {},
): Promise<Loopback> {
  return tcpServer((socket) => {
    serveSocks(socket, asked, options).catch(() => socket.destroy());
  });
}

async function serveSocks(
  socket: Socket,
  asked: Asked,
  { credentials, reply = 0 }: { readonly credentials?: Credentials; readonly reply?: number },
): Promise<void> {
  const next = reader(socket);
  const [, methodCount = 0] = await next(2);
  const methods = await next(methodCount);
  const method = credentials ? 2 : 0;
  if (!methods.includes(method)) {
    socket.end(Buffer.from([5, 0xff]));
    return;
  }
  socket.write(Buffer.from([5, method]));
  if (credentials) {
    const [, nameLength = 0] = await next(2);
    const username = (await next(nameLength)).toString();
    const [passwordLength = 0] = await next(1);
    const password = (await next(passwordLength)).toString();
    const isRight = username === credentials.username && password === credentials.password;
    socket.write(Buffer.from([1, isRight ? 0 : 1]));
    if (!isRight) return;
  }
  const [, , , type] = await next(4);
  const host =
    type === 3 ? (await next((await next(1))[0] ?? 0)).toString() : [...(await next(4))].join('.');
  const port = (await next(2)).readUInt16BE();
  asked.push(`SOCKS ${host}:${port}`);
  socket.write(Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]));
  if (reply !== 0) return;
  socket.removeAllListeners('readable');
  splice(socket, await byName(port));
}

/** Reads exactly as many bytes as asked for. */
function reader(socket: Socket): (length: number) => Promise<Buffer> {
  return async (length) => {
    if (length === 0) return Buffer.alloc(0);
    for (;;) {
      const bytes: Buffer | null = socket.read(length);
      if (bytes) return bytes;
      await new Promise((resolve) => socket.once('readable', resolve));
    }
  };
}

function splice(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}

/** The route a router would give for this proxy. */
export function over(
  scheme: 'http' | 'https' | 'socks5' | 'socks5h',
  port: number,
  credentials?: Credentials,
  host = '127.0.0.1',
): Route {
  return {
    kind: 'forward-proxy',
    scheme,
    host,
    port,
    variable: 'HTTPS_PROXY',
    name: `${host}:${port}`,
    ...(credentials && { credentials }),
  };
}
