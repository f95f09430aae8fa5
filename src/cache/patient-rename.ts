import { lstat, rename } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** What a test replaces to play Windows. */
export interface RenameEffects {
  readonly platform: NodeJS.Platform;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly pause: (ms: number) => Promise<unknown>;
}

const systemEffects: RenameEffects = { platform: process.platform, rename, pause };

/** What Windows says of a file that somebody has open: a scanner does for a moment after it was written, another job while it reads. */
const inUseCodes = ['EPERM', 'EACCES', 'EBUSY'];

/** 1.3 s in all: longer than a scanner takes, and short for a step if the file really may not be replaced. */
const pausesMs = [10, 20, 40, 80, 160, 320, 640];

/**
 * Renames a file, replacing the file that has the name. On Windows with a few tries, since a file that is open anywhere is
 * refused there; other systems do not care.
 * @throws what node:fs throws; `EISDIR` on every system where a directory has the name.
 */
export async function renamePatiently(
  from: string,
  to: string,
  effects: RenameEffects = systemEffects,
): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await effects.rename(from, to);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (effects.platform !== 'win32' || !inUseCodes.includes(code)) throw error;
      // Windows has the same word for it, and no time changes that.
      if (await isDirectory(to))
        throw Object.assign(new Error(`${to} is a directory`), { code: 'EISDIR' });
      const ms = pausesMs[tries];
      if (ms === undefined) throw error;
      await effects.pause(ms);
    }
  }
}

async function isDirectory(file: string): Promise<boolean> {
  return lstat(file).then(
    (status) => status.isDirectory(),
    () => false,
  );
}
