import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);
const leave = fileURLToPath(new URL('../../src/action/leave.js', import.meta.url));

/** Opens what nobody writes to, so that a thread of its own hangs, and leaves. */
const program = `
  import { open } from 'node:fs';
  import { leave } from ${JSON.stringify(leave)};
  if (process.argv[1]) open(process.argv[1], 'r', () => {});
  setTimeout(() => leave(Number(process.env.CODE), process.argv[1] !== undefined), 50);
`;

const testOnUnix = process.platform === 'win32' ? test.skip : test;

testOnUnix.each([0, 1])('a thread that hangs holds up no end: code %d', async (code) => {
  const directory = await mkdtemp(join(tmpdir(), 'leave-'));
  try {
    const pipe = join(directory, 'pipe');
    await run('mkfifo', [pipe]);
    expect(await ending(code, pipe)).toEqual({ code, stderr: '' });
  } finally {
    await rm(directory, { recursive: true });
  }
});

test.each([0, 1])('code %d', async (code) => {
  expect(await ending(code)).toEqual({ code, stderr: '' });
});

async function ending(code: number, ...args: readonly string[]) {
  const node = ['--input-type=module', '--eval', program, ...args];
  const env = { ...process.env, CODE: `${code}`, NODE_OPTIONS: '' };
  return run(process.execPath, node, { env, timeout: 4_000, killSignal: 'SIGKILL' }).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code: ended, signal, stderr }) => ({ code: ended ?? signal, stderr }),
  );
}
