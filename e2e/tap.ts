/** A small internet on loopback behind one forward proxy, where everything that anybody says to anybody is written down. */
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAuthority } from '../__tests__/support/certificates.ts';

const loopback = '127.0.0.1';

/** What one host heard: a request, or a name that a tunnel was asked for. */
export interface Heard {
  /** `forward proxy`, or the name that the client gave in its TLS handshake. */
  readonly by: string;
  /** Request line and header lines. */
  readonly text: string;
}

/** Answers requests for one host name, on port 443. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Tap {
  /** URL of the forward proxy, with user and password. */
  readonly proxyUrl: string;
  /** PEM of the authority that every host's certificate is from. */
  readonly authority: string;
  readonly heard: readonly Heard[];
  close(): Promise<void>;
}

export async function startTap(
  hosts: Readonly<Record<string, Handler>>,
  credentials: { readonly user: string; readonly password: string },
): Promise<Tap> {
  const heard: Heard[] = [];
  const sockets = new Set<Duplex>();
  const keep = (socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const authority = createAuthority();
  const servers = new Map<string, ReturnType<typeof createHttpsServer>>();
  for (const [name, handle] of Object.entries(hosts)) {
    const server = createHttpsServer(authority.issue({ names: [name] }), (request, response) => {
      const { servername } = request.socket as { servername?: string };
      heard.push({ by: String(servername), text: textOf(request) });
      handle(request, response);
    });
    server.on('connection', keep);
    await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
    servers.set(name, server);
  }

  const { user, password } = credentials;
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const proxy = createServer((request, response) => {
    heard.push({ by: 'forward proxy', text: textOf(request) });
    response.writeHead(502).end();
  });
  proxy.on('connection', keep);
  proxy.on('connect', (request: IncomingMessage, client: Duplex) => {
    heard.push({ by: 'forward proxy', text: textOf(request) });
    if (request.headers['proxy-authorization'] !== expected) {
      // git asks without its credentials first, and would ask again on this connection.
      const refusal = ['Proxy-Authenticate: Basic', 'Connection: close', 'Content-Length: 0'];
      client.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${refusal.join('\r\n')}\r\n\r\n`);
      return;
    }
    const server = servers.get(request.url?.replace(/:443$/, '') ?? '');
    if (server === undefined) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const onward = connect((server.address() as AddressInfo).port, loopback, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    keep(onward);
    onward.on('close', () => client.destroy());
    client.on('close', () => onward.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, loopback, resolve));

  const userInfo = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return {
    proxyUrl: `http://${userInfo}@${loopback}:${(proxy.address() as AddressInfo).port}`,
    authority: authority.cert,
    heard,
    close: async () => {
      const closed = [proxy, ...servers.values()].map(
        (server) => new Promise((resolve) => server.close(resolve)),
      );
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function textOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : [],
  );
  return [`${method} ${url}`, ...lines].join('\n');
}

/** Answers only those who show this in their Authorization header. */
export function behind(authorization: string, handle: Handler): Handler {
  return (request, response) => {
    if (request.headers.authorization === authorization) handle(request, response);
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="tap"' }).end();
  };
}

/** A directory of bare repositories over smart HTTP, by git's own program for it. */
export function gitBackend(directory: string): Handler {
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://host.invalid');
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: directory,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
        PATH_INFO: pathname,
        QUERY_STRING: String(searchParams),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'],
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    request.pipe(child.stdin).on('error', () => {});
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', () => {
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf('\r\n\r\n');
      const head = answer.subarray(0, end).toString('latin1').split('\r\n');
      const headers = head.map((line): [string, string] => {
        const at = line.indexOf(':');
        return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
      });
      const status = Number(headers.find(([name]) => name === 'status')?.[1]?.slice(0, 3) ?? 200);
      const rest = headers.filter(([name]) => name !== 'status');
      response.writeHead(status, Object.fromEntries(rest)).end(answer.subarray(end + 4));
    });
  };
}
