/**
 * The network of a company on one machine, with no way out: a namespace whose only interface is loopback, in it squid, dante,
 * mitmproxy and nginx. What runs in it by `through` knows the forward proxies by name, and no mirror: those names only the
 * proxies know.
 */
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, symlinkSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestModule } from '../../__tests__/support/modules.ts';
import { removeTree } from '../harness.ts';
import { recipeBlocks } from '../recipe.ts';
import { toolDirectory } from '../tools.ts';
import { account, danteSettings, nginxSettings, ports, squidSettings } from './settings.ts';

export const tlsFixtures = fileURLToPath(
  new URL('../../../__tests__/fixtures/tls', import.meta.url),
);

export interface CorporateNetwork {
  readonly directory: string;
  /** The certificate that mitmproxy signs with. */
  readonly inspectorsCertificate: string;
  /** The command that starts another one inside, in this directory. */
  through(directory: string): readonly string[];
  /** Paths that nginx was asked for, with their status: `403 /gate/…`. */
  requests(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const programs = { squid: 'squid', danted: 'dante-server', nginx: 'nginx-light' } as const;

/** Why none of this can be had here; undefined where it can. mitmproxy is installed first if this machine has none yet. */
export async function whyNoCorporateNetwork(): Promise<string | undefined> {
  return (
    whyNoServers() ??
    (await toolDirectory('mitmproxy').then(
      () => undefined,
      () => 'mitmproxy cannot be installed (.ci/tools mitmproxy)',
    ))
  );
}

function whyNoServers(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are Linux';
  if (process.getuid?.() !== 0) return 'squid and dante change their user, which takes root';
  for (const [program, name] of Object.entries(programs)) {
    try {
      accessSync(join('/usr/sbin', program), constants.X_OK);
    } catch {
      return `${program} is not installed (package ${name})`;
    }
  }
  try {
    const made = [
      '--net',
      '--mount',
      '--pid',
      '--fork',
      'mount',
      '-t',
      'tmpfs',
      'none',
      '/dev/shm',
    ];
    execFileSync('unshare', made, { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `no namespace can be made: ${error instanceof Error ? error.message.trim() : error}`;
  }
}

const script = `
ip link set lo up
mount -t tmpfs none /dev/shm
mount --bind "$DIRECTORY/hosts-inside" /etc/hosts
mount --bind "$DIRECTORY/resolv.conf" /etc/resolv.conf
beyond() {
  unshare --mount sh -c 'mount --bind "$DIRECTORY/hosts-beyond" /etc/hosts && exec "$@"' sh "$@" >>"$DIRECTORY/servers.log" 2>&1 &
}
beyond nginx -c "$DIRECTORY/nginx.conf"
beyond danted -f "$DIRECTORY/dante.conf"
beyond squid -N -f "$DIRECTORY/squid.conf"
beyond "$MITM/mitmdump" -q --listen-host 127.0.0.1 -p ${ports.mitm} --set confdir="$DIRECTORY/mitm" \\
  --set ssl_verify_upstream_trusted_ca="$TLS/ca.pem"
"$NODE" -e "$AWAIT" && echo ready
exec sleep infinity
`;

const awaitPorts = `
const { connect } = require('node:net');
const ports = ${JSON.stringify(Object.values(ports))};
const open = (port) => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(); });
  socket.on('error', () => setTimeout(() => resolve(open(port)), 50));
});
setTimeout(() => { console.log('late'); process.exit(1); }, 40_000).unref();
Promise.all(ports.map(open)).then(() => process.exit(0));`;

/** Starts everything and waits until all of it answers. `repository` becomes one of git's: `/git/NAME.git`. */
export async function openCorporateNetwork(
  modules: readonly TestModule[],
  repository: { readonly name: string; readonly files: Readonly<Record<string, string>> },
): Promise<CorporateNetwork> {
  const directory = await mkdtemp(join(tmpdir(), 'gmr-e2e-corp-'));
  const inside = (name: string) => join(directory, name);
  const mitm = await toolDirectory('mitmproxy');
  // squid gives up root, and its log and passwords are in here.
  await chmod(directory, 0o777);
  await mkdir(inside('git'));
  for (const module of modules) {
    const stem = join(inside('modules'), module.path, '@v', module.version);
    await mkdir(dirname(stem), { recursive: true });
    for (const kind of ['info', 'mod', 'zip'] as const) {
      await writeFile(`${stem}.${kind}`, module[kind]);
    }
  }
  makeRepository(inside(`git/${repository.name}`), inside('checkout'), repository.files);
  const [shown = ''] = await recipeBlocks('private-module-server.md', 'nginx', {
    'listen 443': `listen 127.0.0.1:${ports.recipe}`,
    '/etc/nginx/tls/goproxy.key.pem': join(tlsFixtures, 'server.key.pem'),
    '/etc/nginx/tls/goproxy.pem': join(tlsFixtures, 'server.pem'),
    '/etc/nginx/goproxy.users': inside('passwords'),
    '/srv/go-modules': inside('modules'),
    TOKEN: account.password,
  });
  const hash = execFileSync('openssl', ['passwd', '-apr1', account.password], { encoding: 'utf8' });
  const files = {
    passwords: `${account.user}:${hash.trim()}\n`,
    'squid.conf': squidSettings(directory),
    'dante.conf': danteSettings(directory),
    'nginx.conf': nginxSettings(directory, tlsFixtures, shown),
    'hosts-inside': '127.0.0.1 localhost\n127.0.0.1 proxy.test\n',
    'hosts-beyond': '127.0.0.1 localhost\n127.0.0.1 proxy.test mirror.test\n',
    // Nothing listens there: every lookup fails at once.
    'resolv.conf': 'nameserver 127.0.0.1\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(inside(name), text);

  const holder = spawn(
    'unshare',
    ['--net', '--mount', '--pid', '--fork', '--kill-child', 'sh', '-e', '-c', script],
    {
      env: {
        PATH: [process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter),
        HOME: directory,
        DIRECTORY: directory,
        TLS: tlsFixtures,
        MITM: mitm,
        NODE: process.execPath,
        AWAIT: awaitPorts,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise<void>((resolve) => holder.once('exit', () => resolve()));
  const close = async () => {
    holder.kill('SIGKILL');
    await ended;
    await removeTree(directory);
  };
  const said = await new Promise<string>((resolve) => {
    holder.stdout
      .setEncoding('utf8')
      .once('data', resolve)
      .once('end', () => resolve('nothing'));
  });
  if (!said.startsWith('ready')) {
    const log = await readFile(inside('servers.log'), 'utf8').catch(() => '');
    await close();
    throw new Error(`the servers said ${said}: ${log.slice(-2_000)}`);
  }
  const pid = await readFile(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8');
  return {
    directory,
    inspectorsCertificate: inside('mitm/mitmproxy-ca-cert.pem'),
    through: (start) => [
      ...['nsenter', '--target', pid.trim(), '--net', '--mount'],
      // A shell would drop the variables of inputs that have a dash in their name.
      ...['env', '--chdir', start],
    ],
    requests: async () => {
      const log = await readFile(inside('nginx-access.log'), 'utf8');
      return [...log.matchAll(/"[A-Z]+ (\S+) [^"]*" (\d+)/g)].map(
        ([, path, status]) => `${status} ${path}`,
      );
    },
    close,
  };
}

/** A bare repository with one tag, as a web server without git can serve it. */
function makeRepository(bare: string, checkout: string, files: Readonly<Record<string, string>>) {
  const identity = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com'];
  const git = (...args: readonly string[]) =>
    execFileSync('git', [...identity, '-c', 'init.defaultBranch=main', ...args], {
      stdio: 'pipe',
      env: { PATH: process.env['PATH'], HOME: dirname(checkout), GIT_CONFIG_NOSYSTEM: '1' },
    });
  git('init', '--quiet', checkout);
  const write = `for (const [name, text] of Object.entries(${JSON.stringify(files)})) require('node:fs').writeFileSync(name, text)`;
  execFileSync(process.execPath, ['-e', write], { cwd: checkout });
  git('-C', checkout, 'add', '.');
  git('-C', checkout, 'commit', '--quiet', '-m', 'one');
  git('-C', checkout, 'tag', 'v1.0.0');
  git('clone', '--quiet', '--bare', checkout, bare);
  git('-C', bare, 'update-server-info');
  // `go` asks for `tool` where the module path says `tool.git`; git's own servers know both.
  symlinkSync(bare, `${bare}.git`);
}
