/**
 * A checksum database of a test's own: a log of records, signed heads of any of its states, and the tiles of each.
 * Everything is computed as RFC 6962 §2.1 says it, from the leaves, and shares no code with what it is there to test.
 */
import { generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whoever signs trees under a name. */
export interface Signer {
  readonly name: string;
  /** `name+hash+key`, for GOSUMDB. */
  readonly verifierKey: string;
  /** The signature line of a note with this text. */
  line(text: string): string;
  /** The signed note with this text. */
  sign(text: string): string;
}

export interface TestRecord {
  readonly path: string;
  readonly version: string;
  /** The record's lines, without line ends. */
  readonly lines: readonly string[];
}

export interface TestDatabase extends Signer {
  readonly records: readonly TestRecord[];
  /** The hash of the first `size` records. */
  root(size: number): Buffer;
  /** The signed head of the tree of the first `size` records; default: of all. */
  head(size?: number): string;
  /** The answer to the lookup of a record, with the head of a tree of `size` records; default: of all. */
  answer(record: number, size?: number): Buffer;
  /** Whatever it is asked for: `supported`, `latest`, `lookup/…`, `tile/…`; undefined for what it does not have. */
  ask(operation: string): Buffer | undefined;
}

export interface DatabaseOptions {
  readonly name?: string;
  /** Two databases of one signer are two stories told under one name. */
  readonly signer?: Signer;
  readonly records: readonly TestRecord[];
  /** The size of the tree that a lookup comes with; default: all. */
  readonly treeOf?: (record: number) => number;
}

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer =>
  hash('sha256', Buffer.concat(parts.map((part) => Buffer.from(part))), 'buffer');

/** Makes a key pair for a name. */
export function createSigner(name: string): Signer {
  const pair: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ed25519');
  const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = Buffer.concat([Buffer.from([1]), raw]);
  const id = sha256(`${name}\n`, key).subarray(0, 4);
  const line = (text: string) => {
    const signature = Buffer.concat([id, sign(null, Buffer.from(text), pair.privateKey)]);
    return `— ${name} ${signature.toString('base64')}\n`;
  };
  return {
    name,
    verifierKey: `${name}+${id.toString('hex')}+${key.toString('base64')}`,
    line,
    sign: (text) => `${text}\n${line(text)}`,
  };
}

/** A record of a module that nobody has, told from others by its number. */
export function makeRecord(number: number): TestRecord {
  const [path, version] = [`example.com/Record${number}`, 'v1.0.0'];
  const h1 = (what: string) => `h1:${sha256(`${what} ${number}`).toString('base64')}`;
  return {
    path,
    version,
    lines: [`${path} ${version} ${h1('zip')}`, `${path} ${version}/go.mod ${h1('mod')}`],
  };
}

/** Makes a database with these records, in this order. */
export function createChecksumDatabase(options: DatabaseOptions): TestDatabase {
  const { records } = options;
  const signer = options.signer ?? createSigner(options.name ?? 'sum.example');
  const treeOf = options.treeOf ?? (() => records.length);
  const texts = records.map(({ lines }) => lines.map((line) => `${line}\n`).join(''));
  /** By level: the hashes above 2^level records each, as far as these are there. */
  const levels: Buffer[][] = [texts.map((text) => sha256(Buffer.from([0]), text))];
  for (let below = levels[0] ?? []; below.length > 1; below = levels.at(-1) ?? []) {
    levels.push(
      Array.from({ length: Math.floor(below.length / 2) }, (_, index) =>
        sha256(Buffer.from([1]), below[2 * index] ?? '', below[2 * index + 1] ?? ''),
      ),
    );
  }

  /** MTH(D[start:end]) of the RFC, where `start` is a multiple of the largest power of two that fits in. */
  function hashOf(start: number, end: number): Buffer {
    if (start === end) return sha256();
    let [half, level] = [1, 0];
    while (half * 2 < end - start) half *= 2;
    while (2 ** level < end - start) level += 1;
    if (2 ** level === end - start) return levels[level]?.[start / 2 ** level] as Buffer;
    return sha256(Buffer.from([1]), hashOf(start, start + half), hashOf(start + half, end));
  }

  function tile(path: string): Buffer | undefined {
    const found = /^tile\/8\/(\d+)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/.exec(path);
    const [, level = '', groups = '', width = '256'] = found ?? [];
    const start = Number(groups.replace(/[x/]/g, '')) * 256;
    const hashes = levels[8 * Number(level)]?.slice(start, start + Number(width)) ?? [];
    return found && hashes.length === Number(width) ? Buffer.concat(hashes) : undefined;
  }

  const head = (size = records.length) =>
    signer.sign(`go.sum database tree\n${size}\n${hashOf(0, size).toString('base64')}\n`);
  const answer = (record: number, size = treeOf(record)) =>
    Buffer.from(`${record}\n${texts[record]}\n${head(size)}`);
  const numbers = new Map(
    records.map((record, number) => [lookupName(record.path, record.version), number]),
  );
  return {
    ...signer,
    records,
    root: (size) => hashOf(0, size),
    head,
    answer,
    ask(operation) {
      if (operation === 'supported') return Buffer.alloc(0);
      if (operation === 'latest') return Buffer.from(head());
      const number = numbers.get(operation);
      return number === undefined ? tile(operation) : answer(number);
    },
  };
}

/** `lookup/…` of a module version, in the escaped form of URLs. */
export function lookupName(path: string, version: string): string {
  const escaped = `${path}@${version}`;
  return `lookup/${escaped.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`)}`;
}

/** Every answer of a small database, by operation: lookups, the tiles of every tree that these come with, and heads. */
export function everyAnswer(database: TestDatabase): ReadonlyMap<string, Buffer> {
  const operations = ['supported', 'latest'];
  for (const { path, version } of database.records) operations.push(lookupName(path, version));
  for (let level = 0, hashes = database.records.length; hashes > 0; level += 1) {
    for (let index = 0; index <= hashes / 256; index += 1) {
      const name = `tile/8/${level}/${String(index).padStart(3, '0')}`;
      const widths = Array.from({ length: Math.min(255, hashes - index * 256) }, (_, at) => at + 1);
      operations.push(name, ...widths.map((width) => `${name}.p/${width}`));
    }
    hashes = Math.floor(hashes / 256);
  }
  return new Map(
    operations.flatMap((operation) => {
      const found = database.ask(operation);
      return found === undefined ? [] : [[operation, found] as const];
    }),
  );
}

/** Serves a database on loopback, at the root of its URL; what `ask` does not know is 404. */
export async function serveChecksumDatabase({
  ask,
}: Pick<TestDatabase, 'ask'>): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const found = ask(decodeURIComponent(request.url ?? '').slice(1));
    response.writeHead(found === undefined ? 404 : 200).end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
