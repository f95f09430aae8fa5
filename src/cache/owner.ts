/**
 * Which process left something behind in a directory that several machines may share. Only Linux says what a process id
 * is valid in (this boot of this kernel, this container); elsewhere a process is never known to be gone, and age decides.
 */

import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

let place: string | undefined;

/** Names this process: no other one that shares the directory has the same name while it runs. */
export function ownerName(pid: number = process.pid): string {
  place ??= namePlace();
  return `${place}-${pid}`;
}

/** Whether what has a name that starts with `ownerName` was left by a process that has certainly ended. */
export function isOwnerGone(name: string): boolean {
  const [owner, pid] = /^[0-9a-f]{12}-(\d+)/.exec(name) ?? [];
  if (owner === undefined || owner !== ownerName(Number(pid))) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // EPERM: there is one, of another user.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function namePlace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    // Containers of one machine may share a host name, never a process id namespace with other ids.
    const namespace = readlinkSync('/proc/self/ns/pid');
    return createHash('sha256').update(`${boot}${namespace}`).digest('hex').slice(0, 12);
  } catch {
    return 'elsewhere';
  }
}
