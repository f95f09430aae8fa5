import { open } from 'node:fs/promises';

const chunkBytes = 1024 * 1024;

/** Whether two files hold the same bytes. */
export async function hasSameBytes(a: string, b: string): Promise<boolean> {
  const [first, second] = [await open(a), await open(b).catch(() => undefined)];
  try {
    if (second === undefined) return false;
    const { size } = await first.stat();
    if ((await second.stat()).size !== size) return false;
    const [left, right] = [Buffer.alloc(chunkBytes), Buffer.alloc(chunkBytes)];
    for (let offset = 0; offset < size; ) {
      const [{ bytesRead }, other] = await Promise.all([
        first.read(left, 0, chunkBytes, offset),
        second.read(right, 0, chunkBytes, offset),
      ]);
      if (bytesRead === 0 || other.bytesRead !== bytesRead) return false;
      if (!left.subarray(0, bytesRead).equals(right.subarray(0, bytesRead))) return false;
      offset += bytesRead;
    }
    return true;
  } finally {
    await Promise.all([first.close(), second?.close()]);
  }
}
