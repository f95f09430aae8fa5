import { crc32, deflateRawSync } from 'node:zlib';

export type ZipMethod = 'store' | 'deflate';

/**
 * One entry of an archive under construction. Everything but name and data has an honest default;
 * whatever is given is written as it is, true or not: that is how hostile archives are made.
 */
export interface ZipPart {
  readonly name: string;
  readonly data: string | Buffer;
  readonly method?: ZipMethod;
  /** Sizes and CRC after the data and zero in the local header, as Go's own zip writer does. */
  readonly hasDataDescriptor?: boolean;
  /** Name in the local header, when it shall differ from the directory's. */
  readonly localName?: string;
  /** Method number in both headers, when it shall not be that of the data. */
  readonly declaredMethod?: number;
  readonly declaredCrc32?: number;
  readonly declaredSize?: number;
  readonly declaredCompressedSize?: number;
  /** Offset of the local header as the directory tells it. */
  readonly declaredOffset?: number;
  /** Further general purpose flags, e.g. 1 for encrypted. */
  readonly flags?: number;
  /** Unix mode, e.g. 0o120777 for a symbolic link. */
  readonly mode?: number;
  /** Extra field of the directory entry. */
  readonly extra?: Buffer;
}

/** What surrounds the entries. */
export interface ZipFrame {
  /** Bytes before the first local header; offsets count from the start of the file. */
  readonly preamble?: Buffer;
  /** Bytes between the last entry's data and the directory. */
  readonly beforeDirectory?: Buffer;
  /** Bytes between the directory and the end record. */
  readonly beforeEnd?: Buffer;
  readonly comment?: Buffer;
  /** Bytes after the end record that no comment length covers. */
  readonly trailer?: Buffer;
  readonly declaredEntries?: number;
  readonly declaredDirectorySize?: number;
  readonly declaredDirectoryOffset?: number;
}

const methodNumbers = { store: 0, deflate: 8 } as const satisfies Record<ZipMethod, number>;
/** 1980-01-01 00:00, the zero of DOS time: nothing in the archive depends on when it was made. */
const dosDate = 0x0021;
const utf8Flag = 0x0800;
const descriptorFlag = 0x0008;

function record(
  size: number,
  fields: readonly (readonly [offset: number, bytes: 2 | 4, value: number])[],
): Buffer {
  const buffer = Buffer.alloc(size);
  for (const [offset, bytes, value] of fields) buffer.writeUIntLE(value, offset, bytes);
  return buffer;
}

interface WrittenPart {
  readonly local: Buffer;
  directoryEntry(offset: number): Buffer;
}

function writePart(part: ZipPart): WrittenPart {
  const data = Buffer.from(part.data);
  const method = part.method ?? 'deflate';
  const stored = method === 'store' ? data : deflateRawSync(data);
  const number = part.declaredMethod ?? methodNumbers[method];
  const flags =
    utf8Flag | (part.flags ?? 0) | (part.hasDataDescriptor === true ? descriptorFlag : 0);
  const crc = part.declaredCrc32 ?? crc32(data);
  const compressedSize = part.declaredCompressedSize ?? stored.length;
  const size = part.declaredSize ?? data.length;
  const name = Buffer.from(part.name);
  const localName = Buffer.from(part.localName ?? part.name);
  const extra = part.extra ?? Buffer.alloc(0);
  const inHeader = part.hasDataDescriptor === true ? 0 : 1;
  const header = record(30, [
    [0, 4, 0x04034b50],
    [4, 2, 20],
    [6, 2, flags],
    [8, 2, number],
    [12, 2, dosDate],
    [14, 4, crc * inHeader],
    [18, 4, compressedSize * inHeader],
    [22, 4, size * inHeader],
    [26, 2, localName.length],
  ]);
  const descriptor = record(16, [
    [0, 4, 0x08074b50],
    [4, 4, crc],
    [8, 4, compressedSize],
    [12, 4, size],
  ]);
  return {
    local: Buffer.concat([header, localName, stored, ...(inHeader === 0 ? [descriptor] : [])]),
    directoryEntry: (offset) =>
      Buffer.concat([
        record(46, [
          [0, 4, 0x02014b50],
          [4, 2, (3 << 8) | 20],
          [6, 2, 20],
          [8, 2, flags],
          [10, 2, number],
          [14, 2, dosDate],
          [16, 4, crc],
          [20, 4, compressedSize],
          [24, 4, size],
          [28, 2, name.length],
          [30, 2, extra.length],
          [38, 4, ((part.mode ?? 0o100644) << 16) >>> 0],
          [42, 4, part.declaredOffset ?? offset],
        ]),
        name,
        extra,
      ]),
  };
}

/** Writes an archive entry by entry, with whatever lies the parts and the frame ask for. */
export function assembleZip(parts: readonly ZipPart[], frame: ZipFrame = {}): Buffer {
  const pieces: Buffer[] = [frame.preamble ?? Buffer.alloc(0)];
  let offset = pieces[0]?.length ?? 0;
  const directoryEntries: Buffer[] = [];
  for (const part of parts) {
    const written = writePart(part);
    directoryEntries.push(written.directoryEntry(offset));
    pieces.push(written.local);
    offset += written.local.length;
  }
  const before = frame.beforeDirectory ?? Buffer.alloc(0);
  const directory = Buffer.concat(directoryEntries);
  const comment = frame.comment ?? Buffer.alloc(0);
  const entries = frame.declaredEntries ?? parts.length;
  const end = record(22, [
    [0, 4, 0x06054b50],
    [8, 2, entries],
    [10, 2, entries],
    [12, 4, frame.declaredDirectorySize ?? directory.length],
    [16, 4, frame.declaredDirectoryOffset ?? offset + before.length],
    [20, 2, comment.length],
  ]);
  pieces.push(before, directory, frame.beforeEnd ?? Buffer.alloc(0), end, comment);
  pieces.push(frame.trailer ?? Buffer.alloc(0));
  return Buffer.concat(pieces);
}

/**
 * An honest, repeatable zip of `files` (name → content) in the order given.
 * Same input, same zlib: same bytes.
 */
export function writeZip(
  files: Readonly<Record<string, string | Buffer>>,
  options: { readonly method?: ZipMethod; readonly hasDataDescriptor?: boolean } = {},
): Buffer {
  return assembleZip(Object.entries(files).map(([name, data]) => ({ name, data, ...options })));
}
