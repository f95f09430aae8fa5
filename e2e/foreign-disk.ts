/** Disks as Windows has them, real ones in an image file: NTFS and exFAT, both through FUSE. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asRoot } from './small-disk.ts';

const run = promisify(execFile);

/**
 * ntfs: knows no case (and lists all names in lower case), refuses the names that Windows refuses.
 * exfat: knows no case and keeps it, has neither links nor modes.
 */
export type DiskKind = 'ntfs' | 'exfat';

export interface ForeignDisk {
  /** Writable for everyone. */
  readonly directory: string;
  unmount(): Promise<void>;
}

const imageBytes = 256 * 1024 * 1024;

/** Formats and mounts a disk; rejects where the programs or the rights are missing. */
export async function mountForeignDisk(kind: DiskKind): Promise<ForeignDisk> {
  const place = await mkdtemp(join(tmpdir(), `gmr-e2e-${kind}-`));
  const image = join(place, 'image');
  const directory = await mkdtemp(join(place, 'disk-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(place, { recursive: true, force: true })];
  const unmount = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    await writeFile(image, '');
    // Sparse: only what is written takes space.
    await truncate(image, imageBytes);
    if (kind === 'ntfs') {
      await run('/usr/sbin/mkntfs', ['--force', '--quick', image]);
      await asRoot('lowntfs-3g', '-o', 'ignore_case,windows_names', image, directory);
    } else {
      await run('/usr/sbin/mkfs.exfat', [image]);
      const { stdout } = await asRoot('losetup', '--find', '--show', image);
      const device = stdout.trim();
      undo.push(() => asRoot('losetup', '--detach', device));
      await asRoot('mount.exfat-fuse', device, directory);
    }
    undo.push(() => asRoot('umount', directory));
    return { directory, unmount };
  } catch (error) {
    await unmount();
    throw error;
  }
}

/** Why this disk cannot be had here; undefined where it can. */
export async function findDiskObstacle(kind: DiskKind): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'made on Linux only';
  try {
    await (await mountForeignDisk(kind)).unmount();
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'its programs are not installed' : message.split('\n')[0];
  }
}
