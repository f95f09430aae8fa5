/** Who holds the lock that a silent `go` waits for: it says nothing itself, but Linux keeps a list. */
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { listGroup } from './progress-sources.ts';

export interface LockHolder {
  /** 0 or below where it is in another container, and this one may not see it. */
  readonly pid: number;
  /** Name of its program, where this user may know it. */
  readonly program?: string;
  /** The file that is locked, where it can be told. */
  readonly file?: string;
}

/** `1: -> FLOCK  ADVISORY  WRITE 5678 08:01:393218 0 EOF`; without the arrow it is the holder (proc_locks(5)). */
const linePattern = /^(\d+): (-> )?\S+\s+\S+\s+\S+\s+(-?\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /;

/** The holder of a lock that a process of the group waits for; `undefined` where none does, or there is no Linux /proc. */
export async function findLockHolder(
  processGroup: number,
  procDirectory = '/proc',
): Promise<LockHolder | undefined> {
  const locks = await readFile(`${procDirectory}/locks`, 'utf8').catch(() => '');
  const entries = locks.split('\n').flatMap((line) => {
    const [, id = '', arrow, pid, inode] = linePattern.exec(line) ?? [];
    return id === '' ? [] : [{ id, isWaiting: arrow !== undefined, pid: Number(pid), inode }];
  });
  const group = new Set(await listGroup(processGroup, procDirectory));
  const waiting = entries.find(({ isWaiting, pid }) => isWaiting && group.has(pid));
  const holder = entries.find(({ id, isWaiting }) => id === waiting?.id && !isWaiting);
  if (waiting === undefined || holder === undefined) return undefined;
  const program = await readFile(`${procDirectory}/${holder.pid}/comm`, 'utf8').catch(() => '');
  const file = await findOpenFile(`${procDirectory}/${waiting.pid}/fd`, Number(waiting.inode));
  return {
    pid: holder.pid,
    ...(program !== '' && { program: program.trim() }),
    ...(file !== undefined && { file }),
  };
}

async function findOpenFile(descriptors: string, inode: number): Promise<string | undefined> {
  for (const name of await readdir(descriptors).catch(() => [])) {
    const link = `${descriptors}/${name}`;
    const isIt = await stat(link).then(
      ({ ino }) => ino === inode,
      // Closed meanwhile.
      () => false,
    );
    if (isIt) return readlink(link).catch(() => undefined);
  }
  return undefined;
}
