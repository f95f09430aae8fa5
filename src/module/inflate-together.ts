/**
 * Inflates many short deflate streams in one call of zlib. Node sets up a stream object for every call, which for the
 * median file of a module costs more than inflating it; a gzip file may hold many members, and those are free.
 */
import { gunzipSync } from 'node:zlib';

export interface DeflatedPart {
  /** A raw deflate stream. */
  readonly data: Buffer;
  /** Of what it inflates to: from 1 on, in 32 bits. */
  readonly size: number;
  readonly crc32: number;
}

/** What a member starts with (RFC 1952): deflate, no name, no time, unknown system. */
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const magic = header.subarray(0, 3);
/** CRC and size. */
const trailerBytes = 8;

/**
 * The contents of all parts, or undefined where they have to be inflated one by one: not every part is a single stream
 * that fills `data` and inflates to its size and CRC.
 *
 * zlib looks for the next member wherever a stream ends, so a stream that ends early, or runs on into what follows, must
 * not be able to pass for others. Each member has to start with `magic`, which is allowed nowhere but where this function
 * put it. So a stream can only end before one of those places; if it skipped some, the CRC and size behind it are those of
 * the last part it swallowed, and the sum of all sizes, none of which is 0, cannot be reached any more.
 */
export function inflateTogether(parts: readonly DeflatedPart[]): readonly Buffer[] | undefined {
  if (parts.length === 0) return [];
  if (parts.some(({ size }) => size < 1)) return undefined;
  const starts: number[] = [];
  const packed = takeScratch(
    parts.reduce((sum, { data }) => sum + header.length + data.length + trailerBytes, 0),
  );
  let end = 0;
  for (const { data, size, crc32 } of parts) {
    starts.push(end);
    end += header.copy(packed, end);
    end += data.copy(packed, end);
    end = packed.writeUInt32LE(crc32, end);
    end = packed.writeUInt32LE(size, end);
  }
  if (!startsOnlyAt(packed, starts)) return undefined;

  const total = parts.reduce((sum, { size }) => sum + size, 0);
  const content = gunzip(packed, total);
  if (content?.length !== total) return undefined;
  let offset = 0;
  return parts.map(({ size }) => {
    offset += size;
    return content.subarray(offset - size, offset);
  });
}

let scratch = Buffer.alloc(0);

/** Fresh memory for every call would cost as much as filling it: the system hands it out page by page. */
function takeScratch(bytes: number): Buffer {
  if (scratch.length < bytes) scratch = Buffer.allocUnsafe(bytes);
  return scratch.subarray(0, bytes);
}

function startsOnlyAt(packed: Buffer, starts: readonly number[]): boolean {
  let from = 0;
  for (const start of starts) {
    if (packed.indexOf(magic, from) !== start) return false;
    from = start + 1;
  }
  return packed.indexOf(magic, from) === -1;
}

function gunzip(packed: Buffer, total: number): Buffer | undefined {
  try {
    // Room for one more byte shows that there are more; with none at all zlib would be called a second time to ask.
    return gunzipSync(packed, { chunkSize: total + 64, maxOutputLength: total + 1 });
  } catch {
    return undefined;
  }
}
