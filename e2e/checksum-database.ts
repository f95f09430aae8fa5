/** A checksum database of a few records, laid out as files; its tree and signatures are what `go` itself checks. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestModule } from '../__tests__/support/modules.ts';

/** The one name that the relay passes on; the key is the test's own. */
const name = 'sum.golang.org';

const sha256 = (...parts: readonly Buffer[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 6962, as golang.org/x/mod/sumdb/tlog has it. */
function treeHash(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  if (first !== undefined && leaves.length === 1) return first;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return sha256(Buffer.from([1]), treeHash(leaves.slice(0, half)), treeHash(leaves.slice(half)));
}

/**
 * Writes `sumdb/…` into a directory in the layout of a module proxy. The lookup of each module comes with the tree that ended
 * with its record, as it would from a database that grows while it is asked.
 * @returns the value of GOSUMDB that trusts it.
 */
export async function writeChecksumDatabase(
  directory: string,
  modules: readonly TestModule[],
): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = Buffer.concat([Buffer.from([1]), raw]);
  const id = sha256(Buffer.from(`${name}\n`), key).subarray(0, 4);

  const write = async (operation: string, content: string | Buffer) => {
    const file = join(directory, 'sumdb', name, ...operation.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  };
  const records = modules.map(({ sumLines }) => sumLines.map((line) => `${line}\n`).join(''));
  const leaves = records.map((record) => sha256(Buffer.from([0]), Buffer.from(record)));
  await write('supported', '');
  for (const [index, { path, version }] of modules.entries()) {
    const seen = leaves.slice(0, index + 1);
    const tree = `go.sum database tree\n${seen.length}\n${treeHash(seen).toString('base64')}\n`;
    const signature = Buffer.concat([id, sign(null, Buffer.from(tree), privateKey)]);
    const note = `${tree}\n— ${name} ${signature.toString('base64')}\n`;
    const escaped = path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
    await write(`lookup/${escaped}@${version}`, `${index}\n${records[index]}\n${note}`);
    await write(`tile/8/0/000.p/${seen.length}`, Buffer.concat(seen));
  }
  return `${name}+${id.toString('hex')}+${key.toString('base64')}`;
}
