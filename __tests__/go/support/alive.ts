/** Resolves when none of the processes exists any more (zombies count as gone); rejects after `limitMs`. */
import { readFileSync } from 'node:fs';

export async function gone(pids: readonly number[], limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (pids.some(isAlive)) {
    if (performance.now() > end) {
      throw new Error(`still alive after ${limitMs} ms: ${pids.filter(isAlive).join(' ')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
