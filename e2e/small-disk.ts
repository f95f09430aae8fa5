import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface SmallDisk {
  /** Writable for everyone. */
  readonly directory: string;
  unmount(): Promise<void>;
}

/** Mounts a disk in memory; rejects where this user may not, not even with sudo. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const directory = await mkdtemp(join(tmpdir(), 'gmr-e2e-disk-'));
  try {
    await asRoot('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=1777`, 'gmr', directory);
  } catch (error) {
    await rmdir(directory);
    throw error;
  }
  return {
    directory,
    unmount: async () => {
      // Lazy: a process that a test killed may hold it for a moment longer.
      await asRoot('umount', '--lazy', directory);
      await rmdir(directory);
    },
  };
}

/** Why no disk can be mounted here; undefined where one can. */
export async function findMountObstacle(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'tmpfs is there on Linux only';
  try {
    await (await mountSmallDisk(1)).unmount();
    return undefined;
  } catch {
    return 'no right to mount a tmpfs';
  }
}

/** As this user where that is root, else through sudo where it asks for no password. */
export async function asRoot(...command: readonly string[]): Promise<{ readonly stdout: string }> {
  const [program = '', ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  return run(program, args);
}
