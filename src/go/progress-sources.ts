/** Signs of life of a command that says nothing, cheap enough to look at every second. */
import { readdir, readFile, statfs } from 'node:fs/promises';
import path from 'node:path';

export interface FileSystemSample {
  readonly freeBlocks: number;
  readonly freeInodes: number;
}

/**
 * Free blocks and inodes of the file system that holds `directory`, or will hold it: the module cache need not exist
 * yet. `undefined` where the system does not tell.
 */
export async function sampleFileSystem(directory: string): Promise<FileSystemSample | undefined> {
  try {
    const { bfree, ffree } = await statfs(directory);
    return { freeBlocks: bfree, freeInodes: ffree };
  } catch (error) {
    const parent = path.dirname(directory);
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing && parent !== directory ? sampleFileSystem(parent) : undefined;
  }
}

/** Linux counts process times in 1/100 s towards user space on every architecture (USER_HZ, proc(5)). */
const tickMs = 10;

/**
 * CPU time in ms that the group's leader, its descendants in the same group and what they waited for have used.
 * Walks down from the leader: a few small files, where a look through all of /proc takes milliseconds per hundred
 * processes. `undefined` where there is no Linux /proc or the leader is gone.
 */
export async function sampleGroupCpu(
  processGroup: number,
  procDirectory = '/proc',
): Promise<number | undefined> {
  const members = await readGroup(processGroup, procDirectory);
  return members && members.reduce((sum, { ticks }) => sum + ticks, 0) * tickMs;
}

/** CPU time in ms of one process and what it waited for; `undefined` where there is no Linux /proc or it is gone. */
export async function sampleProcessCpu(
  pid: number,
  procDirectory = '/proc',
): Promise<number | undefined> {
  const stat = await readStat(procDirectory, pid);
  return stat && stat.ticks * tickMs;
}

/** Ids of the group's leader and of its descendants in the same group; none where there is no Linux /proc. */
export async function listGroup(
  processGroup: number,
  procDirectory = '/proc',
): Promise<readonly number[]> {
  return ((await readGroup(processGroup, procDirectory)) ?? []).map(({ pid }) => pid);
}

interface Member {
  readonly pid: number;
  readonly ticks: number;
}

async function readGroup(
  processGroup: number,
  procDirectory: string,
): Promise<readonly Member[] | undefined> {
  const leader = await readStat(procDirectory, processGroup);
  if (leader === undefined) return undefined;
  const members: Member[] = [];
  const pending = [processGroup];
  for (let pid = pending.pop(); pid !== undefined; pid = pending.pop()) {
    const stat = pid === processGroup ? leader : await readStat(procDirectory, pid);
    if (stat === undefined || stat.group !== processGroup) continue;
    members.push({ pid, ticks: stat.ticks });
    pending.push(...(await readChildren(procDirectory, pid)));
  }
  return members;
}

interface Stat {
  readonly group: number;
  readonly ticks: number;
}

async function readStat(procDirectory: string, pid: number): Promise<Stat | undefined> {
  try {
    const text = await readFile(`${procDirectory}/${pid}/stat`, 'utf8');
    // The second field is the file name in parentheses and may hold spaces and parentheses itself.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // Counted from field 3, the state: pgrp is field 5; utime, stime, cutime, cstime are 14 to 17 (proc_pid_stat(5)).
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { group: Number(fields[2]), ticks };
  } catch {
    return undefined;
  }
}

/** Empty where the kernel has no `children` files (CONFIG_PROC_CHILDREN): the leader alone is counted then. */
async function readChildren(procDirectory: string, pid: number): Promise<readonly number[]> {
  try {
    const tasks = await readdir(`${procDirectory}/${pid}/task`);
    const lists = await Promise.all(
      tasks.map((task) =>
        readFile(`${procDirectory}/${pid}/task/${task}/children`, 'utf8').catch(() => ''),
      ),
    );
    return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  } catch {
    return [];
  }
}
