import { isIP, isIPv6 } from 'node:net';

/** More servers than these nobody compares, and each is waited for. */
const mostServers = 8;

/**
 * Reads the input `dns`: addresses of name servers, one per line or separated by commas, each an IPv4 or IPv6 address, with
 * a port as in `192.0.2.53:5353` or `[2001:db8::53]:5353`. What comes back is in the form `node:dns` takes.
 */
export function parseDnsServers(text: string): {
  readonly servers: readonly string[];
  /** One clause each; an entry that is no address is counted and not quoted, for it may be anything. */
  readonly problems: readonly string[];
} {
  const entries = text
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const read = entries.map(parseServer);
  const problems = read.flatMap((server, index) =>
    server === undefined
      ? [
          `entry ${index + 1} is not an IP address, with or without a port, such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353`,
        ]
      : [],
  );
  const servers = [...new Set(read.filter((server) => server !== undefined))];
  if (servers.length > mostServers) {
    problems.push(`${servers.length} servers are given, at most ${mostServers} are accepted`);
  }
  return { servers, problems };
}

function parseServer(entry: string): string | undefined {
  // A zone such as %eth0 belongs to one machine, and the resolver library would drop it without a word.
  if (entry.includes('%')) return undefined;
  if (isIP(entry) !== 0) return entry;
  const [, v6, v4, digits] = /^(?:\[([0-9a-f:.]+)\]|([\d.]+))(?::(\d{1,5}))?$/i.exec(entry) ?? [];
  const address = v6 ?? v4;
  if (address === undefined || isIP(address) === 0) return undefined;
  if (v6 !== undefined && !isIPv6(v6)) return undefined;
  if (digits === undefined) return address;
  const port = Number(digits);
  if (port < 1 || port > 65_535) return undefined;
  return v6 === undefined ? `${address}:${port}` : `[${address}]:${port}`;
}
