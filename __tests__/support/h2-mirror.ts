import { once } from 'node:events';
import {
  constants,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { answerWithFile } from './answers.ts';
import type { TestCertificate } from './certificates.ts';
import { untilDelivered } from './delivered.ts';
import { contentOfModules } from './mirror-content.ts';
import type { TestModule } from './modules.ts';

export interface H2Request {
  readonly path: string;
  /** `2.0` or `1.1`, as ALPN settled it. */
  readonly httpVersion: string;
  readonly range: string | undefined;
  /** Bytes of the body handed to the connection. */
  readonly bodyBytes: number;
}

export interface H2Mirror {
  readonly url: string;
  readonly requests: readonly H2Request[];
  close(): Promise<void>;
}

export interface H2MirrorOptions {
  readonly modules: readonly TestModule[];
  readonly certificate: TestCertificate;
  /** Answers that are longer break off here: a reset stream over HTTP/2, a reset connection over HTTP/1.1. */
  readonly cutAtBytes: number;
}

/** A module proxy that offers h2 and http/1.1 by ALPN, as the public ones do, and breaks long bodies off. */
export async function startH2Mirror(options: H2MirrorOptions): Promise<H2Mirror> {
  const { modules, certificate, cutAtBytes } = options;
  const content = contentOfModules(modules);
  const requests: H2Request[] = [];
  const sockets = new Set<Socket>();
  const tcpByPort = new Map<number, Socket>();
  const failures: unknown[] = [];

  const answer = async (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const path = decodeURIComponent(request.url).slice(1);
    const file = await content(path);
    const { range } = request.headers;
    const support = { isSupported: true, etag: 'strong', hasLastModified: true } as const;
    const right = file && answerWithFile(file, request.headers, support);
    const body = right?.body ?? Buffer.from('not found\n');
    const isCut = body.length > cutAtBytes;
    const sent = isCut ? body.subarray(0, cutAtBytes) : body;
    requests.push({ path, httpVersion: request.httpVersion, range, bodyBytes: sent.length });
    response.writeHead(right?.status ?? 404, {
      ...right?.headers,
      'content-length': String(body.length),
    });
    if (!isCut) {
      response.end(body);
      return;
    }
    await new Promise<void>((resolve) => response.write(sent, () => resolve()));
    if (request.httpVersion === '2.0') {
      response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      return;
    }
    const connection = tcpByPort.get(request.socket.remotePort ?? 0);
    if (!connection) return;
    await untilDelivered(connection);
    connection.resetAndDestroy();
  };

  const server = createSecureServer(
    { key: certificate.key, cert: certificate.cert, allowHTTP1: true },
    (request, response) => {
      answer(request, response).catch((error) => failures.push(error));
    },
  );
  server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    sockets.add(socket);
    tcpByPort.set(port, socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      tcpByPort.delete(port);
    });
  });
  server.on('sessionError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    requests,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      if (failures.length > 0) throw new AggregateError(failures, 'the mirror failed at requests');
    },
  };
}
