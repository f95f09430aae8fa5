/** How git gets at a key, and which of its URLs go over SSH: pure. */
import { matchesPattern } from '../module/pattern.ts';
import { type GitSetting, quoteForShell } from './config-parameters.ts';

export interface SshCommandParts {
  /** The job's own GIT_SSH_COMMAND, or its GIT_SSH: its options win. Undefined: ssh. */
  readonly own: string | undefined;
  readonly connectMs: number;
  /** Longest silence of a connection. */
  readonly stallMs: number;
  readonly keyFile?: string | undefined;
  /** The only ones that count then, but for those of the machine (/etc/ssh). */
  readonly knownHostsFile?: string | undefined;
}

/**
 * For GIT_SSH_COMMAND. Of an option that is given twice ssh takes the first: what the job has already is put before ours.
 * No sharing of connections: the process behind one would outlive git, and `go` waits for its output to end.
 */
export function sshCommand(parts: SshCommandParts): string {
  const { own = 'ssh', connectMs, stallMs, keyFile, knownHostsFile } = parts;
  const seconds = (ms: number) => String(Math.max(1, Math.ceil(ms / 1_000)));
  const options = [
    'ControlMaster=no',
    'BatchMode=yes',
    `ConnectTimeout=${seconds(connectMs)}`,
    `ServerAliveInterval=${seconds(stallMs)}`,
    'ServerAliveCountMax=1',
    // Only for who gave a key or hosts: all others have the rules that plain git has here.
    ...(keyFile === undefined && knownHostsFile === undefined ? [] : ['StrictHostKeyChecking=yes']),
    ...(keyFile === undefined ? [] : ['IdentitiesOnly=yes', `IdentityFile=${sshPath(keyFile)}`]),
    ...(knownHostsFile === undefined
      ? []
      : ['UpdateHostKeys=no', `UserKnownHostsFile=${sshPath(knownHostsFile)}`]),
  ];
  return [own, ...options.map((option) => `-o ${quoteForShell(option)}`)].join(' ');
}

/** ssh splits at spaces and expands percent signs. */
function sshPath(path: string): string {
  return `"${path.replaceAll('\\', '/').replaceAll('%', '%%')}"`;
}

/**
 * URLs over https of these hosts become URLs over SSH: `go` asks https first, and has no other word for a user than its own.
 * With patterns of private modules only what they match by their literal beginning.
 *
 * @param hosts `host` or `host:port`, the port of SSH.
 */
export function sshSettings(
  hosts: readonly string[],
  patterns: readonly string[],
): readonly GitSetting[] {
  return hosts.flatMap((address) => {
    const [host = ''] = address.split(':');
    return beginningsOf(host, patterns).map((beginning) => ({
      name: `url.ssh://git@${address}/${beginning}.insteadOf`,
      value: `https://${host}/${beginning}`,
    }));
  });
}

function beginningsOf(host: string, patterns: readonly string[]): readonly string[] {
  if (patterns.length === 0) return [''];
  const found = patterns.flatMap((pattern) => {
    const [first = '', ...rest] = pattern.split('/');
    if (!matchesPattern(first, host)) return [];
    const glob = rest.findIndex((part) => !/^[\w.~-]+$/.test(part));
    const literal = rest.slice(0, glob < 0 ? rest.length : glob);
    return [literal.join('/') + (literal.length > 0 && glob >= 0 ? '/' : '')];
  });
  return found.includes('') ? [''] : [...new Set(found)];
}
