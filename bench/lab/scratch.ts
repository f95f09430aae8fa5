import { rmSync } from 'node:fs';
import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const gibibyte = 2 ** 30;
const memory = '/dev/shm';
/** A container often has 64 MB there. A module cache and what is spooled beside it need more. */
const neededBytes = 4 * gibibyte;

export interface Scratch {
  readonly directory: string;
  readonly isInMemory: boolean;
}

/**
 * A new directory in memory where there is room, so that no disk is measured; else in the temporary directory. It goes
 * when this process does, and a signal ends the process so that it does: memory that is left behind is missed later.
 */
export async function openScratch(): Promise<Scratch> {
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }));
  const isInMemory = bavail * bsize >= neededBytes;
  const parent = isInMemory ? memory : tmpdir();
  const directory = await mkdtemp(join(parent, 'gmr-bench-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  return { directory, isInMemory };
}
