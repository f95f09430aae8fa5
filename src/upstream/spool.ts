import { rm } from 'node:fs/promises';
import { Intake, type SpoolShare } from './intake.ts';
import type { Spooled } from './spooled.ts';

/** All files in memory together. Median module zips have 30–300 KB (reference/cache.md §1). */
const memoryTotalBytes = 32 * 1024 * 1024;

/** Space for fetched files below one temporary directory, which the caller makes and removes. */
export class SpoolSpace {
  readonly #share: SpoolShare;
  #inMemoryBytes = 0;

  constructor(directory: string) {
    const claim = (bytes: number) => {
      this.#inMemoryBytes += bytes;
    };
    const isFull = () => this.#inMemoryBytes > memoryTotalBytes;
    this.#share = {
      directory,
      claim,
      get isFull() {
        return isFull();
      },
    };
  }

  /** A place for a file of at most `limitBytes` that comes in piece by piece. */
  open(limitBytes: number): Intake {
    return new Intake(this.#share, limitBytes);
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
    const intake = this.open(limitBytes);
    try {
      for await (const chunk of body) {
        onBytes(chunk.length);
        await intake.append(chunk);
      }
    } catch (thrown) {
      await intake.discard();
      throw thrown;
    }
    return intake.finish();
  }

  /** Frees what a finished file holds; it must not be used afterwards. */
  async release(file: Spooled): Promise<void> {
    if (file.kind === 'memory') this.#share.claim(-file.size);
    else await rm(file.path, { force: true });
  }
}
