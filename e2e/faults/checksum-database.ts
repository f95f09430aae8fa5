/** A checksum database of one record, signed with a key of its own (golang.org/x/mod/sumdb, note and tlog). */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ChecksumDatabase {
  /** For GOSUMDB, before the URL. */
  readonly verifierKey: string;
  readonly url: string;
  close(): Promise<void>;
}

const name = 'sum.test';
const ed25519 = Buffer.from([1]);

/** `lines` are the go.sum lines that it knows, of one module version. */
export async function startChecksumDatabase(lines: readonly string[]): Promise<ChecksumDatabase> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = Buffer.concat([
    ed25519,
    publicKey.export({ type: 'spki', format: 'der' }).subarray(-32),
  ]);
  const keyHash = createHash('sha256').update(`${name}\n`).update(key).digest().subarray(0, 4);
  const record = lines.map((line) => `${line}\n`).join('');
  const leaf = createHash('sha256')
    .update(Buffer.from([0]))
    .update(record)
    .digest();
  const tree = `go.sum database tree\n1\n${leaf.toString('base64')}\n`;
  const signature = Buffer.concat([keyHash, sign(null, Buffer.from(tree), privateKey)]);
  const note = `${tree}\n— ${name} ${signature.toString('base64')}\n`;
  const answers: readonly [string, string | Buffer][] = [
    ['/supported', ''],
    ['/latest', note],
    ['/lookup/', `0\n${record}\n${note}`],
    ['/tile/8/0/000.p/1', leaf],
  ];
  const server: Server = createServer((request, response) => {
    const found = answers.find(([path]) => request.url?.startsWith(path));
    response.writeHead(found === undefined ? 404 : 200).end(found?.[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    verifierKey: `${name}+${keyHash.toString('hex')}+${key.toString('base64')}`,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
