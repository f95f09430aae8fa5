import { isIP } from 'node:net';
import type { Clock } from '../effects.ts';
import { isLoopbackHost } from './address.ts';
import { askNameServers } from './name-server.ts';
import { createResolver, type Resolve } from './resolve.ts';

/** With several servers one that is dead costs this much, once per name and connection. */
const limits = { timeoutMs: 2_000, tries: 2 };

/**
 * The resolver for the input `dns`: asks the servers that the user named, in their order. What none of them has an
 * address for is asked of the system (the name of an intranet, an entry of /etc/hosts, a search domain), and so is
 * everything while none of them answers; the error is the system's then. Names without a dot are the system's alone.
 */
export function createChosenResolver(
  servers: readonly string[],
  clock: Clock,
  system: Resolve = createResolver(),
): Resolve {
  const underWay = new Map<string, Promise<readonly string[]>>();
  const ask = async (host: string): Promise<readonly string[]> => {
    const { signal } = new AbortController();
    const answer = await askNameServers(host, { servers, ...limits, clock, signal });
    return answer.kind === 'addresses' ? answer.addresses : system(host);
  };
  return (host) => {
    if (isIP(host) !== 0 || isLoopbackHost(host) || !host.includes('.')) return system(host);
    const running = underWay.get(host) ?? ask(host).finally(() => underWay.delete(host));
    underWay.set(host, running);
    return running;
  };
}

/** The resolver of the HTTP client: the system's, unless the input `dns` names servers. */
export function resolverFor(servers: readonly string[], clock: Clock): Resolve {
  return servers.length === 0 ? createResolver() : createChosenResolver(servers, clock);
}
