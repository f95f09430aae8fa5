import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, FailureError } from '../failure.ts';
import { directoryIn } from '../owned-directory.ts';
import type { Spooled } from './spooled.ts';

/** Above this a file goes to disk: 48 of them at once must not fill a runner's memory. */
const memoryPerFileBytes = 8 * 1024 * 1024;

/** What all files of a spool have in common. */
export interface SpoolShare {
  readonly directory: string;
  /** Counts bytes that a file takes in memory, or gives back (negative). */
  claim(bytes: number): void;
  /** Whether all files together hold more than the memory meant for them. */
  readonly isFull: boolean;
}

/** A file that is coming in: in memory while it is small, on disk from then on. To be finished or discarded. */
export class Intake {
  readonly #share: SpoolShare;
  readonly #limitBytes: number;
  #chunks: Buffer[] = [];
  #heldBytes = 0;
  #size = 0;
  #file: { readonly path: string; readonly handle: FileHandle } | undefined;

  constructor(share: SpoolShare, limitBytes: number) {
    this.#share = share;
    this.#limitBytes = limitBytes;
  }

  /** Bytes that are there. */
  get size(): number {
    return this.#size;
  }

  /**
   * @throws FailureError `bad-content` when the file exceeds its limit, `disk-full` or `permission` of the spool
   *   itself; the intake is good for nothing but `discard` then.
   */
  async append(chunk: Buffer): Promise<void> {
    this.#size += chunk.length;
    if (this.#size > this.#limitBytes) {
      throw new FailureError({
        class: 'bad-content',
        detail: `more than the ${this.#limitBytes} bytes that go itself accepts for such a file`,
      });
    }
    if (this.#file) {
      await write(this.#file.handle, [chunk]);
      return;
    }
    this.#chunks.push(chunk);
    this.#heldBytes += chunk.length;
    this.#share.claim(chunk.length);
    if (this.#size > memoryPerFileBytes || this.#share.isFull) {
      this.#file = await createFile(this.#share.directory);
      await write(this.#file.handle, this.#chunks);
      this.#letMemoryGo();
    }
  }

  /** The file as it is now; its space is the caller's to free. Throws FailureError as `append`, and has discarded it then. */
  async finish(): Promise<Spooled> {
    if (!this.#file) {
      const bytes = Buffer.concat(this.#chunks, this.#size);
      this.#heldBytes = 0;
      this.#chunks = [];
      return { kind: 'memory', bytes, size: this.#size };
    }
    const { path, handle } = this.#file;
    try {
      await handle.close();
    } catch (error) {
      await this.discard();
      // Some file systems tell only now that there was no room.
      throw new FailureError(diskFailure(error));
    }
    this.#file = undefined;
    return { kind: 'disk', path, size: this.#size };
  }

  /** Leaves neither file nor claim on memory behind. Harmless when done again, and after `finish`. */
  async discard(): Promise<void> {
    this.#letMemoryGo();
    const file = this.#file;
    this.#file = undefined;
    await file?.handle.close().catch(() => {});
    if (file) await rm(file.path, { force: true });
  }

  #letMemoryGo(): void {
    this.#share.claim(-this.#heldBytes);
    this.#heldBytes = 0;
    this.#chunks = [];
  }
}

async function createFile(directory: string): Promise<{ path: string; handle: FileHandle }> {
  const path = join(directory, randomBytes(12).toString('hex'));
  try {
    return { path, handle: await open(path, 'wx', 0o600) };
  } catch (error) {
    throw new FailureError(diskFailure(error));
  }
}

async function write(handle: FileHandle, chunks: readonly Buffer[]): Promise<void> {
  try {
    for (const chunk of chunks) await handle.writeFile(chunk);
  } catch (error) {
    throw new FailureError(diskFailure(error));
  }
}

/** What a failed write to the local disk means; without a code of the system it is a fault of ours. */
export function diskFailure(error: unknown): Failure {
  const { code, errno } = error as NodeJS.ErrnoException;
  const detail = error instanceof Error ? error.message : String(error);
  const path = directoryIn(error);
  const where = path === undefined ? {} : { path };
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return { class: 'disk-full', ...where, detail, cause: error };
  }
  return errno === undefined
    ? { class: 'internal', detail, cause: error }
    : { class: 'permission', ...where, detail, cause: error };
}
