import { execFile } from 'node:child_process';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { patientGit } from '../../src/git/patience.ts';

const limits = { connectMs: 10_000, stallMs: 14_500 };

test('nobody is asked, and nothing is waited for without end', () => {
  expect(patientGit({}, limits)).toEqual({
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_HTTP_LOW_SPEED_LIMIT: '1',
    GIT_HTTP_LOW_SPEED_TIME: '15',
    GIT_SSH_COMMAND: expect.stringMatching(/BatchMode=yes.*ConnectTimeout=10/),
  });
});

test.each(['GIT_SSH_COMMAND', 'GIT_SSH'])('what the job has in %s stays', (name) => {
  const found = patientGit({ [name]: 'plink' }, limits);
  expect(found).not.toHaveProperty('GIT_SSH_COMMAND');
});

test('limits of the job’s own stay', () => {
  const own = { GIT_HTTP_LOW_SPEED_LIMIT: '1000', GIT_HTTP_LOW_SPEED_TIME: '60' };
  expect(patientGit(own, limits)).toMatchObject(own);
});

test('git itself ends a transfer that stands still', async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const env = { PATH: process.env['PATH'], HOME: '/none', LC_ALL: 'C' };
  try {
    const said = await new Promise<string>((resolve) => {
      execFile(
        'git',
        ['ls-remote', `http://127.0.0.1:${port}/a.git`],
        { env: { ...env, ...patientGit(env, { connectMs: 1_000, stallMs: 1_000 }) } },
        (_, __, stderr) => resolve(stderr),
      );
    });
    expect(said).toMatch(/Operation too slow/);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}, 30_000);
