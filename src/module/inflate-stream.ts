/** A deflate stream of any length, inflated piece by piece. */
import { createInflateRaw } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { takeTurns } from './event-loop.ts';

const readAheadBytes = 64 * 1024;

/** `length` bytes from `offset`, in pieces; fewer where the source ends. */
export async function* readChunks(source: ByteSource, offset: number, length: number) {
  for (let done = 0; done < length; done += readAheadBytes) {
    const wanted = Math.min(readAheadBytes, length - done);
    const chunk = await source.read(offset + done, wanted);
    yield chunk;
    if (chunk.length < wanted) return;
    // A source in memory answers without ever leaving this turn of the event loop.
    await takeTurns();
  }
}

/** Stands for data that zlib could not read: told apart from an error of the source, which is passed on. */
export const malformed = Symbol('malformed');

/** Inflates in zlib's own threads. Whoever stops reading early leaves nothing running. */
export async function* inflate(
  packed: AsyncGenerator<Buffer, void, undefined>,
): AsyncGenerator<Buffer | typeof malformed, void, undefined> {
  const stream = createInflateRaw({ chunkSize: readAheadBytes });
  // A write that is under way when the stream breaks never calls back: only the end of the stream tells.
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  let sourceError: { readonly thrown: unknown } | undefined;
  const feed = async () => {
    try {
      for await (const chunk of packed) {
        if (stream.destroyed) return;
        const written = new Promise<void>((resolve) => stream.write(chunk, () => resolve()));
        await Promise.race([written, closed]);
      }
      stream.end();
    } catch (thrown) {
      sourceError = { thrown };
      stream.destroy();
    }
  };
  const feeding = feed();
  try {
    for await (const chunk of stream) yield chunk;
  } catch {
    if (!sourceError) yield malformed;
  } finally {
    stream.destroy();
    await feeding;
  }
  if (sourceError) throw sourceError.thrown;
}
