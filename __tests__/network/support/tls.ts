import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { type Loopback, listen } from './servers.ts';

const read = (name: string) => readFileSync(`__tests__/fixtures/tls/${name}.pem`, 'utf8');

/** The authority that signed every certificate of the fixtures. */
export const testCa = read('ca');

export type CertificateName = 'server' | 'expired' | 'other-name';

const keyPair = (name: CertificateName) => ({ cert: read(name), key: read(`${name}.key`) });

export const httpsServer = (
  listener: RequestListener,
  name: CertificateName = 'server',
): Promise<Loopback> => listen(createHttpsServer(keyPair(name), listener));

/** A TLS server that does whatever a test wants with the decrypted connection. */
export function tlsServer(listener: (socket: Socket) => void, options: TlsOptions = {}) {
  const server = createServer({ ...keyPair('server'), ...options }, listener);
  server.on('tlsClientError', () => {});
  return listen(server);
}
