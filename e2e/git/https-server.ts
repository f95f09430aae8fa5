/** git's own server behind TLS and Basic authentication, with a tap on every request. */
import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestCertificate } from '../../__tests__/support/certificates.ts';

const backend = '/usr/lib/git-core/git-http-backend';

export interface Tapped {
  /** As the client wrote it. */
  readonly host: string;
  readonly path: string;
  /** Decoded `user:password`; undefined without credentials. */
  readonly credentials: string | undefined;
}

export interface GitServer {
  readonly port: number;
  readonly requests: readonly Tapped[];
  close(): Promise<void>;
}

/**
 * Serves `<root>/bare/<host>/…` of each host it is asked for.
 * @param redirects the host that a host sends everybody on to, once they have said who they are.
 * @param accounts what a host wants to hear as `user:password`; a host that is not there is public.
 */
export async function startGitServer(
  root: string,
  certificate: TestCertificate,
  accounts: Readonly<Record<string, string>>,
  redirects: Readonly<Record<string, string>> = {},
): Promise<GitServer> {
  const requests: Tapped[] = [];
  const server = createServer(certificate, (request, response) => {
    const host = request.headers.host ?? '';
    const [, encoded] = /^Basic (.*)$/.exec(request.headers.authorization ?? '') ?? [];
    const credentials = encoded && Buffer.from(encoded, 'base64').toString();
    const { pathname } = new URL(request.url ?? '', 'https://host.invalid');
    requests.push({ host, path: pathname, credentials });
    const wanted = accounts[host];
    if (wanted !== undefined && credentials !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const onward = redirects[host];
    if (onward !== undefined) {
      response.writeHead(302, { location: `https://${onward}${request.url}` }).end();
      return;
    }
    answer(join(root, 'bare', host), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** CGI (RFC 3875), as far as git's program needs it. */
function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '', 'https://host.invalid');
  const child = spawn(backend, {
    env: {
      PATH: '/usr/bin:/bin',
      HOME: root,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      // The repositories belong to whoever runs the tests, the server may run as somebody else.
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin.on('error', () => {}));
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.once('error', () => response.writeHead(500).end());
  child.once('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    const headers = output.subarray(0, end).toString().split('\r\n');
    let status = 200;
    for (const header of headers) {
      const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(header) ?? [];
      if (name === 'Status') status = Number.parseInt(value, 10);
      else if (name !== '') response.setHeader(name, value);
    }
    response.writeHead(status).end(output.subarray(end + 4));
  });
}
