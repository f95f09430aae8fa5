/** The record at the end of a zip file that says where its directory lies, in its 32-bit and its zip64 form. */
import type { ByteSource } from './byte-source.ts';
import type { Refusal } from './zip-header.ts';

export interface ZipEnd {
  readonly directoryOffset: number;
  readonly directorySize: number;
  /** Number of entries in the directory. */
  readonly records: number;
}

const endSignature = 0x06054b50;
const endBytes = 22;
const maxCommentBytes = 0xffff;
const locatorSignature = 0x07064b50;
const locatorBytes = 20;
const end64Signature = 0x06064b50;
const end64Bytes = 56;
/** What the size field of a zip64 end record counts: everything behind itself. */
const end64RemainingBytes = 44n;

/**
 * Finds the directory, or says why it is refused: readers search for the end record in different ways, so there may be
 * only one place where any of them can find it, and the directory has to lie directly before it.
 */
export async function findZipEnd(source: ByteSource): Promise<ZipEnd | Refusal> {
  const tailLength = Math.min(source.size, endBytes + maxCommentBytes);
  const tailOffset = source.size - tailLength;
  const tail = await source.read(tailOffset, tailLength);
  if (tail.length !== tailLength) return { problem: 'file is truncated' };

  const position = findLast(tail, endSignature, tail.length - endBytes);
  if (position < 0) return { problem: 'not a zip file: no end record' };
  const record = tail.subarray(position);
  const commentLength = record.readUInt16LE(20);
  if (position + endBytes + commentLength !== tail.length) {
    return { problem: 'bytes after the end record, or a comment that is cut off' };
  }
  const comment = record.subarray(endBytes);
  if (findLast(comment, endSignature, comment.length - 4) >= 0) {
    return { problem: 'the comment holds a second end record' };
  }
  if (record.readUInt16LE(4) !== 0 || record.readUInt16LE(6) !== 0) {
    return { problem: 'split over several disks' };
  }
  if (record.readUInt16LE(8) !== record.readUInt16LE(10)) {
    return { problem: 'the end record gives two numbers of entries' };
  }
  const end = {
    records: record.readUInt16LE(10),
    directorySize: record.readUInt32LE(12),
    directoryOffset: record.readUInt32LE(16),
  };
  const resolved = await resolveZip64(source, end, tailOffset + position);
  if ('problem' in resolved || !isInComment(tail, position)) return resolved;
  return { problem: 'the end record lies in the comment of another one' };
}

/** Whether an end record before `position` has a comment that goes on to the end of the file. */
function isInComment(tail: Buffer, position: number): boolean {
  for (let at = findLast(tail, endSignature, position - endBytes); at >= 0; ) {
    if (at + endBytes + tail.readUInt16LE(at + 20) === tail.length) return true;
    at = findLast(tail, endSignature, at - 1);
  }
  return false;
}

/** Index of the last signature that starts at or before `from`, or -1. */
function findLast(bytes: Buffer, signature: number, from: number): number {
  if (from < 0) return -1;
  const wanted = Buffer.alloc(4);
  wanted.writeUInt32LE(signature);
  return bytes.lastIndexOf(wanted, from);
}

/**
 * Takes the zip64 values where there are any. Go consults them only if a 32-bit field is at its greatest value, other
 * readers whenever the locator is there: a locator is accepted only where both come to the same result.
 */
async function resolveZip64(
  source: ByteSource,
  end: ZipEnd,
  endOffset: number,
): Promise<ZipEnd | Refusal> {
  const locatorOffset = endOffset - locatorBytes;
  const locator = locatorOffset >= 0 ? await source.read(locatorOffset, locatorBytes) : undefined;
  if (locator?.readUInt32LE(0) !== locatorSignature) return checkPlace(end, endOffset);

  const end64Offset = locatorOffset - end64Bytes;
  if (
    locator.readUInt32LE(4) !== 0 ||
    locator.readUInt32LE(16) !== 1 ||
    end64Offset < 0 ||
    locator.readBigUInt64LE(8) !== BigInt(end64Offset)
  ) {
    return { problem: 'the zip64 end record does not lie directly before its locator' };
  }
  const record = await source.read(end64Offset, end64Bytes);
  if (
    record.readUInt32LE(0) !== end64Signature ||
    record.readBigUInt64LE(4) !== end64RemainingBytes ||
    record.readUInt32LE(16) !== 0 ||
    record.readUInt32LE(20) !== 0 ||
    record.readBigUInt64LE(24) !== record.readBigUInt64LE(32)
  ) {
    return { problem: 'malformed zip64 end record' };
  }
  // Values beyond the file's size fail the check of the place, so the loss of precision above 2^53 does no harm.
  const end64 = {
    records: Number(record.readBigUInt64LE(32)),
    directorySize: Number(record.readBigUInt64LE(40)),
    directoryOffset: Number(record.readBigUInt64LE(48)),
  };
  const isDeferred =
    agrees(end.records, end64.records, 0xffff) &&
    agrees(end.directorySize, end64.directorySize, 0xffffffff) &&
    agrees(end.directoryOffset, end64.directoryOffset, 0xffffffff);
  const hasSentinel =
    end.records === 0xffff ||
    end.directorySize === 0xffffffff ||
    end.directoryOffset === 0xffffffff;
  if (!isDeferred || !hasSentinel) {
    return { problem: 'the zip64 end record contradicts the end record' };
  }
  return checkPlace(end64, end64Offset);
}

function agrees(value: number, value64: number, sentinel: number): boolean {
  return value === sentinel || value === value64;
}

/** Go would shift a directory that does not end where it should; others would not. */
function checkPlace(end: ZipEnd, recordOffset: number): ZipEnd | Refusal {
  return end.directoryOffset + end.directorySize === recordOffset
    ? end
    : { problem: 'the directory does not lie directly before the end record' };
}
