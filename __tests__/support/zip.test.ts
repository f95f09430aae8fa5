import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hostileZips, zipBomb } from './hostile-zips.ts';
import { writeZip } from './zip.ts';

/** Names and content by the directory that the end record at `end` points to: a reader of a few lines. */
function readZip(bytes: Buffer, end: number): Record<string, string> {
  const files: Record<string, string> = {};
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString();
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    files[name] = (bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data).toString();
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

const endRecord = Buffer.from('PK\x05\x06');

describe('writeZip', () => {
  test('what goes in comes out, by every method', () => {
    const files = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?$/), fc.string(), {
      maxKeys: 5,
      noNullPrototype: true,
    });
    const options = fc.record({
      method: fc.constantFrom('store' as const, 'deflate' as const),
      hasDataDescriptor: fc.boolean(),
    });
    fc.assert(
      fc.property(files, options, (content, how) => {
        const bytes = writeZip(content, how);
        expect(readZip(bytes, bytes.length - 22)).toEqual(content);
        expect(writeZip(content, how).equals(bytes)).toBe(true);
      }),
    );
  });
});

describe('hostile archives', () => {
  const rows = hostileZips('example.com/m', 'v1.0.0');
  const bytesOf = (name: string) => {
    const row = rows.find((candidate) => candidate.name === name);
    if (row === undefined) throw new Error(`no archive named ${name}`);
    return row.bytes;
  };

  test('are all different', () => {
    expect(new Set(rows.map(({ bytes }) => bytes.toString('latin1'))).size).toBe(rows.length);
  });

  test('two archives in one: the first and the last end record tell of different files', () => {
    const bytes = bytesOf('a second archive in the comment');
    const first = readZip(bytes, bytes.indexOf(endRecord));
    const last = readZip(bytes, bytes.lastIndexOf(endRecord));
    expect(Object.keys(first)).toEqual(['example.com/m@v1.0.0/go.mod']);
    expect(Object.keys(last)).toEqual(['example.com/m@v1.0.0/evil.go']);
  });

  test('zip64 beside plain: the two directories tell of different files', () => {
    const bytes = bytesOf('zip64 record beside a plain one that differs');
    const plain = readZip(bytes, bytes.lastIndexOf(endRecord));
    const locator = bytes.lastIndexOf(Buffer.from('PK\x06\x07'));
    const record = Number(bytes.readBigUInt64LE(locator + 8));
    expect(bytes.subarray(record, record + 4).toString('latin1')).toBe('PK\x06\x06');
    const asPlain = Buffer.alloc(22);
    asPlain.writeUInt16LE(Number(bytes.readBigUInt64LE(record + 32)), 10);
    asPlain.writeUInt32LE(Number(bytes.readBigUInt64LE(record + 48)), 16);
    const zip64 = readZip(Buffer.concat([bytes, asPlain]), bytes.length);
    expect(Object.keys(plain)).toEqual(['example.com/m@v1.0.0/go.mod']);
    expect(Object.keys(zip64)).toEqual(['example.com/m@v1.0.0/evil.go']);
  });

  test('the bomb is small outside and large inside', () => {
    const bytes = zipBomb('example.com/m', 'v1.0.0');
    expect(bytes.length).toBeLessThan(100_000);
    expect(bytes.readUInt32LE(bytes.readUInt32LE(bytes.length - 6) + 24)).toBe(64 * 1024 * 1024);
  });
});
