import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findLockHolder, type LockHolder } from '../../src/go/lock-holder.ts';

const onLinux = process.platform === 'linux' ? test : test.skip;
let directory: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'locks-'));
});

afterEach(async () => {
  for (const { pid } of children.splice(0)) {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  }
  await rm(directory, { recursive: true });
});

/** A process group of its own, as `go` has one. */
function start(command: string, ...args: string[]): number {
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  children.push(child);
  return child.pid ?? 0;
}

async function until(find: () => Promise<LockHolder | undefined>): Promise<LockHolder> {
  for (;;) {
    const found = await find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

onLinux('names process, program and file of a lock that another process holds', async () => {
  const file = path.join(directory, 'v1.0.0.lock');
  start('flock', file, 'sleep', '60');
  // The second of them waits for the first, whichever that is.
  const [one, other] = [start('flock', file, 'sleep', '60'), start('flock', file, 'sleep', '60')];
  const holder = await until(
    async () => (await findLockHolder(one)) ?? (await findLockHolder(other)),
  );
  expect(holder).toEqual({ pid: expect.any(Number), program: 'flock', file });
});

onLinux('nothing where nobody waits', async () => {
  expect(await findLockHolder(start('sleep', '60'))).toBeUndefined();
  expect(await findLockHolder(2 ** 22)).toBeUndefined();
});

test.each<[string, string, LockHolder | undefined]>([
  [
    'a holder that another container hides',
    '7: FLOCK  ADVISORY  WRITE 0 fd:00:99 0 EOF',
    { pid: 0 },
  ],
  ['a lock of another number', '8: FLOCK  ADVISORY  WRITE 0 fd:00:99 0 EOF', undefined],
  ['an unreadable list', 'nonsense', undefined],
])('%s', async (_name, holder, expected) => {
  const waiting = '7: -> FLOCK  ADVISORY  WRITE 100 fd:00:99 0 EOF';
  await writeFile(path.join(directory, 'locks'), `${holder}\n${waiting}\n`);
  await mkdir(path.join(directory, '100', 'fd'), { recursive: true });
  await symlink('/nonexistent', path.join(directory, '100', 'fd', '3'));
  await writeFile(path.join(directory, '100', 'stat'), `100 (go) S 1 100 ${'0 '.repeat(40)}`);
  expect(await findLockHolder(100, directory)).toEqual(expected);
});
