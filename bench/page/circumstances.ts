import { execFile } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';
import type { Circumstances } from './results.ts';

const run = promisify(execFile);

/** Of this moment and this machine. Rejects where dist/ is not what was committed: nobody could measure that again. */
export async function circumstancesOf(
  args: readonly string[],
  isInMemory: boolean,
): Promise<Circumstances> {
  const { stdout: changes } = await run('git', ['status', '--porcelain', '--', 'dist']);
  if (changes !== '')
    throw new Error('dist/ differs from what is committed; commit it, then measure');
  const { stdout: commit } = await run('git', ['log', '-1', '--format=%h', '--', 'dist']);
  const { stdout: go } = await run('go', ['env', 'GOVERSION'], {
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  });
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    command: ['npm run bench --', ...args].join(' '),
    machine:
      `${processors.length} × ${processors[0]?.model ?? 'unknown processor'}, ` +
      `${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    node: process.version,
    go: go.trim(),
    dist: commit.trim(),
    isInMemory,
  };
}
