/** Removes the copies of go.mod and go.work that killed runs left behind. */

import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { shadowOwner, shadowPrefix } from './shadow.ts';

/**
 * Removes shadow directories in `tempDirectory` whose process is gone. Those of living processes stay, and those of other
 * machines, where a process id says nothing. Never throws: what cannot be removed is a few kilobytes for the next run.
 */
export async function sweepShadows(tempDirectory: string): Promise<void> {
  const entries = await readdir(tempDirectory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isDirectory() || !entry.name.startsWith(shadowPrefix)) continue;
    const pid = Number.parseInt(entry.name.slice(shadowPrefix.length), 10);
    const isOurs = entry.name.startsWith(`${shadowPrefix}${shadowOwner(pid)}`);
    if (!isOurs || isRunning(pid)) continue;
    await rm(path.join(tempDirectory, entry.name), { recursive: true, force: true }).catch(
      () => undefined,
    );
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
