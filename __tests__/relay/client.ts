import { type IncomingHttpHeaders, request } from 'node:http';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Asked {
  readonly method?: string;
  /** Sent as it is, dots and escapes included. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborts the request as a client that leaves does. */
  readonly signal?: AbortSignal;
}

/** One request to a server on loopback, on a connection of its own. Rejects when the connection breaks. */
export function ask(port: number, { method = 'GET', path, headers, signal }: Asked) {
  return new Promise<Answered>((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, method, path, agent: false, ...(signal && { signal }), headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** A file through the relay, as `go` asks for it. */
export function askRelay(relayUrl: string, file: string, more: Omit<Asked, 'path'> = {}) {
  const { port, pathname } = new URL(relayUrl);
  return ask(Number(port), { ...more, path: `${pathname}/${file}` });
}
