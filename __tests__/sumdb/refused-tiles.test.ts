/** Tiles that are not those of the signed tree. */
import { describe, expect, test } from '@jest/globals';
import {
  createChecksumDatabase,
  makeRecord,
  type TestRecord,
} from '../support/checksum-database.ts';
import {
  asked,
  h1,
  honest,
  impostor,
  lookup,
  modLine,
  number,
  type Row,
  refusalOf,
  refuses,
  zipLine,
} from './refusing.ts';

/** With other contents of a tile. */
const tiling = (name: string, change: (own: Buffer) => Buffer) => ({
  ask(operation: string) {
    const own = honest.ask(operation);
    return operation === name && own !== undefined ? change(own) : own;
  },
});

describe('a tile', () => {
  const leafTile = 'tile/8/0/001';
  const edgeTile = 'tile/8/0/002.p/188';
  const topTile = 'tile/8/1/000.p/2';
  const lie = (lines: TestRecord['lines']) => {
    const records = honest.records.with(number, { ...asked, lines });
    return createChecksumDatabase({ signer: impostor, records });
  };
  const lying = lie([zipLine.replace(/h1:.*/, h1('B')), modLine]);
  /** What the log would say if the lie were in it, but for the tree heads. */
  const forging = (...tiles: readonly string[]) => ({
    ask(operation: string) {
      if (operation === lookup) {
        const [record] = lying.answer(number).toString().split('\n\n');
        return Buffer.from(`${record}\n\n${honest.head()}`);
      }
      return tiles.includes(operation) ? lying.ask(operation) : honest.ask(operation);
    },
  });
  const row = (name: string, from: Row['from'], detail: RegExp): Row => ({
    name,
    from,
    class: 'sumdb-mismatch',
    detail,
  });
  const length = (name: string, tile: string, change: (own: Buffer) => Buffer): Row => ({
    name,
    from: tiling(tile, change),
    class: 'bad-content',
    detail: /has \d+ bytes instead of \d+/,
  });
  refuses([
    row(
      'of other hashes (wrong tile)',
      tiling(leafTile, () => honest.ask('tile/8/0/000') as Buffer),
      /not the tile/,
    ),
    row(
      'at the edge of other hashes',
      tiling(edgeTile, (own) => own.toReversed() as Buffer),
      /do not make up/,
    ),
    row(
      'with the hash of a forged record, not checked against its parent (CVE-2026-56865)',
      forging(leafTile),
      /tile\/8\/0\/001 is not the tile/,
    ),
    row(
      'with a forged parent as well (CVE-2026-56865)',
      forging(leafTile, topTile),
      /do not make up/,
    ),
    length('with a hash too many', edgeTile, (own) => Buffer.concat([own, own.subarray(0, 32)])),
    length('with a hash too few', leafTile, (own) => own.subarray(32)),
    length('with half a hash', topTile, (own) => own.subarray(16)),
    length('that is empty', leafTile, () => Buffer.alloc(0)),
    length('that is a page (HTML)', topTile, () => Buffer.from('<html>Welcome</html>')),
  ]);

  test('of the second level is checked against the third (CVE-2026-56865)', async () => {
    const records = Array.from({ length: 256 ** 2 + 1 }, (_, at) => makeRecord(at));
    const real = createChecksumDatabase({ signer: honest, records });
    const lines = [zipLine.replace(/h1:.*/, h1('B')), modLine];
    const fake = createChecksumDatabase({
      signer: impostor,
      records: records.with(number, { ...asked, lines }),
    });
    const outcomes = [['tile/8/0/001'], ['tile/8/0/001', 'tile/8/1/000']].map((tiles) =>
      refusalOf({
        from: {
          ask(operation) {
            if (operation === lookup) {
              const [record] = fake.answer(number).toString().split('\n\n');
              return Buffer.from(`${record}\n\n${real.head()}`);
            }
            return tiles.includes(operation) ? fake.ask(operation) : real.ask(operation);
          },
        },
      }),
    );
    expect(await Promise.all(outcomes)).toMatchObject([
      {
        failure: {
          class: 'sumdb-mismatch',
          detail: 'tile/8/0/001 is not the tile of the signed tree',
        },
      },
      {
        failure: {
          class: 'sumdb-mismatch',
          detail: 'tile/8/1/000 is not the tile of the signed tree',
        },
      },
    ]);
  });
});
