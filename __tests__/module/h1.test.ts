import { createHash, randomBytes } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ByteSource, bufferSource } from '../../src/module/byte-source.ts';
import { hashMod, hashZip } from '../../src/module/h1.ts';
import { descriptor, type FileSpec, zip } from './zip-bytes.ts';

const module = { path: 'x.org/m', version: 'v1.0.0' };
const prefix = 'x.org/m@v1.0.0/';
const one: FileSpec = { name: `${prefix}a.go`, data: 'package a\n' };

/** dirhash.Hash1 written down once more, as plainly as possible. */
function expectedHash(files: readonly { name: string; data: Buffer | string }[]): string {
  const sum = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');
  const list = files
    .map(({ name, data }) => ({ name: Buffer.from(name), line: `${sum(data)}  ${name}\n` }))
    .sort((a, b) => Buffer.compare(a.name, b.name))
    .map(({ line }) => line);
  return `h1:${createHash('sha256').update(list.join('')).digest('base64')}`;
}

function hash(bytes: Buffer, of = module) {
  return hashZip(bufferSource(bytes), of);
}

/** A data descriptor that agrees with the content; a given `crc` is a lie. */
function trailerFor(data: Buffer | string, crc = crc32(data)): Buffer {
  return descriptor(crc, deflateRawSync(data).length, data.length);
}

/** Compressed data with more bytes behind its end. */
function withTail(packed: Buffer, length: number): Buffer {
  return Buffer.concat([packed, Buffer.alloc(length, 0x55)]);
}

describe('hashMod', () => {
  test('the hash of an empty go.mod, which go itself writes out in its source', () => {
    expect(hashMod(Buffer.alloc(0))).toBe('h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=');
  });
});

describe('zip files go accepts', () => {
  const large = randomBytes(700_000);
  const wide = Buffer.alloc(3_000_000, 'abcdefgh\n');
  type File = FileSpec & { name: string; data: Buffer | string };
  const rows: readonly [string, readonly File[]][] = [
    ['one file', [{ name: `${prefix}a.go`, data: 'package a\n' }]],
    ['no file', []],
    ['an empty file', [{ name: `${prefix}empty`, data: '' }]],
    ['a stored file', [{ name: `${prefix}a`, data: 'abc', method: 0 }]],
    ['a directory entry', [{ name: `${prefix}d/`, data: '', method: 0 }]],
    ['a large file, deflated', [{ name: `${prefix}large`, data: large }]],
    ['a large file, stored', [{ name: `${prefix}large`, data: large, method: 0 }]],
    ['a file that shrinks a lot', [{ name: `${prefix}wide`, data: wide }]],
    ['a CRC that is not set', [{ name: `${prefix}a`, data: 'abc', crc: 0 }]],
    [
      'sizes and CRC behind the data',
      [{ name: `${prefix}a`, data: 'abc', flags: 8, trailer: trailerFor('abc') }],
    ],
    ['the same, large', [{ name: `${prefix}a`, data: wide, flags: 8, trailer: trailerFor(wide) }]],
    [
      'a descriptor without signature',
      [{ name: `${prefix}a`, data: 'abc', flags: 8, trailer: trailerFor('abc').subarray(4) }],
    ],
    [
      'names in the order of their bytes, not of UTF-16',
      [
        { name: `${prefix}\u{20000}`, data: '1' },
        { name: `${prefix}\u{fa0e}`, data: '2' },
      ],
    ],
    [
      'bytes between the end of the compressed data and its declared end',
      [
        { name: `${prefix}a`, data: 'abc', packed: withTail(deflateRawSync('abc'), 50) },
        { name: `${prefix}b`, data: wide, packed: withTail(deflateRawSync(wide), 500_000) },
      ],
    ],
    [
      'a far gap behind an entry',
      [
        { name: `${prefix}a`, data: '1' },
        { name: `${prefix}b`, data: '2', gap: Buffer.alloc(2_000_000) },
      ],
    ],
    [
      'more files than one batch',
      Array.from({ length: 300 }, (_, index) => ({
        name: `${prefix}${index}`,
        data: `${index}`.repeat(5000),
      })),
    ],
  ];

  test.each(rows)('%s', async (_, files) => {
    expect(await hash(zip(files))).toEqual({ hash: expectedHash(files) });
  });

  test.each([
    ['gopkg.in', { path: 'gopkg.in/yaml.v2', version: 'v2.4.0' }],
    ['a toolchain', { path: 'golang.org/toolchain', version: 'v0.0.1-go1.26.0.linux-amd64' }],
    ['+incompatible', { path: 'x.org/m', version: 'v4.0.0+incompatible' }],
  ])('the prefix of %s', async (_, of) => {
    const files = [{ name: `${of.path}@${of.version}/go.mod`, data: 'module x\n' }];
    expect(await hash(zip(files), of)).toEqual({ hash: expectedHash(files) });
  });
});

describe('zip files go would not unpack, or not to these bytes', () => {
  const noise = randomBytes(600_000);
  const text = randomBytes(600_000).toString('hex');
  const rows: readonly [string, Buffer, RegExp][] = [
    ['no zip', Buffer.from('not a zip'), /not a zip/],
    ['another module', zip([{ ...one, name: 'x.org/n@v1.0.0/a.go' }]), /does not begin with/],
    ['another version', zip([{ ...one, name: 'x.org/m@v1.0.1/a.go' }]), /does not begin with/],
    ['no prefix', zip([{ ...one, name: 'a.go' }]), /does not begin with/],
    ['less than declared', zip([{ ...one, size: 11 }]), /another size/],
    ['more than declared', zip([{ ...one, size: 9 }]), /malformed|another size/],
    [
      'a bomb',
      zip([{ ...one, data: Buffer.alloc(9_000_000), size: 20 }]),
      /malformed|another size/,
    ],
    [
      'a bomb that declares a large size',
      zip([{ ...one, data: Buffer.alloc(90_000_000), size: 300_000 }]),
      /another size/,
    ],
    ['a large file shorter than declared', zip([{ ...one, data: noise, size: 600_001 }]), /size/],
    ['data cut off', zip([{ ...one, compressedSize: 5 }]), /malformed/],
    ['large data cut off', zip([{ ...one, data: noise, compressedSize: 400_000 }]), /malformed/],
    ['data damaged at its start', zip([{ ...one, packed: Buffer.alloc(40, 0xff) }]), /malformed/],
    [
      'large data damaged at its start',
      zip([{ ...one, data: noise, packed: Buffer.alloc(400_000, 0xff) }]),
      /malformed/,
    ],
    [
      'large data damaged in the middle',
      zip([{ ...one, data: noise, packed: deflateRawSync(noise).fill(0xff, 300_000, 300_100) }]),
      /malformed|CRC|size/,
    ],
    [
      'large text damaged in the middle',
      zip([{ ...one, data: text, packed: deflateRawSync(text).fill(0xff, 300_000, 300_100) }]),
      /malformed|CRC|size/,
    ],
    ['another CRC', zip([{ ...one, crc: 1 }]), /CRC/],
    ['another CRC, large', zip([{ ...one, data: noise, crc: 1 }]), /CRC/],
    ['another CRC in the local header', zip([{ ...one, local: { crc: 1 } }]), /another CRC/],
    [
      'another CRC behind the data',
      zip([{ ...one, flags: 8, trailer: trailerFor('package a\n', 5) }]),
      /descriptor/,
    ],
    ['nothing behind the data', zip([{ ...one, flags: 8 }]), /descriptor/],
    [
      'another name in the local header',
      zip([{ ...one, local: { name: `${prefix}b.go` } }]),
      /another name/,
    ],
    [
      'another method in the local header',
      zip([{ ...one, local: { method: 0 } }]),
      /another compression method/,
    ],
    ['a go.mod below the root', zip([{ ...one, name: `${prefix}sub/go.mod` }]), /go\.mod outside/],
    ['a go.mod in upper case', zip([{ ...one, name: `${prefix}GO.MOD` }]), /go\.mod outside/],
    ['a reserved Windows name', zip([{ ...one, name: `${prefix}aux.go` }]), /does not allow/],
    ['a name with a colon', zip([{ ...one, name: `${prefix}a:b` }]), /does not allow/],
    ['an empty element', zip([{ ...one, name: `${prefix}a//b` }]), /does not allow/],
    ['names that differ by case', zip([one, { ...one, name: `${prefix}A.go` }]), /collides/],
    [
      'directories that differ by case',
      zip([
        { ...one, name: `${prefix}d/a` },
        { ...one, name: `${prefix}D/b` },
      ]),
      /collides/,
    ],
    [
      'a file that is also a directory',
      zip([
        { ...one, name: `${prefix}d` },
        { ...one, name: `${prefix}d/a` },
      ]),
      /both a file and a directory/,
    ],
    ['a directory with content', zip([{ ...one, name: `${prefix}d/`, method: 0 }]), /another size/],
    [
      'a go.mod of more than 16 MiB',
      zip([{ ...one, name: `${prefix}go.mod`, size: 17_000_000 }]),
      /larger/,
    ],
  ];

  test.each(rows)('%s', async (_, bytes, problem) => {
    expect(await hash(bytes)).toEqual({ problem: expect.stringMatching(problem) });
  });

  test.each([
    ['a version that is not canonical', { path: 'x.org/m', version: 'v1.0' }],
    ['a branch', { path: 'x.org/m', version: 'main' }],
    ['a major version that does not fit the path', { path: 'x.org/m', version: 'v2.0.0' }],
    ['a path that cannot be fetched', { path: 'm', version: 'v1.0.0' }],
  ])('%s', async (_, of) => {
    expect(await hash(zip([]), of)).toEqual({
      problem: expect.stringMatching(/no module version/),
    });
  });
});

describe('the source', () => {
  const large = zip([{ ...one, data: randomBytes(900_000) }]);

  function failingAt(bytes: Buffer, offset: number): ByteSource {
    const inner = bufferSource(bytes);
    return {
      size: inner.size,
      read: async (from, length) => {
        if (from <= offset && offset < from + length) throw new Error('disk is gone');
        return inner.read(from, length);
      },
    };
  }

  test.each([
    ['in a small entry', zip([one]), 40],
    ['in a large entry', large, 500_000],
  ])('an error %s is passed on', async (_, bytes, offset) => {
    await expect(hashZip(failingAt(bytes, offset), module)).rejects.toThrow('disk is gone');
  });

  test('a file that shrinks while it is read is refused', async () => {
    const inner = bufferSource(large);
    const source = {
      size: inner.size,
      read: (from: number, length: number) =>
        inner.read(from, from > 200_000 && from < 800_000 ? Math.min(length, 10) : length),
    };
    expect(await hashZip(source, module)).toEqual({ problem: expect.stringMatching(/malformed/) });
  });

  test('other work has its turn between the parts of a large zip', async () => {
    const files = Array.from({ length: 40 }, (_, index) => ({
      name: `${prefix}${index}`,
      data: Buffer.alloc(200_000, `${index}`),
    }));
    let turns = 0;
    let isRunning = true;
    const count = () => {
      turns += 1;
      if (isRunning) setImmediate(count);
    };
    setImmediate(count);
    await hash(zip(files));
    isRunning = false;
    // 8 MB in parts of at most 512 KiB.
    expect(turns).toBeGreaterThanOrEqual(15);
  });
});

test('the hash tells of names and contents, not of how they are packed or ordered', async () => {
  const name = fc.stringMatching(/^[a-z]{1,6}(?:\/[a-z]{1,3})?x\d$/);
  const file = fc.record({ name, data: fc.string(), method: fc.constantFrom(0, 8) });
  const files = fc.uniqueArray(file, {
    maxLength: 8,
    // A name that is also the directory of another one is refused by go.
    selector: (spec) => spec.name.split('/')[0],
  });
  await fc.assert(
    fc.asyncProperty(files, fc.boolean(), async (specs, isReversed) => {
      const written = specs.map((spec) => ({ ...spec, name: prefix + spec.name }));
      const ordered = isReversed ? written.toReversed() : written;
      expect(await hash(zip(ordered))).toEqual({ hash: expectedHash(written) });
    }),
    { numRuns: 100 },
  );
});
