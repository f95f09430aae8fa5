import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, FailureError } from '../failure.ts';
import type { Spooled } from './spooled.ts';

/** Above this a file goes to disk: 48 of them at once must not fill a runner's memory. */
const memoryPerFileBytes = 8 * 1024 * 1024;
/** All files in memory together. Median module zips have 30–300 KB (reference/cache.md §1). */
const memoryTotalBytes = 96 * 1024 * 1024;

/** Space for fetched files below one temporary directory, which the caller makes and removes. */
export class SpoolSpace {
  readonly #directory: string;
  #inMemoryBytes = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Takes a body to its end. `onBytes` hears of every chunk.
   * @throws FailureError `bad-content` when it exceeds `limitBytes`, `disk-full` or `permission` of the spool itself,
   *   and whatever reading the body throws. Nothing is left behind then.
   */
  async take(
    body: AsyncIterable<Buffer>,
    limitBytes: number,
    onBytes: (count: number) => void,
  ): Promise<Spooled> {
    const chunks: Buffer[] = [];
    let size = 0;
    let heldBytes = 0;
    let file: { readonly path: string; readonly handle: FileHandle } | undefined;
    let isComplete = false;
    try {
      for await (const chunk of body) {
        size += chunk.length;
        onBytes(chunk.length);
        if (size > limitBytes) {
          throw new FailureError({
            class: 'bad-content',
            detail: `more than the ${limitBytes} bytes that go itself accepts for such a file`,
          });
        }
        if (file) {
          await this.#write(file.handle, [chunk]);
          continue;
        }
        chunks.push(chunk);
        heldBytes += chunk.length;
        this.#inMemoryBytes += chunk.length;
        if (size > memoryPerFileBytes || this.#inMemoryBytes > memoryTotalBytes) {
          file = await this.#openFile();
          await this.#write(file.handle, chunks);
          this.#inMemoryBytes -= heldBytes;
          heldBytes = 0;
          chunks.length = 0;
        }
      }
      await file?.handle.close().catch((error) => {
        // Some file systems tell only now that there was no room.
        throw new FailureError(diskFailure(error));
      });
      isComplete = true;
    } finally {
      if (!isComplete) {
        this.#inMemoryBytes -= heldBytes;
        await file?.handle.close().catch(() => {});
        if (file) await rm(file.path, { force: true });
      }
    }
    if (file) return { kind: 'disk', path: file.path, size };
    return { kind: 'memory', bytes: Buffer.concat(chunks, size), size };
  }

  /** Frees what `take` holds; the file must not be used afterwards. */
  async release(file: Spooled): Promise<void> {
    if (file.kind === 'memory') this.#inMemoryBytes -= file.size;
    else await rm(file.path, { force: true });
  }

  async #openFile(): Promise<{ path: string; handle: FileHandle }> {
    const path = join(this.#directory, randomBytes(12).toString('hex'));
    try {
      return { path, handle: await open(path, 'wx', 0o600) };
    } catch (error) {
      throw new FailureError(diskFailure(error));
    }
  }

  async #write(handle: FileHandle, chunks: readonly Buffer[]): Promise<void> {
    try {
      for (const chunk of chunks) await handle.writeFile(chunk);
    } catch (error) {
      throw new FailureError(diskFailure(error));
    }
  }
}

/** What a failed write to the local disk means. */
export function diskFailure(error: unknown): Failure {
  const { code } = error as NodeJS.ErrnoException;
  const detail = error instanceof Error ? error.message : String(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return { class: 'disk-full', detail, cause: error };
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return { class: 'permission', detail, cause: error };
  }
  return { class: 'internal', detail, cause: error };
}
