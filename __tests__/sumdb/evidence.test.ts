import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FailureError } from '../../src/failure.ts';
import { createSumdbClient } from '../../src/sumdb/client.ts';
import { formatEvidence, parseEvidence } from '../../src/sumdb/evidence.ts';
import type { RecordProof } from '../../src/sumdb/proof.ts';
import { proveAgain } from '../../src/sumdb/prove-again.ts';
import { createSigner, makeRecord } from '../support/checksum-database.ts';
import { databaseOf, keyOf, never, readFrom } from './database.ts';

const database = databaseOf(700);
const key = keyOf(database);
const { path, version } = makeRecord(300);
const module = { path, version };

/** A proof of the record in the newer of two trees: the one that comes with the lookup, and the one seen before. */
async function prove(size: number, seenSize: number): Promise<RecordProof> {
  const ask = (operation: string) =>
    operation.startsWith('lookup/') ? database.answer(300, size) : database.ask(operation);
  const seen = [database.head(seenSize)];
  return createSumdbClient({ key, read: readFrom({ ask }), seen }).lookup(module, never);
}

/** All that a proof says; what it rests on may be written down in more than one way. */
const said = ({ evidence: _, signedTree: __, ...facts }: RecordProof) => facts;

async function again(file: Buffer): Promise<RecordProof | { readonly problem: string }> {
  const evidence = parseEvidence(file);
  return evidence instanceof Map
    ? proveAgain(evidence, module, key)
    : (evidence as { problem: string });
}

test.each([
  ['the tree of the lookup', 700, 0],
  ['the same tree, seen before', 700, 700],
  ['a newer tree, seen before', 400, 700],
  ['a tree without full tiles above the record', 301, 0],
])('what proves a record in %s proves it again', async (_, size, seenSize) => {
  const proof = await prove(size, seenSize);
  expect(await again(formatEvidence(proof))).toEqual(proof);
});

test('a changed bit anywhere is refused, or proves the same', async () => {
  const proofs = await Promise.all([prove(700, 0), prove(400, 700)]);
  const files = proofs.map(formatEvidence);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0, 1),
      fc.oneof(
        { weight: 2, arbitrary: fc.nat() },
        // Texts are short beside tiles, and where there is most to get wrong.
        { weight: 3, arbitrary: fc.nat({ max: 700 * 8 }) },
      ),
      async (which, where) => {
        const file = Buffer.from(files[which] ?? []);
        const bit = where % (file.length * 8);
        file[bit >> 3] = (file[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        try {
          const found = await again(file);
          if (!('problem' in found))
            expect(said(found)).toEqual(said(proofs[which] as RecordProof));
        } catch (thrown) {
          if (!(thrown instanceof FailureError)) throw thrown;
          expect(['sumdb-mismatch', 'bad-content']).toContain(thrown.failure.class);
        }
      },
    ),
    { numRuns: 600 },
  );
}, 30_000);

describe('evidence', () => {
  const changed = async (change: (evidence: Map<string, Buffer>) => void, size = 700, seen = 0) => {
    const evidence = new Map((await prove(size, seen)).evidence);
    change(evidence);
    return proveAgain(evidence, module, key);
  };

  test.each<[string, (evidence: Map<string, Buffer>) => void, RegExp]>([
    [
      'without the lookup',
      (evidence) => evidence.delete('lookup/example.com/!record300@v1.0.0'),
      /has no lookup/,
    ],
    ['without a tile', (evidence) => evidence.delete('tile/8/0/001'), /has no tile\/8\/0\/001/],
    [
      'with more than the proof takes',
      (evidence) => evidence.set('tile/8/0/000', database.ask('tile/8/0/000') as Buffer),
      /holds more/,
    ],
    [
      'with the tree of the lookup once more',
      (evidence) => evidence.set('latest', Buffer.from(database.head())),
      /holds more/,
    ],
    [
      'with a tree older than the lookup',
      (evidence) => evidence.set('latest', Buffer.from(database.head(500))),
      /older than the answer/,
    ],
    [
      'with the tree of another key',
      (evidence) =>
        evidence.set(
          'latest',
          Buffer.from(createSigner('sum.example').sign('go.sum database tree\n')),
        ),
      /not signed/,
    ],
  ])('%s is refused', async (_, change, reason) => {
    await expect(changed(change)).rejects.toThrow(reason);
  });

  test('of another module, and for another key, is refused', async () => {
    const { evidence } = await prove(700, 0);
    await expect(proveAgain(evidence, { ...module, version: 'v1.0.1' }, key)).rejects.toThrow(
      /has no lookup/,
    );
    const other = keyOf(createSigner('sum.example'));
    await expect(proveAgain(evidence, module, other)).rejects.toThrow(/not signed/);
  });
});

describe('a file of evidence', () => {
  const heading = 'go.sum database evidence\n';
  const entry = (name: string, content = 'abc') => `${name} ${content.length}\n${content}\n`;

  test.each<[string, string | Buffer, RegExp]>([
    ['is empty', '', /no evidence/],
    ['is something else', '<html>', /no evidence/],
    ['is too large', Buffer.alloc(1024 * 1024 + 1), /too large/],
    ['has a line without a length', `${heading}latest\nabc\n`, /malformed line/],
    ['has a length in another spelling', `${heading}latest 03\nabc\n`, /malformed line/],
    ['has a line that goes on', `${heading}latest 3 3\nabc\n`, /malformed line/],
    ['has a line without an end', `${heading}latest 3`, /malformed line/],
    ['has an answer that no database gives', heading + entry('../etc/passwd'), /malformed line/],
    ['has an answer that says nothing', heading + entry('supported', ''), /malformed line/],
    ['is cut off', (heading + entry('latest')).slice(0, -2), /latest is cut off/],
    ['lacks its last end of line', (heading + entry('latest')).slice(0, -1), /latest is cut off/],
    ['has more than it says', `${heading}latest 2\nabc\n`, /latest is cut off/],
    ['has an answer twice', heading + entry('latest') + entry('latest'), /out of order/],
    ['is not in order', heading + entry('tile/8/0/001') + entry('latest'), /out of order/],
  ])('that %s is a problem', (_, text, problem) => {
    expect(parseEvidence(Buffer.from(text))).toEqual({ problem: expect.stringMatching(problem) });
  });

  test('reads back what was written, whatever the answers are', () => {
    const name = fc.constantFrom(
      'latest',
      'lookup/a.b/c@v1.0.0',
      'tile/8/0/x001/002.p/3',
      'tile/8/1/000',
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.uint8Array({ maxLength: 300 })), (content) => {
        const evidence = new Map(
          Object.entries(content).map(([at, bytes]) => [at, Buffer.from(bytes)] as const),
        );
        expect(parseEvidence(formatEvidence({ evidence }))).toEqual(evidence);
      }),
    );
  });
});
