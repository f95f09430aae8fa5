/**
 * Looks into an archive on its way to the cache client, which lets `tar -P` obey every name in it. What comes through here
 * can be unpacked without anything leaving the directory of the operation.
 */

import { once } from 'node:events';
import type { Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { FailureError } from '../failure.ts';
import { archivedPath } from './protocol.ts';
import { createTarReader, RefusedArchive } from './tar-reader.ts';

/** What the client's own `zstd --long=30` needs; more than its window is refused there as well. */
const windowLog = 30;

/** Zips hardly shrink a second time: of what grows more only a bomb is left. */
const mostGrowth = 100;

const magicBytes = 4;

interface Inspection {
  /** Resolves when there is room for more. */
  write(chunk: Buffer): Promise<void>;
  /** Resolves once all of it was seen and nothing found. Both throw FailureError `cache-service` for what was. */
  end(): Promise<void>;
  /** After this nothing is looked at any more. */
  close(): void;
}

function openInspection(harmlessBytes: number): Inspection {
  let start = Buffer.alloc(0);
  let unpacking: Inspection | undefined;
  return {
    async write(chunk) {
      if (unpacking) return unpacking.write(chunk);
      start = Buffer.concat([start, chunk]);
      if (start.length < magicBytes) return;
      unpacking = unpack(openDecompressor(start), harmlessBytes);
      await unpacking.write(start);
    },
    async end() {
      if (unpacking === undefined) throw refusal('it is no archive');
      await unpacking.end();
    },
    close: () => unpacking?.close(),
  };
}

/**
 * The same bytes; the last of them only after all were looked at, so that nobody has a whole archive before.
 * @param harmlessBytes unpacked, up to which nobody asks how much it has grown
 * @throws FailureError `cache-service` for an archive that must not be unpacked.
 */
export async function* inspected(
  body: AsyncIterable<Buffer>,
  harmlessBytes = 1024 ** 3,
): AsyncGenerator<Buffer> {
  const inspection = openInspection(harmlessBytes);
  let held: Buffer | undefined;
  try {
    for await (const chunk of body) {
      if (held !== undefined) yield held;
      held = chunk;
      await inspection.write(chunk);
    }
    await inspection.end();
    if (held !== undefined) yield held;
  } finally {
    inspection.close();
  }
}

function unpack(decompressor: Transform, harmlessBytes: number): Inspection {
  const reader = createTarReader(archivedPath);
  let packedBytes = 0;
  const reading = (async () => {
    let bytes = 0;
    for await (const chunk of decompressor as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > Math.max(harmlessBytes, mostGrowth * packedBytes)) {
        throw new RefusedArchive(`it grows to more than ${mostGrowth} times its size`);
      }
      reader.read(chunk);
    }
    reader.end();
  })().catch((error: unknown) => {
    decompressor.destroy();
    const { message } = error as Error;
    throw refusal(error instanceof RefusedArchive ? message : `it cannot be read: ${message}`);
  });
  // Heard at the next write or at the end.
  reading.catch(() => {});
  return {
    async write(chunk) {
      packedBytes += chunk.length;
      if (decompressor.destroyed) return reading;
      if (decompressor.write(chunk)) return;
      const listening = new AbortController();
      const { signal } = listening;
      const drained = once(decompressor, 'drain', { signal });
      try {
        // What ends the stream is told by the reading.
        await Promise.race([drained.catch(() => reading), reading]);
      } finally {
        listening.abort();
      }
    },
    async end() {
      decompressor.end();
      await reading;
    },
    close: () => decompressor.destroy(),
  };
}

/** By the first bytes, as zstd and gzip themselves tell; the client uses one of the two. */
function openDecompressor(start: Buffer): Transform {
  if (start.readUInt16BE(0) === 0x1f8b) return createGunzip();
  return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: windowLog } });
}

function refusal(why: string): FailureError {
  return new FailureError({
    class: 'cache-service',
    detail: `the archive was not unpacked: ${why}`,
    isArchiveDamaged: true,
  });
}
