/**
 * A git that waits for a connection. git has no limit for that, and the system tries for two minutes; `go` says nothing
 * meanwhile. Linux tells of every socket in which state it is.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { listGroup } from './progress-sources.ts';

export interface UnconnectedGit {
  readonly pid: number;
  /** `address:port` that does not answer; of a forward proxy, where git goes through one. */
  readonly address: string;
}

/** Names of the programs of git that connect, as the kernel cuts them, and of ssh. */
const connectingPrograms = new Set(['git-remote-http', 'ssh']);

/** States of a TCP socket in /proc/net/tcp (include/net/tcp_states.h). */
const synSent = '02';

/**
 * The program of git in the group that has sent for a connection and has none; `undefined` where none waits so, or there is
 * no Linux /proc.
 */
export async function findUnconnectedGit(
  processGroup: number,
  procDirectory = '/proc',
): Promise<UnconnectedGit | undefined> {
  for (const pid of await listGroup(processGroup, procDirectory)) {
    const directory = `${procDirectory}/${pid}`;
    const program = await readFile(`${directory}/comm`, 'utf8').catch(() => '');
    if (!connectingPrograms.has(program.trim())) continue;
    const inodes = await socketsOf(directory);
    const sockets = (await readSockets(directory)).filter(({ inode }) => inodes.has(inode));
    const [waiting] = sockets;
    if (waiting !== undefined && sockets.every(({ state }) => state === synSent)) {
      return { pid, address: waiting.address };
    }
  }
  return undefined;
}

async function socketsOf(directory: string): Promise<ReadonlySet<string>> {
  const descriptors = await readdir(`${directory}/fd`).catch(() => []);
  const links = await Promise.all(
    descriptors.map((name) => readlink(`${directory}/fd/${name}`).catch(() => '')),
  );
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

interface Socket {
  readonly state: string;
  readonly inode: string;
  readonly address: string;
}

/** As the process sees them: it may be in another network than we are. */
async function readSockets(directory: string): Promise<readonly Socket[]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`${directory}/net/${name}`, 'utf8').catch(() => '')),
  );
  return tables.flatMap((table) =>
    table.split('\n').flatMap((line) => {
      // sl local remote st tx:rx tr:when retrnsmt uid timeout inode (proc_net_tcp)
      const [, , remote = '', state = '', , , , , , inode = ''] = line.trim().split(/\s+/);
      return /^[0-9A-F]+:[0-9A-F]{4}$/.test(remote)
        ? [{ state, inode, address: readAddress(remote) }]
        : [];
    }),
  );
}

/** Words of four bytes in the order of this machine's processor, the port in that of the network. */
function readAddress(remote: string): string {
  const [hex = '', port = ''] = remote.split(':');
  const words = hex.match(/.{8}/g) ?? [];
  const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  const bytes = words.flatMap((word) => {
    const inWord = [...Buffer.from(word, 'hex')];
    return isLittleEndian ? inWord.reverse() : inWord;
  });
  const number = Number.parseInt(port, 16);
  if (bytes.length === 4) return `${bytes.join('.')}:${number}`;
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  // The parser of URLs writes it as people do.
  return new URL(`tcp://[${groups.join(':')}]:${number}`).host;
}
