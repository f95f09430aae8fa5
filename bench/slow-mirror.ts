import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';

export interface SlowMirror {
  readonly url: string;
  close(): void;
}

/**
 * Serves a download cache (GOMODCACHE/cache/download, which has a mirror's layout) on loopback and answers each request
 * `delayMs` after it came, as a mirror that far away would on a connection that is open already.
 */
export async function startSlowMirror(directory: string, delayMs: number): Promise<SlowMirror> {
  const server = createServer((request, response) => {
    setTimeout(() => {
      const file = createReadStream(join(directory, decodeURIComponent(request.url ?? '/')));
      file.once('error', () => response.writeHead(404).end('not found'));
      file.once('open', () => pipeline(file, response, () => {}));
    }, delayMs);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
