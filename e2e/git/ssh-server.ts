/** OpenSSH's own server on loopback, which gives out repositories and nothing else. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withMounts } from '../faults/machine.ts';

const run = promisify(execFile);
const sshd = '/usr/sbin/sshd';

export interface KeyPair {
  /** Text of the private half. */
  readonly key: string;
  /** `TYPE KEY` of the public half. */
  readonly publicKey: string;
}

export interface SshServer {
  readonly port: number;
  /** As in known_hosts. */
  readonly address: string;
  readonly hostKey: string;
  close(): Promise<void>;
}

/** Why there can be no such server here; undefined where there can. */
export function whyNoSshServer(): string | undefined {
  try {
    accessSync(sshd, constants.X_OK);
  } catch {
    return 'sshd is not installed (package openssh-server)';
  }
  if (process.getuid?.() !== 0) return undefined;
  try {
    // It wants a directory that only a machine with such a service has.
    const [command = '', ...args] = withMounts('mount -t tmpfs none /run');
    execFileSync(command, [...args, 'true'], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'root, and no mounts of its own may be made';
  }
}

export async function makeKeyPair(directory: string, name: string): Promise<KeyPair> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, name);
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  const [key, publicKey] = await Promise.all([
    readFile(file, 'utf8'),
    readFile(`${file}.pub`, 'utf8'),
  ]);
  return { key, publicKey: publicKey.trim() };
}

/** Serves `<root>/bare/127.0.0.1/…` to who has the private half of `client`. */
export async function startSshServer(root: string, client: KeyPair): Promise<SshServer> {
  const directory = join(root, 'sshd');
  const host = await makeKeyPair(directory, 'host');
  const port = await freePort();
  const file = (name: string) => join(directory, name);
  await writeFile(
    file('serve.sh'),
    `path=\${SSH_ORIGINAL_COMMAND#*\\'}\nexec git -c safe.directory='*' upload-pack "${root}/bare/127.0.0.1\${path%\\'}"\n`,
  );
  await writeFile(
    file('authorized_keys'),
    `restrict,command="sh ${file('serve.sh')}" ${client.publicKey}\n`,
  );
  await writeFile(
    file('config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host')}`,
      'PidFile none',
      `AuthorizedKeysFile ${file('authorized_keys')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      '',
    ].join('\n'),
  );
  const isRoot = process.getuid?.() === 0;
  const before = isRoot ? withMounts('mount -t tmpfs none /run; mkdir /run/sshd') : [];
  const [command = '', ...args] = [...before, sshd, '-D', '-e', '-f', file('config')];
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  await listening(child);
  return {
    port,
    address: `[127.0.0.1]:${port}`,
    hostKey: host.publicKey,
    close: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Server listening')) resolve();
    });
    child.once('error', reject).once('close', () => reject(new Error(said)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
