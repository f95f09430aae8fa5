/**
 * A network of one machine with a resolver that fails in every way: a namespace of its own, dnsmasq for the system and another
 * for the input `dns`, and a mirror. All of it ends with the command that runs in it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../src/effects.ts';

const serve = fileURLToPath(new URL('../__tests__/support/serve.js', import.meta.url));
const bundle = fileURLToPath(new URL('../../dist/index.js', import.meta.url));

export const port = 8080;
const silentPort = 5_391;
const failingPort = 5_392;
const voidAddress = 'fd00:1::2';

/** Below this domain the system's resolver does as the first label says. */
const domain = 'mirror.company.com';
export const urlOf = (label: string) => `http://${label}.${domain}:${port}`;

/** What no dnsmasq does by itself: a server that answers SERVFAIL, and one that is silent. */
const brokenServers = `
const { createSocket } = require('node:dgram');
const failing = createSocket('udp4');
failing.on('message', (question, from) => {
  const answer = Buffer.from(question);
  answer.writeUInt16BE(0x8182, 2);
  failing.send(answer, from.port, from.address);
});
createSocket('udp4').bind(${silentPort}, '127.0.0.1', () =>
  failing.bind(${failingPort}, '127.0.0.1', () => console.log('ready')));`;

const script = `set -e
ip link set lo up
ip link add v0 type veth peer name v1
ip addr add fd00:1::1/64 dev v0 nodad
ip link set v0 up
ip link set v1 up
ip -6 neigh add ${voidAddress} lladdr 02:00:00:00:00:01 dev v0 nud permanent
echo "nameserver 127.0.0.1" >"$NAMES/resolv.conf"
mount --bind "$NAMES/resolv.conf" /etc/resolv.conf
mkfifo "$NAMES/ready"
"$NODE" -e "$BROKEN" >"$NAMES/ready" &
read -r _ <"$NAMES/ready"
"$NODE" "$SERVE" --directory "$DIRECTORY" --port ${port} >"$NAMES/ready" &
read -r _ <"$NAMES/ready"
DNS="dnsmasq --user=root --conf-file=/dev/null --no-resolv --no-hosts --bind-interfaces --pid-file="
# It goes into the background once it listens. A name without an upstream is refused.
$DNS --listen-address=127.0.0.1 \\
  --address=/good.${domain}/127.0.0.1 --address=/wrong.${domain}/127.0.0.66 --address=/nxdomain.${domain}/ \\
  --host-record=hole.${domain},127.0.0.1,${voidAddress} \\
  --server=/servfail.${domain}/127.0.0.1#${failingPort} --server=/silent.${domain}/127.0.0.1#${silentPort}
$DNS --listen-address=127.0.0.2 --address=/nxdomain.${domain}/ --address=/${domain}/127.0.0.1
exec "$@"
`;

export interface NamedRun {
  readonly exitCode: number | null;
  readonly output: string;
  readonly wallMs: number;
}

/** Runs the bundle in such a network. `directory` is what its mirror serves. */
export async function runWithNames(
  scratch: string,
  directory: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Environment },
): Promise<NamedRun> {
  const file = join(scratch, 'names.sh');
  await writeFile(file, script);
  const startedAt = performance.now();
  const child = spawn('unshare', [...namespaces, 'sh', file, process.execPath, bundle, ...args], {
    cwd,
    env: {
      ...env,
      PATH: [env['PATH'], '/usr/sbin', '/sbin'].join(delimiter),
      NAMES: scratch,
      NODE: process.execPath,
      SERVE: serve,
      BROKEN: brokenServers,
      DIRECTORY: directory,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { exitCode, output, wallMs: performance.now() - startedAt };
}

/** What ends the command's namespace ends all that was started in it. */
const namespaces = [
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
];

/** Why none of this can be had here; undefined where it can. */
export function whyNoNames(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are Linux';
  const isThere = ['/usr/sbin', '/usr/bin', '/usr/local/sbin'].some((directory) => {
    try {
      accessSync(join(directory, 'dnsmasq'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!isThere) return 'dnsmasq is not installed (package dnsmasq-base)';
  try {
    const made = 'ip link set lo up && ip link add v0 type veth peer name v1';
    execFileSync('unshare', [...namespaces, 'sh', '-c', made], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `this user may make no network namespace: ${error instanceof Error ? error.message.trim() : error}`;
  }
}
