/** What is wrong with the machine: disks, permissions, locks, and what earlier runs have left. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../stage.ts';
import { asNobody, quote, withMounts } from './machine.ts';
import type { Row } from './row.ts';

/** A file system of its own at `path`, too small by `options`. */
const tmpfs = (path: string, options: string) =>
  `mkdir -p ${quote(path)}\nmount -t tmpfs -o ${options} tmpfs ${quote(path)}\n`;

/** A run before, on the same machine, that went well. */
async function runOnce(stage: Stage, inputs: Readonly<Record<string, string>>): Promise<void> {
  const { url } = await stage.serve();
  const { exitCode } = await stage.room.run({ inputs: { mirrors: url, ...inputs } });
  if (exitCode !== 0) throw new Error('the run before has failed');
}

const zipOf = (cache: string) => join(cache, 'example.com/m0/@v/v1.0.0.zip');

async function flipByte(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
  await chmod(file, 0o644);
  await writeFile(file, bytes);
}

export const machineRows: readonly Row[] = [
  {
    name: 'a lock in the module cache that another process holds',
    needs: 'flock',
    async arrange(stage) {
      const versions = join(stage.room.moduleCache, 'cache/download/example.com/m0/@v');
      await mkdir(versions, { recursive: true });
      const lock = join(versions, 'v1.0.0.lock');
      const holder = spawn('flock', [lock, 'sh', '-c', 'echo held; read -r _'], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      await once(holder.stdout, 'data');
      await stage.keep(
        Promise.resolve({
          close: async () => {
            holder.stdin.end();
            await once(holder, 'close');
          },
        }),
      );
      return {};
    },
    // `go` waits without a word, and so does one that unpacks a large module: a second lot of thirty seconds tells them apart.
    verdict: { failureClass: 'cache-locked', remedy: 'GOMODCACHE', withinS: 60 },
  },
  {
    name: 'disk full below the module cache',
    needs: 'mounts',
    arrange: async ({ room }) => ({
      through: withMounts(tmpfs(room.moduleCache, 'size=64k')),
    }),
    verdict: { failureClass: 'disk-full', remedy: 'GOMODCACHE', withinS: 20 },
  },
  {
    name: 'no inode left below the module cache',
    needs: 'mounts',
    arrange: async ({ room }) => ({
      through: withMounts(tmpfs(room.moduleCache, 'size=10m,nr_inodes=20')),
    }),
    verdict: { failureClass: 'disk-full', remedy: 'inodes', withinS: 20 },
  },
  {
    name: 'disk full below RUNNER_TEMP alone',
    needs: 'mounts',
    async arrange({ room }) {
      const small = join(room.directory, 'small');
      return {
        env: { RUNNER_TEMP: small, TMPDIR: small },
        through: withMounts(
          `${tmpfs(small, 'size=16k')}dd if=/dev/zero of=${quote(join(small, 'filler'))} bs=4k count=16 2>/dev/null || true`,
        ),
      };
    },
    verdict: { failureClass: 'disk-full', remedy: 'free space', withinS: 20 },
  },
  {
    name: 'disk full below the local cache',
    needs: 'mounts',
    async arrange({ room }) {
      const small = join(room.directory, 'small');
      return {
        inputs: { cache: 'local', 'cache-dir': small },
        through: withMounts(tmpfs(small, 'size=32k')),
      };
    },
    verdict: { failureClass: 'disk-full', isSurvived: true, remedy: '`cache-dir`', withinS: 20 },
  },
  {
    name: 'a module cache that this user may not write',
    needs: 'mounts',
    arrange: async ({ room }) => ({
      through: asNobody(
        room.directory,
        `mkdir ${quote(room.moduleCache)}\nchmod 555 ${quote(room.moduleCache)}\n`,
      ),
    }),
    verdict: { failureClass: 'permission', remedy: 'writable', withinS: 20 },
  },
  {
    name: 'a module cache that is a file',
    async arrange({ room }) {
      await writeFile(room.moduleCache, '');
      return {};
    },
    verdict: { failureClass: 'cache-corrupt', remedy: 'remove the file', withinS: 20 },
  },
  {
    name: 'RUNNER_TEMP below a file',
    async arrange({ room }) {
      await writeFile(join(room.directory, 'file'), '');
      return { env: { RUNNER_TEMP: join(room.directory, 'file', 'below') } };
    },
    verdict: { failureClass: 'permission', remedy: 'writable', withinS: 20 },
  },
  {
    name: 'a zip of the module cache is damaged',
    async arrange(stage) {
      await runOnce(stage, { cache: 'off' });
      const zip = zipOf(join(stage.room.moduleCache, 'cache/download'));
      await flipByte(zip);
      await rm(`${zip}hash`);
      const tree = join(stage.room.moduleCache, 'example.com/m0@v1.0.0');
      await chmod(tree, 0o755);
      await rm(tree, { recursive: true });
      return {};
    },
    verdict: {
      failureClass: 'cache-corrupt',
      isSurvived: true,
      remedy: 'go clean -modcache',
      withinS: 20,
    },
  },
  {
    name: 'a zip of the local cache is cut off',
    async arrange(stage) {
      await runOnce(stage, { cache: 'local' });
      const local = join(stage.room.directory, 'local');
      await stage.room.emptyModuleCache();
      await runOnce(stage, { cache: 'local', 'cache-dir': local });
      await truncate(zipOf(join(local, 'download')), 100);
      await stage.room.emptyModuleCache();
      return { inputs: { cache: 'local', 'cache-dir': local } };
    },
    verdict: { failureClass: 'cache-corrupt', isSurvived: true, remedy: 'cache', withinS: 20 },
  },
];
