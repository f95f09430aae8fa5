/**
 * The h1 hash of go.sum (golang.org/x/mod/sumdb/dirhash, Hash1): SHA-256 over a sorted list of SHA-256 sums and names.
 * A zip file gets a hash only if go would unpack it to exactly what was hashed.
 */
import { createHash, hash } from 'node:crypto';
import { crc32, inflateRawSync } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { takeTurns } from './event-loop.ts';
import { hashList, type NamedSum } from './hash-list.ts';
import { inflate, malformed, readChunks } from './inflate-stream.ts';
import { inflateTogether } from './inflate-together.ts';
import { findModuleZipProblem } from './module-zip.ts';
import type { ModuleVersion } from './path.ts';
import { readDirectory, type ZipEntry } from './zip.ts';
import {
  descriptorBytes,
  hasMatchingDescriptor,
  localHeaderBytes,
  locateData,
  type Refusal,
} from './zip-header.ts';

/** The hash of a go.mod file, as in the "/go.mod" lines of go.sum. */
export function hashMod(bytes: Buffer): string {
  return hashList([{ name: 'go.mod', sum: hash('sha256', bytes, 'hex') }]);
}

/**
 * Gets the content of every file of a zip exactly as it is hashed: of one file after the other, in one or more pieces, which
 * nobody changes afterwards. Only what comes with `isLast` shows that the whole file was sound.
 */
export type TakeContent = (name: string, piece: Buffer, isLast: boolean) => Promise<void>;

interface HashOptions {
  /** Bytes of an entry that may be unpacked in this thread without a pause. */
  readonly mostAtOnce?: number;
  readonly takeContent?: TakeContent | undefined;
}

/**
 * The hash of a module's zip file, or why it is no zip file of this module that go would unpack: structure, names, sizes
 * and CRCs are checked on the way. Reads the source once, in order, and lets the event loop run in between.
 * Rejects only with the error of the source, or of `takeContent`.
 */
export async function hashZip(
  source: ByteSource,
  module: ModuleVersion,
  { mostAtOnce = largeBytes, takeContent }: HashOptions = {},
): Promise<{ readonly hash: string } | Refusal> {
  const directory = await readDirectory(source);
  if ('problem' in directory) return directory;
  const problem = await findModuleZipProblem(directory.entries, module);
  if (problem !== undefined) return { problem };

  const sums: NamedSum[] = [];
  for (const batch of splitIntoBatches(directory.entries)) {
    const isAlone = batch.length === 1;
    for (const result of isAlone
      ? await hashAlone(source, batch, mostAtOnce, takeContent)
      : await hashBatch(source, batch)) {
      if ('problem' in result) return result;
      const { name, sum, content } = result;
      if (content !== undefined && !name.endsWith('/')) await takeContent?.(name, content, true);
      sums.push({ name, sum });
    }
  }
  return { hash: hashList(sums) };
}

/** `content`: of an entry that was read in one piece. */
type Result = (NamedSum & { readonly content?: Buffer }) | Refusal;

/** Above this an entry is inflated by zlib's threads instead of here: below it the hand-over costs more than the work. */
const largeBytes = 256 * 1024;

/** Work between two turns of the event loop: inflating and hashing 1 MiB takes about 8 ms on a slow runner's core. */
const batchBytes = 512 * 1024;
/** Where they cannot be inflated together, setting up zlib costs about 30 µs an entry, however small it is. */
const batchEntries = 256;

/** Neighbours in the file that are small enough to be read and hashed in one go. */
function splitIntoBatches(entries: readonly ZipEntry[]): readonly (readonly ZipEntry[])[] {
  const batches: ZipEntry[][] = [];
  let bytes = 0;
  for (const entry of entries.toSorted((a, b) => a.headerOffset - b.headerOffset)) {
    const cost = Math.max(entry.size, entry.boundary - entry.headerOffset);
    const last = batches.at(-1);
    if (last && last.length < batchEntries && bytes + cost <= batchBytes) {
      last.push(entry);
      bytes += cost;
    } else {
      batches.push([entry]);
      bytes = cost;
    }
  }
  return batches;
}

async function hashBatch(
  source: ByteSource,
  batch: readonly ZipEntry[],
): Promise<readonly Result[]> {
  const start = batch[0]?.headerOffset ?? 0;
  const end = batch.at(-1)?.boundary ?? start;
  const bytes = await source.read(start, end - start);
  const packed = batch.map((entry) =>
    locateSmall(entry, bytes.subarray(entry.headerOffset - start, entry.boundary - start)),
  );
  const contents = unpackTogether(packed);
  const results = packed.map((located) => hashSmall(located, contents.get(located)));
  await takeTurns();
  return results;
}

async function hashAlone(
  source: ByteSource,
  [entry]: readonly ZipEntry[],
  mostAtOnce: number,
  takeContent: TakeContent | undefined,
): Promise<readonly Result[]> {
  if (entry === undefined) return [];
  if (Math.max(entry.size, entry.compressedSize) > mostAtOnce) {
    return [await hashLarge(source, entry, takeContent)];
  }
  // The gap before the next entry may be of any size: only what belongs to this one is read.
  const most = localHeaderBytes + 2 * 0xffff + entry.compressedSize + descriptorBytes;
  const length = Math.min(entry.boundary - entry.headerOffset, most);
  const result = hashSmall(locateSmall(entry, await source.read(entry.headerOffset, length)));
  await takeTurns();
  return [result];
}

interface Packed {
  readonly entry: ZipEntry;
  readonly data: Buffer;
  readonly descriptor: Buffer;
}

/** `bytes` begins at the local header and holds the whole entry. */
function locateSmall(entry: ZipEntry, bytes: Buffer): Packed | Refusal {
  const located = locateData(entry, bytes);
  if ('problem' in located) return refuse(entry, located.problem);
  const end = located.data + entry.compressedSize;
  if (bytes.length < end) return refuse(entry, 'file is truncated');
  const data = bytes.subarray(located.data, end);
  return { entry, data, descriptor: bytes.subarray(end, end + descriptorBytes) };
}

/** The contents of those entries that one call of zlib can inflate and check. */
function unpackTogether(batch: readonly (Packed | Refusal)[]): ReadonlyMap<unknown, Buffer> {
  const fit = batch.filter(
    (packed): packed is Packed => 'entry' in packed && fitsTogether(packed.entry),
  );
  const contents = inflateTogether(
    fit.map(({ data, entry: { size, crc32 } }) => ({ data, size, crc32 })),
  );
  return new Map(contents?.map((content, index) => [fit[index], content]));
}

/** A CRC of 0 means that there is none to check. */
function fitsTogether({ name, method, size, crc32: crc }: ZipEntry): boolean {
  return method === 8 && size > 0 && crc !== 0 && !name.endsWith('/');
}

/** @param known the content, its CRC checked already */
function hashSmall(packed: Packed | Refusal, known?: Buffer): Result {
  if ('problem' in packed) return packed;
  const { entry, data, descriptor } = packed;
  const content = known ?? unpackSmall(entry, data);
  if (content === undefined) return refuse(entry, 'malformed compressed data');
  const crc = known === undefined ? crc32(content) : entry.crc32;
  const sum = hash('sha256', content, 'hex');
  const judged = judge(entry, { size: content.length, crc, descriptor, sum });
  return 'problem' in judged ? judged : { ...judged, content };
}

function unpackSmall(entry: ZipEntry, data: Buffer): Buffer | undefined {
  // go takes a directory for empty, whatever a writer stored for it.
  if (entry.name.endsWith('/')) return Buffer.alloc(0);
  if (entry.method === 0) return data;
  try {
    // One byte more than declared is room to notice a lie about the size without inflating a bomb.
    const most = entry.size + 1;
    return inflateRawSync(data, { maxOutputLength: most, chunkSize: Math.max(most, 64) });
  } catch {
    return undefined;
  }
}

async function hashLarge(
  source: ByteSource,
  entry: ZipEntry,
  takeContent: TakeContent | undefined,
): Promise<Result> {
  const start = await source.read(entry.headerOffset, localHeaderBytes + 2 * 0xffff);
  const located = locateData(entry, start);
  if ('problem' in located) return refuse(entry, located.problem);
  const dataOffset = entry.headerOffset + located.data;
  const take = entry.name.endsWith('/') ? undefined : takeContent;
  const running = createHash('sha256');
  let size = 0;
  let crc = 0;
  const packed = readChunks(source, dataOffset, entry.compressedSize);
  for await (const chunk of entry.method === 0 ? packed : inflate(packed)) {
    if (chunk === malformed) return refuse(entry, 'malformed compressed data');
    size += chunk.length;
    if (size > entry.size) break;
    running.update(chunk);
    crc = crc32(chunk, crc);
    await take?.(entry.name, chunk, false);
  }
  const dataEnd = dataOffset + entry.compressedSize;
  const descriptor = await source.read(
    dataEnd,
    Math.min(descriptorBytes, entry.boundary - dataEnd),
  );
  const judged = judge(entry, { size, crc, descriptor, sum: running.digest('hex') });
  if (!('problem' in judged)) await take?.(entry.name, Buffer.alloc(0), true);
  return judged;
}

interface Unpacked {
  readonly size: number;
  readonly crc: number;
  readonly descriptor: Buffer;
  readonly sum: string;
}

function judge(entry: ZipEntry, unpacked: Unpacked): Result {
  if (unpacked.size !== entry.size) return refuse(entry, 'unpacks to another size than declared');
  if (entry.name.endsWith('/')) return { name: entry.name, sum: unpacked.sum };
  if (entry.hasDataDescriptor && !hasMatchingDescriptor(entry, unpacked.descriptor)) {
    return refuse(entry, 'data descriptor with another CRC');
  }
  // go takes 0 for "not set" unless a descriptor repeats it.
  const isSet = entry.crc32 !== 0 || entry.hasDataDescriptor;
  if (isSet && entry.crc32 !== unpacked.crc) return refuse(entry, 'CRC does not match');
  return { name: entry.name, sum: unpacked.sum };
}

function refuse(entry: ZipEntry, problem: string): Refusal {
  return { problem: `entry ${JSON.stringify(entry.name)}: ${problem}` };
}
