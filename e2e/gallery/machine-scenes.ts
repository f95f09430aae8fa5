/** What is wrong with the machine, and the run as a whole. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asNobody, quote, withMounts } from '../faults/machine.ts';
import { refusedUrl } from '../places.ts';
import type { Stage } from '../stage.ts';
import { anotherMirror, raiseLimit, runCommand, setVariable } from './cure.ts';
import type { Arrangement, Scene } from './scene.ts';

/** A file of the room's own disk, beside everything the scene broke. */
const elsewhere = ({ stage }: { readonly stage: Stage }) => join(stage.room.directory, 'elsewhere');

/**
 * The lock that `go` takes for a module, held by another process as long as the step runs. The module cache has a file system
 * of its own: whether `go` makes progress is told by the free space there, which on a shared one changes all the time.
 */
async function holdLock({ room }: Stage): Promise<Arrangement> {
  const versions = quote(join(room.moduleCache, 'cache/download/example.com/alpha/@v'));
  const ready = quote(join(room.directory, 'held'));
  return {
    through: withMounts(`mkdir -p ${quote(room.moduleCache)}
mount -t tmpfs -o size=16m none ${quote(room.moduleCache)}
mkdir -p ${versions}
rm -f ${ready}
mkfifo ${ready}
flock ${versions}/v1.2.0.lock sh -c ${quote(`echo held >${ready}; exec sleep 100`)} </dev/null >/dev/null 2>&1 &
read -r _ <${ready}
`),
  };
}

/** A directory that belongs to somebody else, for a user that may not change that. */
async function forbidModuleCache({ room }: Stage): Promise<Arrangement> {
  await mkdir(room.moduleCache);
  await chmod(room.moduleCache, 0o555);
  // Permissions bind no root.
  if (process.getuid?.() !== 0) return {};
  return { through: asNobody(room.directory, `chown root:root ${quote(room.moduleCache)}\n`) };
}

async function cancel(stage: Stage): Promise<Arrangement> {
  const mirror = await stage.serve({
    faults: [{ match: '.zip', action: { kind: 'never-answer' } }],
  });
  return {
    mirrors: mirror.url,
    inputs: { 'stall-timeout': '10s' },
    async meanwhile(running) {
      const isZip = ({ path }: { readonly path: string }) => path.endsWith('.zip');
      await Promise.race([mirror.waitForRequest(isZip), running.ended]);
      running.kill('SIGTERM');
    },
  };
}

export const machineScenes: readonly Scene[] = [
  {
    failureClass: 'cache-locked',
    fault: 'Another process holds the lock of a module.',
    needs: 'mounts',
    arrange: holdLock,
    cure: setVariable('GOMODCACHE', elsewhere),
  },
  {
    failureClass: 'cache-corrupt',
    fault: 'There is a file where the module cache should be.',
    async arrange({ room }) {
      await writeFile(room.moduleCache, '');
      return {};
    },
    cure: runCommand,
  },
  {
    failureClass: 'cache-service',
    fault: 'The cache service refuses connections. The step succeeds.',
    isSurvived: true,
    arrange: async () => ({
      inputs: { cache: 'github' },
      env: {
        ACTIONS_CACHE_SERVICE_V2: 'true',
        ACTIONS_RESULTS_URL: `${await refusedUrl()}/`,
        ACTIONS_RUNTIME_TOKEN: 'token',
      },
    }),
  },
  {
    failureClass: 'disk-full',
    fault: 'The file system of the module cache is full.',
    needs: 'mounts',
    arrange: async ({ room }) => ({
      through: withMounts(
        `mkdir -p ${quote(room.moduleCache)}\nmount -t tmpfs -o size=16k none ${quote(room.moduleCache)}\n`,
      ),
    }),
    cure: setVariable('GOMODCACHE', elsewhere),
  },
  {
    failureClass: 'permission',
    fault: 'The module cache belongs to another user.',
    needs: 'mounts',
    arrange: forbidModuleCache,
  },
  {
    failureClass: 'offline-miss',
    fault: 'The list says `off`, and the module cache is empty.',
    arrange: async () => ({ mirrors: 'off' }),
    cure: anotherMirror,
  },
  {
    failureClass: 'deadline',
    fault: 'The mirror is slower than the deadline of the step.',
    arrange: async (stage) => ({
      mirrors: await stage.faulty({ kind: 'latency', ms: 6_000 }, '.zip'),
      inputs: { timeout: '5s', 'stall-timeout': '10s' },
    }),
    cure: raiseLimit('timeout', '1m'),
  },
  { failureClass: 'cancelled', fault: 'The job is cancelled while it runs.', arrange: cancel },
];
