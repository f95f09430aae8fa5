import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Command lines of the processes whose environment holds `marker`. Linux only: elsewhere there is no /proc. */
export async function processesWith(marker: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      // A process may end between the listing and the reading; a zombie has an empty environment.
      const environ = await readFile(`/proc/${id}/environ`, 'latin1').catch(() => '');
      if (!environ.includes(marker)) return [];
      const commandLine = await readFile(`/proc/${id}/cmdline`, 'latin1').catch(() => '');
      return [`${id} ${commandLine.replaceAll('\0', ' ').trim()}`];
    }),
  );
  return found.flat();
}

/** Waits until no process holds `marker` any more; the ones left after `limitMs`. */
export async function survivorsAfter(marker: string, limitMs: number): Promise<readonly string[]> {
  const givingUpAt = performance.now() + limitMs;
  for (;;) {
    const alive = await processesWith(marker);
    if (alive.length === 0 || performance.now() > givingUpAt) return alive;
    await pause(50);
  }
}
