import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bufferSource } from '../../src/module/byte-source.ts';
import { readDirectory } from '../../src/module/zip.ts';
import { twoDirectories } from '../support/hostile-zips.ts';
import { extraField, type FileSpec, uint64, zip, zip64End } from './zip-bytes.ts';

const one: FileSpec = { name: 'm@v1.0.0/a.go', data: 'package a\n' };
const two: FileSpec = { name: 'm@v1.0.0/b.go', data: 'package b\n' };

async function namesIn(bytes: Buffer): Promise<readonly string[] | string> {
  const read = await readDirectory(bufferSource(bytes));
  return 'problem' in read ? read.problem : read.entries.map((entry) => entry.name);
}

describe('zip files go unpacks', () => {
  const rows: readonly [string, Buffer, readonly string[]][] = [
    ['no entry at all', zip([]), []],
    ['deflated entries', zip([one, two]), ['m@v1.0.0/a.go', 'm@v1.0.0/b.go']],
    ['a stored entry', zip([{ ...one, method: 0 }]), ['m@v1.0.0/a.go']],
    ['a comment', zip([one], { comment: Buffer.from('made by hand') }), ['m@v1.0.0/a.go']],
    ['the longest comment', zip([one], { comment: Buffer.alloc(0xffff) }), ['m@v1.0.0/a.go']],
    ['a directory entry', zip([{ name: 'm@v1.0.0/d/', method: 0 }]), ['m@v1.0.0/d/']],
    [
      'a gap between entries',
      zip([one, { ...two, gap: Buffer.alloc(9) }]),
      ['m@v1.0.0/a.go', 'm@v1.0.0/b.go'],
    ],
    ['a name of any script', zip([{ name: 'm@v1.0.0/é世.go', flags: 0x800 }]), ['m@v1.0.0/é世.go']],
    [
      'an unknown extra field and padding behind it',
      zip([{ ...one, extra: Buffer.concat([extraField(0x5455, uint64(1)), Buffer.alloc(3)]) }]),
      ['m@v1.0.0/a.go'],
    ],
    [
      'a zip64 end record with every 32-bit field at its greatest value',
      zip([one], {
        records: 0xffff,
        directorySize: 0xffffffff,
        directoryOffset: 0xffffffff,
        before: ({ offset, size }) => endRecord64(offset, size),
      }),
      ['m@v1.0.0/a.go'],
    ],
    [
      'a zip64 end record for one field only',
      zip([one], { records: 0xffff, before: ({ offset, size }) => endRecord64(offset, size) }),
      ['m@v1.0.0/a.go'],
    ],
  ];

  test.each(rows)('%s', async (_, bytes, names) => {
    expect(await namesIn(bytes)).toEqual(names);
  });

  test('sizes and offset of one entry in a zip64 field', async () => {
    const bytes = zip([
      {
        ...one,
        method: 0,
        size: 0xffffffff,
        compressedSize: 0xffffffff,
        headerOffset: 0xffffffff,
        extra: extraField(1, Buffer.concat([uint64(10), uint64(10), uint64(0)])),
      },
    ]);
    const read = await readDirectory(bufferSource(bytes));
    expect(read).toMatchObject({ entries: [{ size: 10, compressedSize: 10, headerOffset: 0 }] });
  });

  test('more entries than 16 bits can count', async () => {
    const files = Array.from({ length: 66_000 }, (_, index) => ({
      name: `m@v1.0.0/${index}`,
      method: 0,
    }));
    const bytes = zip(files, {
      records: 0xffff,
      before: ({ offset, size }) => endRecord64(offset, size, files.length),
    });
    expect(await namesIn(bytes)).toHaveLength(66_000);
  });
});

describe('zip files that are refused', () => {
  const whole = zip([one, two]);
  const rows: readonly [string, Buffer, RegExp][] = [
    ['empty file', Buffer.alloc(0), /not a zip file/],
    ['HTML instead of a zip', Buffer.from('<html>please log in</html>'.repeat(9)), /not a zip/],
    ['last byte missing', whole.subarray(0, -1), /not a zip file/],
    ['first byte missing', whole.subarray(1), /directly before the end record/],
    ['bytes appended', Buffer.concat([whole, Buffer.from('x')]), /bytes after the end record/],
    ['bytes prepended', Buffer.concat([Buffer.alloc(40), whole]), /directly before the end record/],
    [
      'two central directories, one for each way of searching the end',
      Buffer.concat([zip([one], { commentLength: zip([two]).length }), zip([two])]),
      /directly before the end record/,
    ],
    [
      'an archive in the comment of another one, with offsets that are right',
      twoDirectories([{ name: 'one', data: '1' }], [{ name: 'two', data: '2' }]),
      /in the comment of another one/,
    ],
    [
      'an end record whose own comment field points elsewhere, inside the comment',
      zip([one], { comment: Buffer.concat([zip([]).subarray(0, 10), Buffer.alloc(30, 1)]) }),
      /bytes after the end record/,
    ],
    [
      'an end record cut off inside the comment',
      zip([one], { comment: zip([]).subarray(0, 12) }),
      /second end record/,
    ],
    ['a comment that is cut off', zip([one], { commentLength: 5 }), /comment that is cut off/],
    ['several disks', zip([one], { disk: 1 }), /several disks/],
    ['an entry on another disk', zip([{ ...one, disk: 1 }]), /several disks/],
    ['two counts of entries', zip([one], { recordsOnDisk: 2 }), /two numbers of entries/],
    ['fewer entries than counted', zip([one], { records: 2 }), /1 entries where .* 2/],
    ['more entries than counted', zip([one, two], { records: 1 }), /2 entries where .* 1/],
    ['a directory that is shorter', zip([one], { directorySize: 40 }), /directly before/],
    ['a directory elsewhere', zip([one], { directoryOffset: 0 }), /directly before/],
    [
      'a zip64 locator although no field is at its greatest value',
      zip([one], { before: ({ offset, size }) => endRecord64(offset, size) }),
      /contradicts/,
    ],
    [
      'a zip64 end record that tells of another directory',
      zip([one], {
        records: 0xffff,
        before: ({ offset, size }) =>
          zip64End({
            records: 1,
            directorySize: 7,
            directoryOffset: offset,
            recordOffset: offset + size,
          }),
      }),
      /contradicts/,
    ],
    [
      'a zip64 end record far from its locator',
      zip([one], {
        records: 0xffff,
        before: ({ offset, size }) =>
          zip64End({ records: 1, directorySize: size, directoryOffset: offset, recordOffset: 0 }),
      }),
      /directly before its locator/,
    ],
    ['duplicate names', zip([one, { ...two, name: 'm@v1.0.0/a.go' }]), /two entries are called/],
    ['two entries over the same bytes', zip([one, { ...two, headerOffset: 0 }]), /overlaps/],
    ['an entry inside another one', zip([one, { ...two, headerOffset: 12 }]), /overlaps/],
    ['an entry outside the file', zip([{ ...one, headerOffset: 0x7fffffff }]), /outside the file/],
    ['data that runs into the directory', zip([{ ...one, compressedSize: 999 }]), /overlaps/],
    ['more than go unpacks', zip([{ ...one, size: 0x20000000 }]), /unpacks to more than/],
    ['stored data with a lie about its size', zip([{ ...one, method: 0, size: 3 }]), /two .*sizes/],
    ['encrypted data', zip([{ ...one, flags: 1 }]), /encrypted/],
    ['an unknown compression method', zip([{ ...one, method: 12 }]), /method 12/],
    ['a missing zip64 value', zip([{ ...one, size: 0xffffffff }]), /zip64 value is missing/],
    [
      'two zip64 fields',
      zip([{ ...one, extra: Buffer.concat([zip64Field(), zip64Field()]) }]),
      /two zip64 fields/,
    ],
    ['a second name', zip([{ ...one, extra: extraField(0x7075, uint64(0)) }]), /second name/],
    ['empty name', zip([{ name: '' }]), /empty name/],
    ['name with ..', zip([{ name: 'm@v1.0.0/../x' }]), /"\.\." element/],
    ['name with a dot element', zip([{ name: 'm@v1.0.0/./x' }]), /"\." or/],
    ['absolute name', zip([{ name: '/etc/passwd' }]), /absolute/],
    ['name on a Windows drive', zip([{ name: 'C:/x' }]), /absolute/],
    ['name with a backslash', zip([{ name: 'm@v1.0.0/a\\b' }]), /backslash/],
    ['name with a newline', zip([{ name: 'm@v1.0.0/a\nb' }]), /control character/],
    ['name with a null byte', zip([{ name: 'm@v1.0.0/a\0.go' }]), /control character/],
    ['name that is not UTF-8', zip([{ name: Buffer.from([0x6d, 0xff]) }]), /not UTF-8/],
  ];

  test.each(rows)('%s', async (_, bytes, problem) => {
    expect(await namesIn(bytes)).toMatch(problem);
  });

  test('a file larger than go accepts, unread', async () => {
    const source = { size: 500 * 1024 * 1024 + 1, read: () => Promise.reject(new Error('read')) };
    expect(await readDirectory(source)).toMatchObject({ problem: expect.stringMatching(/larger/) });
  });

  test('every truncation', async () => {
    for (let length = 0; length < whole.length; length += 1) {
      expect(typeof (await namesIn(whole.subarray(0, length)))).toBe('string');
    }
  });
});

test('no bytes make the reader throw, and no accepted entry leaves the file', async () => {
  const whole = zip([one, two]);
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(damage, async (changes) => {
      const bytes = Buffer.from(whole);
      for (const [offset, value] of changes) bytes[offset] = value;
      const read = await readDirectory(bufferSource(bytes));
      for (const entry of 'entries' in read ? read.entries : []) {
        expect(entry.boundary).toBeLessThanOrEqual(bytes.length);
        expect(entry.headerOffset + entry.compressedSize).toBeLessThan(entry.boundary);
      }
    }),
    { numRuns: 500 },
  );
});

function endRecord64(offset: number, size: number, records = 1): Buffer {
  return zip64End({
    records,
    directorySize: size,
    directoryOffset: offset,
    recordOffset: offset + size,
  });
}

function zip64Field(): Buffer {
  return extraField(1, uint64(0));
}
