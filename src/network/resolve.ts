import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Addresses of a host in the order the system's resolver prefers; throws the resolver's error. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * The system's resolver (getaddrinfo: /etc/hosts, nsswitch and search domains count, as they do for git).
 * Concurrent questions for one host share one lookup: getaddrinfo occupies a thread of libuv's pool, and 64 requests
 * against a silent resolver would starve file access and zlib.
 */
export function createResolver(): Resolve {
  const underWay = new Map<string, Promise<readonly string[]>>();
  return (host) => {
    if (isIP(host) !== 0) return Promise.resolve([host]);
    const running = underWay.get(host);
    if (running !== undefined) return running;
    const started = lookup(host, { all: true, order: 'verbatim' })
      .then((found) => found.map(({ address }) => address))
      .finally(() => underWay.delete(host));
    underWay.set(host, started);
    return started;
  };
}
