/** Writes zip files record by record, so that a test can lie in any field. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface FileSpec {
  readonly name: string | Buffer;
  readonly data?: Buffer | string;
  /** The compressed data, where it is not what zlib makes of `data`. */
  readonly packed?: Buffer;
  readonly method?: number;
  readonly flags?: number;
  /** What the records say, where it is not the truth. */
  readonly crc?: number;
  readonly size?: number;
  readonly compressedSize?: number;
  readonly headerOffset?: number;
  readonly disk?: number;
  readonly extra?: Buffer;
  readonly local?: { readonly name?: string; readonly method?: number; readonly crc?: number };
  /** Bytes before the local header that belong to no entry. */
  readonly gap?: Buffer;
  /** Bytes after the data, for instance a data descriptor. */
  readonly trailer?: Buffer;
}

export interface EndSpec {
  readonly records?: number;
  readonly recordsOnDisk?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
  readonly comment?: Buffer;
  readonly commentLength?: number;
  readonly disk?: number;
  /** Bytes between the directory and the end record: a zip64 end record and its locator. */
  readonly before?: (directory: { readonly offset: number; readonly size: number }) => Buffer;
}

export function zip(files: readonly FileSpec[], end: EndSpec = {}): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const push = (bytes: Buffer) => {
    body.push(bytes);
    offset += bytes.length;
  };
  for (const file of files) {
    push(file.gap ?? Buffer.alloc(0));
    const content = Buffer.from(file.data ?? '');
    const method = file.method ?? 8;
    const packed = file.packed ?? (method === 8 ? deflateRawSync(content) : content);
    const facts: Facts = {
      name: Buffer.from(file.name),
      method,
      flags: file.flags ?? 0,
      crc: file.crc ?? crc32(content),
      compressedSize: file.compressedSize ?? packed.length,
      size: file.size ?? content.length,
      extra: file.extra ?? Buffer.alloc(0),
      headerOffset: file.headerOffset ?? offset,
      disk: file.disk ?? 0,
    };
    push(localHeader(facts, file.local ?? {}));
    push(packed);
    push(file.trailer ?? Buffer.alloc(0));
    directory.push(directoryHeader(facts));
  }
  const directoryBytes = Buffer.concat(directory);
  const before = end.before?.({ offset, size: directoryBytes.length }) ?? Buffer.alloc(0);
  const comment = end.comment ?? Buffer.alloc(0);
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(end.disk ?? 0, 4);
  record.writeUInt16LE(end.recordsOnDisk ?? end.records ?? files.length, 8);
  record.writeUInt16LE(end.records ?? files.length, 10);
  record.writeUInt32LE(end.directorySize ?? directoryBytes.length, 12);
  record.writeUInt32LE(end.directoryOffset ?? offset, 16);
  record.writeUInt16LE(end.commentLength ?? comment.length, 20);
  return Buffer.concat([...body, directoryBytes, before, record, comment]);
}

/** A zip64 end record and its locator, as Go writes them. */
export function zip64End(facts: {
  readonly records: number;
  readonly directorySize: number;
  readonly directoryOffset: number;
  readonly recordOffset: number;
}): Buffer {
  const bytes = Buffer.alloc(56 + 20);
  bytes.writeUInt32LE(0x06064b50, 0);
  bytes.writeBigUInt64LE(44n, 4);
  bytes.writeUInt16LE(45, 12);
  bytes.writeUInt16LE(45, 14);
  bytes.writeBigUInt64LE(BigInt(facts.records), 24);
  bytes.writeBigUInt64LE(BigInt(facts.records), 32);
  bytes.writeBigUInt64LE(BigInt(facts.directorySize), 40);
  bytes.writeBigUInt64LE(BigInt(facts.directoryOffset), 48);
  bytes.writeUInt32LE(0x07064b50, 56);
  bytes.writeBigUInt64LE(BigInt(facts.recordOffset), 64);
  bytes.writeUInt32LE(1, 72);
  return bytes;
}

/** A data descriptor with its signature and 32-bit sizes. */
export function descriptor(crc: number, compressedSize: number, size: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc, 4);
  bytes.writeUInt32LE(compressedSize, 8);
  bytes.writeUInt32LE(size, 12);
  return bytes;
}

/** One field of the extra data of a header. */
export function extraField(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

export function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

interface Facts {
  readonly name: Buffer;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly extra: Buffer;
  readonly headerOffset: number;
  readonly disk: number;
}

function localHeader(facts: Facts, local: NonNullable<FileSpec['local']>): Buffer {
  const name = local.name === undefined ? facts.name : Buffer.from(local.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(facts.flags, 6);
  header.writeUInt16LE(local.method ?? facts.method, 8);
  const isDeferred = (facts.flags & 8) !== 0;
  header.writeUInt32LE(isDeferred ? 0 : (local.crc ?? facts.crc), 14);
  header.writeUInt32LE(isDeferred ? 0 : facts.compressedSize, 18);
  header.writeUInt32LE(isDeferred ? 0 : facts.size, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function directoryHeader(facts: Facts): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(facts.flags, 8);
  header.writeUInt16LE(facts.method, 10);
  header.writeUInt32LE(facts.crc, 16);
  header.writeUInt32LE(facts.compressedSize, 20);
  header.writeUInt32LE(facts.size, 24);
  header.writeUInt16LE(facts.name.length, 28);
  header.writeUInt16LE(facts.extra.length, 30);
  header.writeUInt16LE(facts.disk, 34);
  header.writeUInt32LE(facts.headerOffset, 42);
  return Buffer.concat([header, facts.name, facts.extra]);
}
