import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findUnconnectedGit } from '../../src/go/unconnected-git.ts';

let proc: string;

beforeEach(async () => {
  proc = await mkdtemp(join(tmpdir(), 'gmr-proc-'));
});

afterEach(() => rm(proc, { recursive: true }));

const title = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid';
const line = (remote: string, state: string, inode: number) =>
  `   0: 0101D30A:9C40 ${remote} ${state} 00000001:00000000 01:00000000 00000001     0        0 ${inode} 1`;

interface Child {
  readonly program: string;
  readonly sockets: readonly number[];
  readonly tcp?: readonly string[];
  readonly tcp6?: readonly string[];
}

/** A group whose leader, 100, has one child. */
async function write({ program, sockets, tcp = [], tcp6 = [] }: Child): Promise<void> {
  for (const [pid, parent, comm, children] of [
    [100, 1, 'go', '101'],
    [101, 100, program, ''],
  ] as const) {
    const directory = join(proc, String(pid));
    await mkdir(join(directory, 'fd'), { recursive: true });
    await mkdir(join(directory, 'net'));
    await mkdir(join(directory, 'task', String(pid)), { recursive: true });
    await writeFile(join(directory, 'task', String(pid), 'children'), children);
    await writeFile(
      join(directory, 'stat'),
      `${pid} (${comm}) S ${parent} 100 100 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 0 0 0`,
    );
    await writeFile(join(directory, 'comm'), `${comm}\n`);
    await writeFile(join(directory, 'net', 'tcp'), [title, ...tcp].join('\n'));
    await writeFile(join(directory, 'net', 'tcp6'), [title, ...tcp6].join('\n'));
  }
  for (const [index, inode] of sockets.entries()) {
    await symlink(`socket:[${inode}]`, join(proc, '101', 'fd', String(3 + index)));
  }
}

const silent = '4200D30A:1F90';
const silentV6 = '000000FD00000000000000000100A8C0:01BB';

test.each<[string, Child, string | undefined]>([
  [
    'git over https without a connection',
    { program: 'git-remote-http', sockets: [7], tcp: [line(silent, '02', 7)] },
    '10.211.0.66:8080',
  ],
  [
    'ssh over IPv6',
    { program: 'ssh', sockets: [7], tcp6: [line(silentV6, '02', 7)] },
    '[fd00::c0a8:1]:443',
  ],
  [
    'a connection beside the one that is tried',
    {
      program: 'git-remote-http',
      sockets: [7, 8],
      tcp: [line(silent, '02', 7), line('0100007F:1F90', '01', 8)],
    },
    undefined,
  ],
  [
    'the socket of another process',
    { program: 'git-remote-http', sockets: [8], tcp: [line(silent, '02', 7)] },
    undefined,
  ],
  ['git with no socket', { program: 'git-remote-http', sockets: [] }, undefined],
  [
    'another program',
    { program: 'compile', sockets: [7], tcp: [line(silent, '02', 7)] },
    undefined,
  ],
])('%s', async (_, child, address) => {
  await write(child);
  const found = await findUnconnectedGit(100, proc);
  expect(found).toEqual(address === undefined ? undefined : { pid: 101, address });
});

test('a system without /proc tells nothing', async () => {
  expect(await findUnconnectedGit(100, join(proc, 'none'))).toBeUndefined();
});
