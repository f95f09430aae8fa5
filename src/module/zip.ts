/**
 * The directory of a zip file, read as Go's archive/zip reads it and refused where another reader, or a later one, could
 * see other files in the same bytes: what was hashed must be what gets unpacked.
 */
import type { ByteSource } from './byte-source.ts';
import { findZipEnd } from './zip-end.ts';
import {
  type HeaderEntry,
  localHeaderBytes,
  type Refusal,
  readDirectoryHeaders,
} from './zip-header.ts';

export interface ZipEntry {
  readonly name: string;
  /** 0: stored, 8: deflated. */
  readonly method: 0 | 8;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
  readonly crc32: number;
  /** Whether the data is followed by a record that repeats its CRC and sizes. */
  readonly hasDataDescriptor: boolean;
  /** Where the next entry or the directory begins: no byte of this entry lies at or behind it. */
  readonly boundary: number;
}

/** Most bytes go accepts for a module, zipped and unzipped (golang.org/x/mod/zip: MaxZipFile). */
export const maxZipBytes = 500 * 1024 * 1024;

/**
 * Lists the entries of a zip file in the order of the directory, or says why it is refused. No entry's data is read.
 * Rejects only with the error of the source.
 */
export async function readDirectory(
  source: ByteSource,
): Promise<{ readonly entries: readonly ZipEntry[] } | Refusal> {
  if (source.size > maxZipBytes) {
    return { problem: `larger than the ${maxZipBytes} bytes go accepts` };
  }
  const end = await findZipEnd(source);
  if ('problem' in end) return end;
  const bytes = await source.read(end.directoryOffset, end.directorySize);
  if (bytes.length !== end.directorySize) return { problem: 'directory is truncated' };
  const headers = await readDirectoryHeaders(bytes, end.records);
  if ('problem' in headers) return headers;

  const problem = findDuplicate(headers.entries) ?? findExcess(headers.entries);
  return problem === undefined ? placeEntries(headers.entries, end.directoryOffset) : { problem };
}

function findDuplicate(entries: readonly HeaderEntry[]): string | undefined {
  const names = new Set<string>();
  for (const { name } of entries) {
    if (names.has(name)) return `two entries are called ${JSON.stringify(name)}`;
    names.add(name);
  }
  return undefined;
}

function findExcess(entries: readonly HeaderEntry[]): string | undefined {
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  return total > maxZipBytes
    ? `unpacks to more than the ${maxZipBytes} bytes go accepts`
    : undefined;
}

/** Gives every entry its boundary; entries that share bytes (zip bombs, two views of one file) are refused. */
function placeEntries(
  entries: readonly HeaderEntry[],
  directoryOffset: number,
): { readonly entries: readonly ZipEntry[] } | Refusal {
  const byOffset = entries.toSorted((a, b) => a.headerOffset - b.headerOffset);
  const boundaries = new Map<HeaderEntry, number>();
  for (const [index, entry] of byOffset.entries()) {
    const boundary = byOffset[index + 1]?.headerOffset ?? directoryOffset;
    // The local header's own extra field is not known yet; whoever reads the data checks it against the boundary.
    const leastEnd =
      entry.headerOffset + localHeaderBytes + Buffer.byteLength(entry.name) + entry.compressedSize;
    if (leastEnd > boundary) {
      return {
        problem: `entry ${JSON.stringify(entry.name)} overlaps what follows it, or lies outside the file`,
      };
    }
    boundaries.set(entry, boundary);
  }
  return {
    entries: entries.map((entry) => ({
      ...entry,
      boundary: boundaries.get(entry) ?? directoryOffset,
    })),
  };
}
