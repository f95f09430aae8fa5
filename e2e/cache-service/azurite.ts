import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolDirectory } from '../tools.ts';
import { startServer } from './server-process.ts';
import { type Account, signatureVersion, signBlob, signContainerCreation } from './signature.ts';

export interface BlobName {
  readonly container: string;
  readonly blob: string;
}

/** A real blob store: Azurite, on a free port of loopback. */
export interface BlobStore {
  readonly host: string;
  readonly port: number;
  createContainer(name: string): Promise<void>;
  /** Path and query that allow reading (`r`) or creating (`cw`) one blob, to put behind the host of whatever leads here. */
  signedPath(name: BlobName, permissions: 'r' | 'cw'): string;
  /** Bytes of a blob; `undefined` if there is none. */
  sizeOf(name: BlobName): Promise<number | undefined>;
  /** The whole of a blob. */
  read(name: BlobName): Promise<Buffer>;
  stop(): Promise<void>;
}

export async function startAzurite(): Promise<BlobStore> {
  const directory = await mkdtemp(join(tmpdir(), 'gmr-e2e-blobs-'));
  const main = join(await toolDirectory('azurite'), 'node_modules/azurite/dist/src/blob/main.js');
  const account: Account = { name: 'e2ecache', key: randomBytes(64).toString('base64') };
  const server = await startServer({
    command: process.execPath,
    // Clients speak newer versions of the API than Azurite knows, and would get 400 if it checked.
    args: [main, '--silent', '--skipApiVersionCheck', '--disableTelemetry'].concat([
      '--location',
      directory,
      '--blobHost',
      '127.0.0.1',
      '--blobPort',
      '0',
    ]),
    env: { AZURITE_ACCOUNTS: `${account.name}:${account.key}` },
    findUrl: (output) => /successfully listens on (http:\S+)/.exec(output)?.[1],
  });
  const { hostname: host, port } = new URL(server.url);

  const signedPath: BlobStore['signedPath'] = ({ container, blob }, permissions) =>
    `/${account.name}/${container}/${blob}?${signBlob(account, container, blob, permissions)}`;
  const ask = (path: string, method: string) =>
    fetch(`${server.url}${path}`, { method, headers: { 'x-ms-version': signatureVersion } });

  return {
    host,
    port: Number(port),
    async createContainer(name) {
      const query = signContainerCreation(account);
      const { status } = await ask(`/${account.name}/${name}?restype=container&${query}`, 'PUT');
      if (status !== 201) throw new Error(`Azurite made no container ${name}: ${status}`);
    },
    signedPath,
    async sizeOf(name) {
      const { status, headers } = await ask(signedPath(name, 'r'), 'HEAD');
      return status === 200 ? Number(headers.get('content-length')) : undefined;
    },
    async read(name) {
      const answer = await ask(signedPath(name, 'r'), 'GET');
      if (!answer.ok) throw new Error(`Azurite has no blob ${name.blob}: ${answer.status}`);
      return Buffer.from(await answer.arrayBuffer());
    },
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
