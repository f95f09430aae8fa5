import { assembleZip, type ZipPart } from './zip.ts';

/** An archive that no reader may take for the module it claims to be, and what is wrong with it. */
export interface HostileZip {
  readonly name: string;
  readonly bytes: Buffer;
}

/** ZIP64 end record and its locator, naming `entries` entries in the directory at `offset`. */
function zip64End(entries: number, size: number, offset: number, recordOffset: number): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(recordOffset), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}

/**
 * An archive with a second one inside its comment. The outer end record covers everything that
 * follows as comment, so a reader that takes the first end record it meets and one that takes the last
 * unpack different files: the way by which a restored `.ziphash` once ran code.
 */
export function twoDirectories(shown: readonly ZipPart[], hidden: readonly ZipPart[]): Buffer {
  const inner = assembleZip(hidden);
  const outer = assembleZip(shown, { comment: inner });
  // Offsets of the inner archive count from the start of the file, or it would not be readable.
  const shift = outer.length - inner.length;
  const end = outer.length - 22;
  const directory = outer.readUInt32LE(end + 16) + shift;
  outer.writeUInt32LE(directory, end + 16);
  for (let at = directory; outer.readUInt32LE(at) === 0x02014b50; ) {
    outer.writeUInt32LE(outer.readUInt32LE(at + 42) + shift, at + 42);
    at += 46 + outer.readUInt16LE(at + 28) + outer.readUInt16LE(at + 30);
  }
  return outer;
}

/**
 * A zip64 record that tells of another directory than the plain end record beside it. Go follows the record only where the
 * plain one says so, and sees `shown`; a reader that always follows it sees `hidden`.
 */
export function zip64Disagreement(shown: readonly ZipPart[], hidden: readonly ZipPart[]): Buffer {
  const plain = assembleZip(hidden);
  const end = plain.length - 22;
  const size = plain.readUInt32LE(end + 12);
  const offset = plain.readUInt32LE(end + 16);
  // The hidden archive stands first, its end record cut off; the shown one follows in the same file.
  const preamble = plain.subarray(0, end);
  const draft = assembleZip(shown, { preamble });
  return assembleZip(shown, {
    preamble,
    beforeEnd: zip64End(hidden.length, size, offset, draft.length - 22),
  });
}

/** Hostile archives for the module `path@version`; the names of rows serve as names of tests. */
export function hostileZips(path: string, version: string): readonly HostileZip[] {
  const at = (file: string) => `${path}@${version}/${file}`;
  const good: ZipPart = { name: at('go.mod'), data: `module ${path}\n`, method: 'store' };
  const evil: ZipPart = { name: at('evil.go'), data: 'package evil\n', method: 'store' };
  const text = 'package a\n'.repeat(40);
  const source: ZipPart = { name: at('a.go'), data: text };
  const honest = assembleZip([good, source]);
  const rows: Readonly<Record<string, Buffer>> = {
    'a second archive in the comment': twoDirectories([good], [evil]),
    'zip64 record beside a plain one that differs': zip64Disagreement([good], [evil]),
    'bytes after the end record': assembleZip([good], { trailer: Buffer.from('more') }),
    'bytes before the first entry': assembleZip([good], { preamble: Buffer.from('#!/bin/sh\n') }),
    'fewer entries declared than there are': assembleZip([good, evil], { declaredEntries: 1 }),
    'more entries declared than there are': assembleZip([good], { declaredEntries: 2 }),
    'directory outside the file': assembleZip([good], { declaredDirectoryOffset: 0x7fffffff }),
    'directory larger than the file': assembleZip([good], { declaredDirectorySize: 0x7fffffff }),
    'the same name twice': assembleZip([good, { ...good, data: 'module other\n' }]),
    'names that differ in case only': assembleZip([good, source, { ...source, name: at('A.go') }]),
    'another name in the local header': assembleZip([{ ...good, localName: at('evil.go') }]),
    'entry outside the file': assembleZip([{ ...good, declaredOffset: 0x7fffffff }]),
    'entries that overlap': assembleZip([good, { ...good, name: at('b.go'), declaredOffset: 0 }]),
    'declared size too small': assembleZip([good, { ...source, declaredSize: 5 }]),
    'declared size too large': assembleZip([good, { ...source, declaredSize: 4_000 }]),
    'wrong CRC': assembleZip([good, { ...source, declaredCrc32: 1 }]),
    'encrypted entry': assembleZip([good, { ...source, flags: 1 }]),
    'unknown method': assembleZip([good, { ...source, declaredMethod: 12 }]),
    'stored data called deflated': assembleZip([
      good,
      { ...source, method: 'store', declaredMethod: 8 },
    ]),
    'symbolic link': assembleZip([good, { ...evil, data: '/etc/passwd', mode: 0o120777 }]),
    'climbing name': assembleZip([good, { ...evil, name: at('../../evil.go') }]),
    'absolute name': assembleZip([good, { ...evil, name: '/tmp/evil.go' }]),
    'backslash in a name': assembleZip([good, { ...evil, name: at('..\\evil.go') }]),
    'line feed in a name': assembleZip([good, { ...evil, name: at('a\nb.go') }]),
    'NUL in a name': assembleZip([good, { ...evil, name: at('a\0b.go') }]),
    'empty name': assembleZip([good, { ...evil, name: '' }]),
    'prefix of another module': assembleZip([{ ...good, name: `${path}x@${version}/go.mod` }]),
    'prefix of another version': assembleZip([{ ...good, name: `${path}@${version}0/go.mod` }]),
    'cut in the middle': honest.subarray(0, Math.floor(honest.length / 2)),
    'cut before its last byte': honest.subarray(0, -1),
    'nothing but an end record cut short': Buffer.from('PK\x05\x06'),
    'no bytes': Buffer.alloc(0),
    'a web page': Buffer.from('<!DOCTYPE html><html><body>Please sign in</body></html>'),
  };
  return Object.entries(rows).map(([name, bytes]) => ({ name, bytes }));
}

/** 64 MiB of zeros in about 64 KiB: harmless once, deadly where many are unpacked into memory at a time. */
export function zipBomb(path: string, version: string): Buffer {
  return assembleZip([{ name: `${path}@${version}/zeros`, data: Buffer.alloc(64 * 1024 * 1024) }]);
}
