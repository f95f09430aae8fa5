import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type ByteSource, bufferSource, handleSource } from '../module/byte-source.ts';

/** A file fetched from a mirror, kept until `go` has it: small ones in memory, large ones on disk. */
export type Spooled =
  | { readonly kind: 'memory'; readonly bytes: Buffer; readonly size: number }
  | { readonly kind: 'disk'; readonly path: string; readonly size: number };

/** The whole content; for small files only. */
export function readSpooled(file: Spooled): Promise<Buffer> {
  return withSource(file, (source) => source.read(0, file.size));
}

/** The whole content, piece by piece. */
export async function* readPieces(file: Spooled): AsyncGenerator<Buffer> {
  if (file.kind === 'memory') yield file.bytes;
  else for await (const piece of createReadStream(file.path)) yield piece;
}

/** The first bytes of a file, each as one character. */
export function startOf(file: Spooled, length: number): Promise<string> {
  return withSource(file, async (source) => {
    const bytes = await source.read(0, Math.min(file.size, length));
    return bytes.toString('latin1');
  });
}

/** Opens a file for as long as `work` takes. */
export async function withSource<T>(
  file: Spooled,
  work: (source: ByteSource) => Promise<T>,
): Promise<T> {
  if (file.kind === 'memory') return work(bufferSource(file.bytes));
  const handle = await open(file.path, 'r');
  try {
    return await work(handleSource(handle, file.size));
  } finally {
    await handle.close();
  }
}
