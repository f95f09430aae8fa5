import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FailureError } from '../../src/failure.ts';
import { createSumdbClient } from '../../src/sumdb/client.ts';
import { fullWidth } from '../../src/sumdb/tile.ts';
import { createChecksumDatabase, makeRecord } from '../support/checksum-database.ts';
import { databaseOf, keyOf, naiveRoot, never, readFrom } from './database.ts';

/** Enough for tiles of three levels. */
const large = databaseOf(fullWidth ** 2 + 3 * fullWidth + 77);
const small = databaseOf(700);

const sizes = (most: number) =>
  fc.oneof(
    fc.integer({ min: 1, max: most }),
    // Where tiles become full and levels begin.
    fc.constantFrom(1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537).filter((n) => n <= most),
  );

describe('a database of any size', () => {
  test('has the roots of RFC 6962 in the tests themselves', () => {
    for (const size of [0, 1, 2, 3, 5, 8, 13, 255, 256, 257, 511]) {
      expect(small.root(size)).toEqual(naiveRoot(small, size));
    }
  });

  test('proves each record in the newest tree seen, of which every other one is a state', async () => {
    const most = large.records.length;
    await fc.assert(
      fc.asyncProperty(
        sizes(most),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.array(fc.oneof(sizes(most), fc.constant(0)), { maxLength: 3 }),
        async (size, place, seenSizes) => {
          const number = Math.floor(place * size);
          const seen = seenSizes.map((seenSize) => large.head(seenSize));
          const read = readFrom({
            ask: (operation) =>
              operation.startsWith('lookup/') ? large.answer(number, size) : large.ask(operation),
          });
          const client = createSumdbClient({ key: keyOf(large), read, seen });
          const { path, version, lines } = makeRecord(number);
          const proof = await client.lookup({ path, version }, never);
          const newest = Math.max(size, ...seenSizes);
          expect(proof).toMatchObject({
            database: 'sum.example',
            record: number,
            treeSize: newest,
            treeHash: large.root(newest).toString('base64'),
            zipHash: lines[0]?.split(' ')[2],
            modHash: lines[1]?.split(' ')[2],
            signedTree: large.head(newest),
          });
          expect(client.latest).toBe(large.head(newest));
        },
      ),
      { numRuns: 60 },
    );
  }, 30_000);

  test('whose states differ in any record before is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 0, max: 99 }),
        fc.nat(),
        async (olderSize, growth, where) => {
          const records = small.records.slice(0, olderSize + growth);
          const changed = where % olderSize;
          const other = createChecksumDatabase({
            signer: small,
            records: records.with(changed, makeRecord(1_000_000)),
          });
          const asked = records.length - 1;
          const { path, version } = other.records[asked] ?? makeRecord(0);
          const seen = [small.head(olderSize)];
          const client = createSumdbClient({ key: keyOf(small), read: readFrom(other), seen });
          await expect(client.lookup({ path, version }, never)).rejects.toMatchObject({
            failure: { class: 'sumdb-mismatch', detail: expect.stringMatching(/two trees/) },
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('with any byte of any tile changed is refused', async () => {
    const { path, version } = makeRecord(300);
    const names = ['tile/8/1/000.p/2', 'tile/8/0/002.p/188', 'tile/8/0/001'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), async (name, where) => {
        const ask = (operation: string) => {
          const honest = small.ask(operation);
          if (operation !== name || honest === undefined) return honest;
          const tile = Buffer.from(honest);
          const bit = where % (tile.length * 8);
          tile[bit >> 3] = (tile[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          return tile;
        };
        const client = createSumdbClient({ key: keyOf(small), read: readFrom({ ask }), seen: [] });
        await expect(client.lookup({ path, version }, never)).rejects.toMatchObject({
          failure: { class: 'sumdb-mismatch' },
        });
      }),
      { numRuns: 60 },
    );
  });
});

const { path, version } = makeRecord(300);
const module = { path, version };

describe('what is asked for', () => {
  test('is the record and the tiles above it, and proven tiles are not asked for again', async () => {
    const asked: string[] = [];
    const read = readFrom(small, asked);
    const client = createSumdbClient({ key: keyOf(small), read, seen: [] });
    const proof = await client.lookup(module, never);
    expect(asked.sort()).toEqual([...proof.evidence.keys()].sort());
    expect(asked).toEqual([
      'lookup/example.com/!record300@v1.0.0',
      'tile/8/0/001',
      'tile/8/0/002.p/188',
      'tile/8/1/000.p/2',
    ]);
    await client.lookup({ ...module, path: 'example.com/Record10' }, never);
    expect(asked.slice(4)).toEqual(['lookup/example.com/!record10@v1.0.0', 'tile/8/0/000']);
  });

  test('are the full tiles where those of an older tree are gone', async () => {
    const ask = (operation: string) =>
      operation.startsWith('lookup/') ? small.answer(300, 400) : small.ask(operation);
    const whole = (operation: string) =>
      operation.endsWith('.p/144') ? undefined : ask(operation);
    const lookUp = (answers: typeof ask) =>
      createSumdbClient({ key: keyOf(small), read: readFrom({ ask: answers }), seen: [] }).lookup(
        module,
        never,
      );
    const proof = await lookUp(whole);
    expect(proof).toMatchObject({ record: 300, treeSize: 400 });
    // What was not proven of a full tile is no part of the proof.
    expect(proof).toEqual(await lookUp(ask));
  });

  test('goes on being asked for only as long as somebody wants to know', async () => {
    const ending = new AbortController();
    const waiting = new Promise<never>((_, reject) => {
      ending.signal.addEventListener('abort', () => reject(ending.signal.reason));
    });
    const read = (operation: string) =>
      operation.startsWith('tile/') ? waiting : readFrom(small)(operation, never);
    const client = createSumdbClient({ key: keyOf(small), read, seen: [] });
    const looking = client.lookup(module, ending.signal);
    ending.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
  });

  test.each(['lookup/', 'tile/8/0/001', 'tile/8/1/'])(
    'and how that fails goes through untouched: %s',
    async (what) => {
      const stall = new FailureError({ class: 'stall', detail: 'no answer', mirror: 'a' });
      const read = async (operation: string) => {
        if (operation.startsWith(what)) throw stall;
        return readFrom(small)(operation, never);
      };
      const client = createSumdbClient({ key: keyOf(small), read, seen: [] });
      await expect(client.lookup(module, never)).rejects.toBe(stall);
    },
  );

  test('a partial tile that is refused is asked for in full, and its own refusal is told', async () => {
    const refusal = (mirror: string) =>
      new FailureError({ class: 'http-auth', detail: '403', mirror });
    const read = async (operation: string) => {
      if (operation.startsWith('tile/8/1/')) throw refusal(operation);
      return readFrom(small)(operation, never);
    };
    const client = createSumdbClient({ key: keyOf(small), read, seen: [] });
    await expect(client.lookup(module, never)).rejects.toMatchObject({
      failure: { class: 'http-auth', mirror: 'tile/8/1/000.p/2' },
    });
  });
});

test('several lookups at once agree on the newest tree', async () => {
  const sizesOf = [310, 700, 650, 500];
  const client = createSumdbClient({
    key: keyOf(small),
    seen: [small.head(20)],
    read: async (operation) => {
      const number = Number(/!record(\d+)@/.exec(operation)?.[1]);
      const found = Number.isNaN(number)
        ? small.ask(operation)
        : small.answer(number, sizesOf[number % sizesOf.length]);
      await new Promise((resolve) => setImmediate(resolve));
      return found ?? Buffer.alloc(0);
    },
  });
  const proofs = await Promise.all(
    [300, 301, 302, 303].map((number) =>
      client.lookup({ ...module, path: `example.com/Record${number}` }, never),
    ),
  );
  expect(proofs.map(({ record }) => record)).toEqual([300, 301, 302, 303]);
  expect(client.latest).toBe(small.head(700));
});
