import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sampleFileSystem, sampleGroupCpu } from '../../src/go/progress-sources.ts';

describe('sampleFileSystem', () => {
  test('a module cache that does not exist yet is looked for at its parents', async () => {
    const missing = path.join(tmpdir(), 'not', 'there', 'yet');
    expect(await sampleFileSystem(missing)).toEqual({
      freeBlocks: expect.any(Number),
      freeInodes: expect.any(Number),
    });
  });
});

/** A made-up /proc: every entry a process with its group, ticks (user, system, and the two of its children), children. */
async function withProc(
  processes: Readonly<Record<number, { group: number; ticks: string; children?: string }>>,
  act: (directory: string) => Promise<void>,
) {
  const directory = await mkdtemp(path.join(tmpdir(), 'proc-'));
  for (const [pid, { group, ticks, children }] of Object.entries(processes)) {
    const task = path.join(directory, pid, 'task', pid);
    await mkdir(task, { recursive: true });
    const fields = `S 1 ${group} ${group} 0 -1 4194560 1 2 3 4 ${ticks} 20 0 1 0 100`;
    await writeFile(path.join(directory, pid, 'stat'), `${pid} (a) S (b) ${fields}\n`);
    if (children !== undefined) await writeFile(path.join(task, 'children'), children);
  }
  await act(directory);
  await rm(directory, { recursive: true });
}

describe('sampleGroupCpu', () => {
  test('adds up the leader, its descendants in the group and what they waited for', async () => {
    const processes = {
      100: { group: 100, ticks: '1 2 3 4', children: '101 102 104 ' },
      101: { group: 100, ticks: '10 0 0 0', children: '103 ' },
      102: { group: 102, ticks: '1000 0 0 0', children: '' },
      103: { group: 100, ticks: '0 0 100 0', children: '' },
    };
    await withProc(processes, async (directory) => {
      expect(await sampleGroupCpu(100, directory)).toBe(1200);
    });
  });

  test('without lists of children the leader counts', async () => {
    await withProc({ 100: { group: 100, ticks: '1 2 3 4' } }, async (directory) => {
      expect(await sampleGroupCpu(100, directory)).toBe(100);
    });
  });

  test('is undefined where nothing can be read', async () => {
    expect(await sampleGroupCpu(1, '/nonexistent')).toBeUndefined();
  });

  const linux = process.platform === 'linux' ? test : test.skip;
  linux('grows while a real group works', async () => {
    const child = spawn('/bin/sh', ['-c', 'while :; do :; done'], { detached: true });
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    const end = performance.now() + 5000;
    while (((await sampleGroupCpu(pid)) ?? 0) === 0 && performance.now() < end);
    expect(await sampleGroupCpu(pid)).toBeGreaterThan(0);
    process.kill(-pid, 'SIGKILL');
    await once(child, 'close');
  });
});
