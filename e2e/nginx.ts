/** The real nginx with a directory of modules, over TLS and behind a user and a password. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createAuthority } from '../__tests__/support/certificates.ts';

export interface Nginx {
  readonly port: number;
  /** PEM of the authority that its certificate is from. */
  readonly authority: string;
  close(): Promise<void>;
}

/** The program, or undefined where this machine has none. */
export async function findNginx(): Promise<string | undefined> {
  for (const path of ['/usr/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx']) {
    const works = await promisify(execFile)(path, ['-v']).then(
      () => true,
      () => false,
    );
    if (works) return path;
  }
  return undefined;
}

/** @param directory an empty one for its files; `root` is what it serves, below `/goproxy`. */
export async function startNginx(
  program: string,
  {
    directory,
    root,
    user,
    password,
  }: Readonly<Record<'directory' | 'root' | 'user' | 'password', string>>,
): Promise<Nginx> {
  await mkdir(directory, { recursive: true });
  const inside = (name: string) => join(directory, name);
  const authority = createAuthority();
  const { cert, key } = authority.issue({ names: ['127.0.0.1'] });
  await writeFile(inside('cert.pem'), cert);
  await writeFile(inside('key.pem'), key);
  await writeFile(inside('users'), `${user}:{PLAIN}${password}\n`);
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  await writeFile(
    inside('nginx.conf'),
    `daemon off; pid ${inside('pid')}; error_log ${inside('error.log')} info; worker_processes 1; ${isRoot ? 'user root;' : ''}
events { worker_connections 256; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${inside(name)};`).join(' ')}
  server {
    listen 127.0.0.1:${port} ssl; ssl_certificate ${inside('cert.pem')}; ssl_certificate_key ${inside('key.pem')};
    auth_basic modules; auth_basic_user_file ${inside('users')};
    location /goproxy/ { alias ${root}/; }
  }
}
`,
  );
  const child = spawn(program, ['-c', inside('nginx.conf'), '-p', directory], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const endAtMs = Date.now() + 20_000;
  // It listens before it says so, and nowhere does it say so.
  while (!(await listens(port))) {
    if (child.exitCode !== null || Date.now() > endAtMs) {
      child.kill('SIGKILL');
      throw new Error(`nginx does not start: ${await readFile(inside('error.log'), 'utf8')}`);
    }
  }
  return {
    port,
    authority: authority.cert,
    close: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
