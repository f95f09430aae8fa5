/**
 * Machines on which something is wrong: namespaces of Linux that belong to one process and end with it. Nothing of the machine
 * that runs the tests is changed.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a row cannot do without. */
export type Need = 'mounts' | 'network' | 'dnsmasq' | 'flock';

const serve = fileURLToPath(new URL('../../__tests__/support/serve.js', import.meta.url));
const mapped = process.getuid?.() === 0 ? [] : ['--map-root-user'];
const ownMounts = [...mapped, '--mount'];
/** What ends the first process of the namespace ends the servers in it. */
const ownNetwork = [...ownMounts, '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];

// Unlike other shells bash hands on variables with a dash in their names, such as INPUT_STALL-TIMEOUT.
const begin = 'set -e\nPATH=$PATH:/usr/sbin:/sbin\n';
const go = '\nexec "$@"\n';

/** Starts the step with mounts of its own; `setup` is a shell script that makes them. */
export function withMounts(setup: string): readonly string[] {
  return ['unshare', ...ownMounts, 'bash', '-c', `${begin}${setup}${go}`, 'sh'];
}

const nobody = 65_534;

/** The same, as a user that owns the room but nothing that `setup` makes. */
export function asNobody(directory: string, setup: string): readonly string[] {
  const owned = `chown -R ${nobody}:${nobody} ${quote(directory)}\n`;
  // It may read whatever this machine keeps from others, node and the bundle among it, and write nothing.
  const right = '+dac_read_search';
  const user = `setpriv --reuid=${nobody} --regid=${nobody} --clear-groups --inh-caps=-all,${right} --ambient-caps=-all,${right} --bounding-set=-all,${right} --no-new-privs`;
  return ['bash', '-c', `${begin}${owned}${setup}\nexec ${user} "$@"\n`, 'sh'];
}

/** Port of the mirror that a network has where it has one. */
export const mirrorPort = 8080;
/** Takes every packet and answers none, on IPv4 and IPv6. */
export const silentHost = '10.211.0.66';
const silentHostV6 = 'fd00:1::66';
/** The router says that there is no way to it. */
export const unreachableHost = '10.212.0.1';
/** No route leads there. */
export const unroutedHost = '10.213.0.1';

const link = `ip link set lo up
ip link add v0 type veth peer name v1
ip addr add 10.211.0.1/24 dev v0
ip addr add fd00:1::1/64 dev v0 nodad
ip link set v0 up
ip link set v1 up
ip neigh add ${silentHost} lladdr 02:00:00:00:00:01 dev v0 nud permanent
ip -6 neigh add ${silentHostV6} lladdr 02:00:00:00:00:01 dev v0 nud permanent
ip route add unreachable ${unreachableHost}/32
`;

/** Starts the step on a machine with a network of its own. */
export function withNetwork(setup = ''): readonly string[] {
  return ['unshare', ...ownNetwork, 'bash', '-c', `${begin}${link}${setup}${go}`, 'sh'];
}

/** Names of every network with a resolver; what has no address here is refused. */
export const names = {
  good: 'good.proxy.test',
  nxdomain: 'nxdomain.proxy.test',
  servfail: 'servfail.proxy.test',
  refused: 'refused.proxy.test',
  silent: 'silent.proxy.test',
  /** The address of another machine, where nobody listens. */
  wrong: 'wrong.proxy.test',
  /** A silent IPv6 address beside a good IPv4 one. */
  v6BlackHole: 'hole.proxy.test',
} as const;

const silentServer = 5_391;
const failingServer = 5_392;

/** What no dnsmasq does by itself: an upstream that answers SERVFAIL, and one that is silent. */
const brokenServers = `
const { createSocket } = require('node:dgram');
const failing = createSocket('udp4');
failing.on('message', (question, from) => {
  const answer = Buffer.from(question);
  answer.writeUInt16BE(0x8182, 2);
  failing.send(answer, from.port, from.address);
});
createSocket('udp4').bind(${silentServer}, '127.0.0.1', () =>
  failing.bind(${failingServer}, '127.0.0.1', () => console.log('ready')));`;

/** Starts the step on a machine whose resolver is dnsmasq, with a mirror of `directory` on loopback. `scratch` is the room's. */
export function withResolver(scratch: string, directory: string): readonly string[] {
  const file = (name: string) => quote(`${scratch}/${name}`);
  const node = quote(process.execPath);
  return withNetwork(`echo "nameserver 127.0.0.1" >${file('resolv.conf')}
mount --bind ${file('resolv.conf')} /etc/resolv.conf
mkfifo ${file('ready')}
${node} -e ${quote(brokenServers)} >${file('ready')} &
read -r _ <${file('ready')}
${node} ${quote(serve)} --directory ${quote(directory)} --port ${mirrorPort} >${file('ready')} &
read -r _ <${file('ready')}
dnsmasq --user=root --conf-file=/dev/null --no-resolv --no-hosts --bind-interfaces --pid-file= --listen-address=127.0.0.1 \\
  --address=/${names.good}/127.0.0.1 --address=/${names.wrong}/127.0.0.66 --address=/${names.nxdomain}/ \\
  --host-record=${names.v6BlackHole},127.0.0.1,${silentHostV6} \\
  --server=/${names.servfail}/127.0.0.1#${failingServer} --server=/${names.silent}/127.0.0.1#${silentServer}
`);
}

export function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Why a row cannot be played here; undefined where it can. */
export function whyNot(need: Need): string | undefined {
  if (process.platform !== 'linux') return 'namespaces and flock are of Linux';
  switch (need) {
    case 'mounts':
      return refusalOf(ownMounts, 'mount -t tmpfs none /mnt');
    case 'network':
      return refusalOf(ownNetwork, 'ip link set lo up && ip link add v0 type veth peer name v1');
    case 'dnsmasq':
      return isInstalled('dnsmasq')
        ? whyNot('network')
        : 'dnsmasq is not installed (package dnsmasq-base)';
    case 'flock':
      return isInstalled('flock') ? undefined : 'flock is not installed (package util-linux)';
  }
}

function refusalOf(namespaces: readonly string[], script: string): string | undefined {
  try {
    execFileSync('unshare', [...namespaces, 'sh', '-c', begin + script], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `this user may make no namespace: ${error instanceof Error ? error.message.trim() : error}`;
  }
}

function isInstalled(program: string): boolean {
  return ['/usr/local/sbin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((directory) => {
    try {
      accessSync(`${directory}/${program}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
