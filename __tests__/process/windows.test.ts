/** The Windows way to run a command, on any system: without groups, signals, reaper and shell. */
import { describe, expect, test } from '@jest/globals';
import { taskkill } from '../../src/process/process-group.ts';
import { runSupervised, type SupervisedCommand } from '../../src/process/supervised.ts';
import { realClock } from '../go/support/real-clock.ts';

function node(script: string, overrides: Partial<SupervisedCommand> = {}) {
  return runSupervised({
    command: process.execPath,
    args: ['-e', script],
    cwd: process.cwd(),
    env: process.env,
    platform: 'win32',
    signal: new AbortController().signal,
    clock: realClock,
    killGraceMs: 300,
    ...overrides,
  });
}

describe('runSupervised', () => {
  test('gives exit code and output back', async () => {
    const result = await node("console.log('out'); console.error('one\\r\\ntwo'); process.exit(3)");
    expect(result).toMatchObject({ exitCode: 3, stderrTail: 'one\ntwo\n' });
    expect(result.stdout.toString()).toBe('out\n');
    expect(result).not.toHaveProperty('stoppedBy');
  });

  test('ends a command that goes on, also where taskkill cannot be started', async () => {
    const controller = new AbortController();
    const result = await node("console.error('up'); setInterval(() => {}, 1000)", {
      signal: controller.signal,
      env: { ...process.env, SYSTEMROOT: 'C:\\nowhere' },
      onStderrLine: () => controller.abort(),
    });
    expect(result).toMatchObject({ stoppedBy: 'signal', stderrTail: 'up\n' });
    expect(result.exitCode).not.toBe(0);
  });
});

test.each([
  [
    'where Windows is',
    { SYSTEMROOT: 'D:\\WINNT', PATH: 'C:\\evil' },
    'D:\\WINNT\\System32\\taskkill.exe',
  ],
  ['where it mostly is', {}, 'C:\\Windows\\System32\\taskkill.exe'],
])('taskkill: %s', (_name, env, expected) => {
  expect(taskkill(env)).toBe(expected);
});
