import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Addresses of a host in the order the system's resolver prefers; throws the resolver's error. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** A temporary failure that took longer was a silent name server: to ask again would take as long again. */
const quickFailureMs = 2_000;

/**
 * The system's resolver (getaddrinfo: /etc/hosts, nsswitch and search domains count, as they do for git).
 * Concurrent questions for one host share one lookup: getaddrinfo occupies a thread of libuv's pool, and 64 requests
 * against a silent resolver would starve file access and zlib. A failure that calls itself temporary (EAI_AGAIN: a server that
 * failed or refused) is asked about once more.
 */
export function createResolver(
  look: Resolve = systemLookup,
  now: () => number = () => performance.now(),
): Resolve {
  const underWay = new Map<string, Promise<readonly string[]>>();
  const lookTwice = async (host: string) => {
    const startedAtMs = now();
    try {
      return await look(host);
    } catch (error) {
      const isTemporary = (error as NodeJS.ErrnoException).code === 'EAI_AGAIN';
      if (!isTemporary || now() - startedAtMs > quickFailureMs) throw error;
      return look(host);
    }
  };
  return (host) => {
    if (isIP(host) !== 0) return Promise.resolve([host]);
    const running = underWay.get(host);
    if (running !== undefined) return running;
    const started = lookTwice(host).finally(() => underWay.delete(host));
    underWay.set(host, started);
    return started;
  };
}

async function systemLookup(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
}
