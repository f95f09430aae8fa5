/** The headers of a zip file: one per entry in the directory, and one before each entry's data. */
import { entriesPerTurn, takeTurns } from './event-loop.ts';
import type { ZipEntry } from './zip.ts';

const directorySignature = 0x02014b50;
const directoryHeaderBytes = 46;
const localSignature = 0x04034b50;
/** The fixed part of a local header; the name and an extra field of up to 64 KiB each follow. */
export const localHeaderBytes = 30;
const descriptorSignature = 0x08074b50;

const extraZip64 = 0x0001;
/** Info-ZIP's second spelling of the name, which some readers prefer to the first. */
const extraUnicodePath = 0x7075;

/** Encrypted data, patches, strong encryption, masked local headers: nothing go could read. */
const unreadableFlags = 0x0001 | 0x0020 | 0x0040 | 0x2000;
const descriptorFlag = 0x0008;

/** Why a zip file, or an entry of one, is not accepted. */
export type Refusal = { readonly problem: string };

/** An entry as its header tells, before its neighbours are known. */
export type HeaderEntry = Omit<ZipEntry, 'boundary'>;

/** Reads exactly `records` headers that fill `bytes` completely, or says why the directory is refused. */
export async function readDirectoryHeaders(
  bytes: Buffer,
  records: number,
): Promise<{ readonly entries: readonly HeaderEntry[] } | Refusal> {
  const entries: HeaderEntry[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const read = readDirectoryHeader(bytes.subarray(offset));
    if ('problem' in read) return { problem: `entry ${entries.length + 1}: ${read.problem}` };
    entries.push(read.entry);
    offset += read.length;
    if (entries.length % entriesPerTurn === 0) await takeTurns();
  }
  if (entries.length !== records) {
    return { problem: `${entries.length} entries where the end record tells of ${records}` };
  }
  return { entries };
}

function readDirectoryHeader(
  bytes: Buffer,
): { readonly entry: HeaderEntry; readonly length: number } | Refusal {
  if (bytes.length < directoryHeaderBytes || bytes.readUInt32LE(0) !== directorySignature) {
    return { problem: 'no directory header where one has to be' };
  }
  const nameEnd = directoryHeaderBytes + bytes.readUInt16LE(28);
  const extraEnd = nameEnd + bytes.readUInt16LE(30);
  const length = extraEnd + bytes.readUInt16LE(32);
  if (length > bytes.length) return { problem: 'directory header is cut off' };

  const rawName = bytes.subarray(directoryHeaderBytes, nameEnd);
  const name = rawName.toString('utf8');
  const problem = rawName.equals(Buffer.from(name, 'utf8'))
    ? findNameProblem(name)
    : 'the name is not UTF-8';
  if (problem !== undefined) return { problem };

  const flags = bytes.readUInt16LE(8);
  const method = bytes.readUInt16LE(10);
  if ((flags & unreadableFlags) !== 0) return { problem: 'encrypted or patched data' };
  if (method !== 0 && method !== 8) return { problem: `compression method ${method}` };
  if (bytes.readUInt16LE(34) !== 0) return { problem: 'split over several disks' };

  const numbers = resolveSizes(bytes, bytes.subarray(nameEnd, extraEnd));
  if ('problem' in numbers) return numbers;
  if (method === 0 && numbers.size !== numbers.compressedSize && !name.endsWith('/')) {
    return { problem: 'stored data with two different sizes' };
  }
  const hasDataDescriptor = (flags & descriptorFlag) !== 0;
  const crc32 = bytes.readUInt32LE(16);
  return { entry: { name, method, ...numbers, crc32, hasDataDescriptor }, length };
}

/** Names that would leave the directory they are unpacked into on some system, or break a line of the hashed list. */
function findNameProblem(name: string): string | undefined {
  if (name === '') return 'empty name';
  const problem = findNameFault(name);
  return problem === undefined ? undefined : `name ${JSON.stringify(name)} ${problem}`;
}

function findNameFault(name: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'holds a control character';
  if (name.includes('\\')) return 'holds a backslash';
  if (/^(?:\/|[A-Za-z]:)/.test(name)) return 'is absolute';
  if (/(?:^|\/)\.\.?(?:\/|$)/.test(name)) return 'holds a "." or ".." element';
  return undefined;
}

/** Sizes and place of an entry: from the zip64 field where the 32-bit one is at its greatest value, and only there. */
function resolveSizes(
  header: Buffer,
  extra: Buffer,
): Pick<HeaderEntry, 'size' | 'compressedSize' | 'headerOffset'> | Refusal {
  const fields = readExtraFields(extra);
  if (fields.some(({ id }) => id === extraUnicodePath)) return { problem: 'a second name' };
  const zip64 = fields.filter(({ id }) => id === extraZip64);
  if (zip64.length > 1) return { problem: 'two zip64 fields' };
  let data = zip64[0]?.data ?? Buffer.alloc(0);
  let isMissing = false;
  const resolve = (value: number): number => {
    if (value !== 0xffffffff) return value;
    isMissing ||= data.length < 8;
    const resolved = data.length < 8 ? value : Number(data.readBigUInt64LE(0));
    data = data.subarray(8);
    return resolved;
  };
  // The zip64 field holds the missing values in this order, which is not that of the header.
  const size = resolve(header.readUInt32LE(24));
  const compressedSize = resolve(header.readUInt32LE(20));
  const headerOffset = resolve(header.readUInt32LE(42));
  return isMissing
    ? { problem: 'a zip64 value is missing' }
    : { size, compressedSize, headerOffset };
}

/** Stops at the first field that does not fit, as Go does: some writers leave padding there. */
function readExtraFields(extra: Buffer): readonly { id: number; data: Buffer }[] {
  const fields: { id: number; data: Buffer }[] = [];
  let rest = extra;
  while (rest.length >= 4) {
    const end = 4 + rest.readUInt16LE(2);
    if (end > rest.length) break;
    fields.push({ id: rest.readUInt16LE(0), data: rest.subarray(4, end) });
    rest = rest.subarray(end);
  }
  return fields;
}

/**
 * Finds the data of an entry in the bytes from its local header on, or says why it is refused: a reader that goes by the
 * local headers has to see the same name, method and CRC as one that goes by the directory.
 */
export function locateData(entry: ZipEntry, bytes: Buffer): { readonly data: number } | Refusal {
  if (bytes.length < localHeaderBytes || bytes.readUInt32LE(0) !== localSignature) {
    return { problem: 'no local header where the directory says' };
  }
  const nameEnd = localHeaderBytes + bytes.readUInt16LE(26);
  const data = nameEnd + bytes.readUInt16LE(28);
  if (bytes.subarray(localHeaderBytes, nameEnd).toString('utf8') !== entry.name) {
    return { problem: 'local header with another name' };
  }
  if (bytes.readUInt16LE(8) !== entry.method) {
    return { problem: 'local header with another compression method' };
  }
  if (!entry.hasDataDescriptor && bytes.readUInt32LE(14) !== entry.crc32) {
    return { problem: 'local header with another CRC' };
  }
  if (entry.headerOffset + data + entry.compressedSize > entry.boundary) {
    return { problem: 'data overlaps what follows it' };
  }
  return { data };
}

/** Most bytes a data descriptor may take before what go looks at ends: signature, CRC and two 32-bit sizes. */
export const descriptorBytes = 16;

/** Whether the record behind an entry's data repeats the directory's CRC; go refuses the entry otherwise. */
export function hasMatchingDescriptor(entry: ZipEntry, bytes: Buffer): boolean {
  const hasSignature = bytes.length >= 4 && bytes.readUInt32LE(0) === descriptorSignature;
  const crcOffset = hasSignature ? 4 : 0;
  return bytes.length >= crcOffset + 12 && bytes.readUInt32LE(crcOffset) === entry.crc32;
}
