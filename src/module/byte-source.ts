/** Random access to bytes that are in memory or in a file. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `offset`, fewer only where the source ends. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** A source over bytes in memory; nothing is copied. */
export function bufferSource(buffer: Buffer): ByteSource {
  return {
    size: buffer.length,
    read: async (offset, length) => buffer.subarray(offset, offset + length),
  };
}

/** As much of node:fs' FileHandle as is needed to read. */
interface ReadableHandle {
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

/** A source over an open file, which stays the caller's to close. */
export function handleSource(handle: ReadableHandle, size: number): ByteSource {
  return {
    size,
    read: async (offset, length) => {
      const buffer = Buffer.allocUnsafe(length);
      let filled = 0;
      // The system may give fewer bytes at once than there are, network file systems do.
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
  };
}
