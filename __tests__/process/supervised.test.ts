import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, test } from '@jest/globals';
import { runSupervised, type SupervisedCommand } from '../../src/process/supervised.ts';
import { gone, isAlive } from '../go/support/alive.ts';
import { realClock } from '../go/support/real-clock.ts';

const posix = process.platform === 'win32' ? describe.skip : describe;

const env = { PATH: process.env['PATH'] };

function sh(script: string, overrides: Partial<SupervisedCommand> = {}) {
  return runSupervised({
    command: '/bin/sh',
    args: ['-c', script],
    cwd: '/',
    env,
    signal: new AbortController().signal,
    clock: realClock,
    killGraceMs: 300,
    ...overrides,
  });
}

/** Runs a script that prints process ids on stderr, and acts when `count` of them are known. */
function withPids(count: number, act: (pids: readonly number[]) => void) {
  const pids: number[] = [];
  const onStderrLine = (line: string) => {
    pids.push(Number(line));
    if (pids.length === count) act(pids);
  };
  return { pids, onStderrLine };
}

/** A child and a grandchild; neither holds our pipes. */
const tree = 'sh -c "sleep 300 & echo \\$! >&2; wait" & echo $! >&2; ';
const deafTree = `trap "" TERM; ${tree}`;

posix('runSupervised', () => {
  test('gives exit code and output back', async () => {
    const lines: string[] = [];
    const result = await sh('echo out; echo one >&2; printf two >&2; exit 3', {
      onStderrLine: (line) => lines.push(line),
    });
    expect(result).toMatchObject({ exitCode: 3, signalName: null, stderrTail: 'one\ntwo\n' });
    expect(result.stdout.toString()).toBe('out\n');
    expect(result).not.toHaveProperty('stoppedBy');
    expect(lines).toEqual(['one', 'two']);
  });

  test('keeps of stderr what is asked for', async () => {
    const result = await sh('echo trace >&2; echo error >&2', {
      isWorthKeeping: (line) => line !== 'trace',
    });
    expect(result.stderrTail).toBe('error\n');
  });

  test('hands arguments over untouched by any shell', async () => {
    const strange = ['$(exit 9)', '"; exit 9; "', 'a  b', '*', ''];
    const script = 'for argument; do printf "<%s>" "$argument"; done';
    const { stdout } = await sh('', { args: ['-c', script, 'sh', ...strange] });
    expect(stdout.toString()).toBe(strange.map((argument) => `<${argument}>`).join(''));
  });

  test('passes exactly the environment given', async () => {
    const { stdout } = await sh('', {
      command: process.execPath,
      args: ['-p', 'process.env.MARK + String(process.env.HOME)'],
      env: { ...env, MARK: 'x', HOME: undefined },
    });
    expect(stdout.toString()).toBe('xundefined\n');
  });

  test('a command that a signal ended has that signal as its result', async () => {
    expect(await sh('kill -9 $$')).toMatchObject({ exitCode: null, signalName: 'SIGKILL' });
  });

  test.each([
    { name: 'a file that does not exist', command: '/nonexistent/go', expected: 'go-missing' },
    { name: 'a file that is not executable', command: '/etc/passwd', expected: 'go-missing' },
    { name: 'a directory', command: '/', expected: 'go-missing' },
    { name: 'a relative path', command: 'go', expected: 'internal' },
  ])('refuses $name', async ({ command, expected }) => {
    await expect(sh('', { command })).rejects.toMatchObject({ failure: { class: expected } });
  });

  test('a working directory that does not exist is a failure, not a crash', async () => {
    const failed = sh('true', { cwd: '/nonexistent' });
    await expect(failed).rejects.toMatchObject({ failure: { class: 'input' } });
  });

  test('a signal aborted before the start starts nothing', async () => {
    const reason = new Error('no time left');
    await expect(sh('true', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('a signal ends the whole tree', async () => {
    const abort = new AbortController();
    const { pids, onStderrLine } = withPids(2, () => abort.abort());
    const result = await sh(`${tree} wait`, { signal: abort.signal, onStderrLine });
    expect(result).toMatchObject({ signalName: 'SIGTERM', stoppedBy: 'signal' });
    await gone(pids, 1000);
  });

  test('a tree that ignores SIGTERM is killed after the grace time', async () => {
    const abort = new AbortController();
    const { pids, onStderrLine } = withPids(2, () => abort.abort());
    const result = await sh(`${deafTree} wait`, { signal: abort.signal, onStderrLine });
    expect(result).toMatchObject({ signalName: 'SIGKILL', stoppedBy: 'signal' });
    await gone(pids, 1000);
  });

  test('a child that ignores SIGTERM does not outlive a command that obeys it', async () => {
    const abort = new AbortController();
    const { pids, onStderrLine } = withPids(1, () => abort.abort());
    const script = 'sh -c \'trap "" TERM; echo $$ >&2; while :; do sleep 1; done\' & wait';
    const result = await sh(script, { signal: abort.signal, onStderrLine });
    expect(result.stoppedBy).toBe('signal');
    await gone(pids, 1000);
  });

  test('what a command leaves behind ends with it and is not waited for', async () => {
    const { pids, onStderrLine } = withPids(1, () => {});
    const result = await sh('sleep 300 & echo $! >&2; exit 0', { onStderrLine });
    expect(result.exitCode).toBe(0);
    await gone(pids, 1000);
  });

  test('the watcher sees progress and stops the command', async () => {
    const seen: number[] = [];
    const result = await sh('echo one >&2; echo two >&2; exec sleep 300', {
      watch: async ({ stderrLines, processGroup }) => {
        if (processGroup !== undefined) seen.push(stderrLines);
        return 'stop';
      },
    });
    expect(result.stoppedBy).toBe('watchdog');
    expect(seen).toEqual([2]);
  });

  test('a watcher that fails stops nothing', async () => {
    const watch = () => Promise.reject(new Error('no /proc here'));
    expect(await sh('sleep 1.2', { watch })).not.toHaveProperty('stoppedBy');
  });
});

posix('when our own process dies', () => {
  /** A node process that runs the tree under runSupervised; prints the tree's ids. */
  async function startIntermediate(script: string) {
    const source = `
      import { runSupervised } from ${JSON.stringify(new URL('../../src/process/supervised.js', import.meta.url).href)};
      await runSupervised({
        command: '/bin/sh', args: ['-c', ${JSON.stringify(script)}], cwd: '/', env: process.env,
        signal: new AbortController().signal, killGraceMs: 1000,
        clock: { now: () => performance.now(), after: (ms, run) => { const t = setTimeout(run, ms); return () => clearTimeout(t); } },
        onStderrLine: (line) => console.log(line),
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pids: number[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      pids.push(Number(line));
      if (pids.length === 3) break;
    }
    return { child, pids };
  }

  test.each([
    { name: 'kill -9', signal: 'SIGKILL' as const, script: `echo $$ >&2; ${tree} wait` },
    {
      name: 'kill -9 with a tree that ignores SIGTERM',
      signal: 'SIGKILL' as const,
      script: `echo $$ >&2; ${deafTree} wait`,
    },
    { name: 'SIGTERM', signal: 'SIGTERM' as const, script: `echo $$ >&2; ${tree} wait` },
  ])('$name leaves nothing alive within a second', async ({ signal, script }) => {
    const { child, pids } = await startIntermediate(script);
    expect(pids.filter(isAlive)).toEqual(pids);
    const members = process.platform === 'linux' ? groupMembers(pids[0] ?? 0) : pids;
    child.kill(signal);
    await once(child, 'exit');
    await gone([...pids, ...members], 1000);
  });
});

/** The command, its children and the reaper. */
function groupMembers(leader: number): number[] {
  const children = readFileSync(`/proc/${leader}/task/${leader}/children`, 'utf8');
  return children.trim().split(' ').map(Number);
}
