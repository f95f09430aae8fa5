import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DeflatedPart, inflateTogether } from '../../src/module/inflate-together.ts';

function part(content: Buffer | string, packed?: Buffer): DeflatedPart {
  const bytes = Buffer.from(content);
  return { data: packed ?? deflateRawSync(bytes), size: bytes.length, crc32: crc32(bytes) };
}

/** What zlib takes for the end of one member and the start of the next: in the middle of an entry's data. */
function border(content: Buffer): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(content), 0);
  trailer.writeUInt32LE(content.length, 4);
  return Buffer.concat([trailer, Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])]);
}

const stored = (content: Buffer) => deflateRawSync(content, { level: 0 });
const a = part('package a\n');
const b = part('package b\n');
const empty = Buffer.alloc(0);
const evil = Buffer.from('package evil\n');

test('gives what each part holds', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 2000 });
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 20 }), (contents) => {
      const parts = contents.map((content) => part(Buffer.from(content)));
      const expected = contents.map((content) => Buffer.from(content));
      const given = inflateTogether(parts);
      // One in millions of random streams holds the mark of a gzip file.
      if (parts.every(({ data }) => !data.includes(Buffer.from([0x1f, 0x8b, 8])))) {
        expect(given).toEqual(expected);
      }
    }),
  );
});

test.each<readonly [string, readonly DeflatedPart[]]>([
  ['a wrong CRC', [{ ...a, crc32: (a.crc32 ^ 1) >>> 0 }, b]],
  ['a wrong size', [{ ...a, size: a.size + 1 }, b]],
  [
    'two wrong sizes that make up for each other',
    [
      { ...a, size: a.size + 1 },
      { ...b, size: b.size - 1 },
    ],
  ],
  ['a stream that is cut off', [{ ...a, data: a.data.subarray(0, -1) }, b]],
  ['a last stream that is cut off', [a, { ...b, data: b.data.subarray(0, -1) }]],
  [
    'bytes behind the end of a stream',
    [{ ...a, data: Buffer.concat([a.data, Buffer.from('x')]) }, b],
  ],
  [
    'zeros behind the end of the last stream',
    [a, { ...b, data: Buffer.concat([b.data, Buffer.alloc(9)]) }],
  ],
  ['no stream at all', [a, { ...b, data: empty }]],
  ['garbage', [a, { ...b, data: Buffer.from('garbage') }]],
  ['an empty part', [a, part('')]],
  ['a bomb', [a, { ...part('x'), data: deflateRawSync(Buffer.alloc(10_000_000)) }]],
  [
    'a stream that holds nothing, and behind it another one',
    [part(evil, Buffer.concat([deflateRawSync(empty), border(empty), deflateRawSync(evil)])), b],
  ],
  ['the mark of a gzip file inside stored data', [part(border(evil), stored(border(evil))), b]],
  [
    'a stored block that swallows the next part',
    [
      // A block header that announces more bytes than its own data has.
      { ...a, data: Buffer.from([1, 200, 0, 55, 255]) },
      part(Buffer.concat([evil, gzipSync(evil)]), stored(Buffer.concat([evil, gzipSync(evil)]))),
    ],
  ],
])('refuses %s', (_name, parts) => {
  expect(inflateTogether(parts)).toBeUndefined();
});

test('a stream that runs on into the next part cannot pass for both', () => {
  // The block announces exactly what follows up to the real end of the second member: both are one stream then.
  const second = deflateRawSync(Buffer.from('x'.repeat(20)));
  const swallowed = 8 + 10 + second.length;
  const header = Buffer.from([
    0,
    swallowed & 0xff,
    swallowed >> 8,
    ~swallowed & 0xff,
    (~swallowed >> 8) & 0xff,
  ]);
  const parts = [
    { data: header, size: 1, crc32: 1 },
    { data: second, size: 20, crc32: crc32('x'.repeat(20)) },
    a,
  ];
  expect(inflateTogether(parts)).toBeUndefined();
});
