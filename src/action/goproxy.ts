import type { MirrorEntry, MirrorList } from '../module/mirror-list.ts';
import type { Direct } from './direct.ts';

/** GOPROXY for a `go` that is fed by the relay: `direct` has its turn only after the relay said "not found". */
export function goproxyOfRelay(relayUrl: string, { isInList }: Pick<Direct, 'isInList'>): string {
  return isInList ? `${relayUrl},direct` : relayUrl;
}

/**
 * GOPROXY for a `go` that asks the mirrors itself, in the order given: credentials are in it, so it may stand in an
 * environment and nowhere else.
 */
export function goproxyOfMirrors(
  list: MirrorList,
  ordered: (group: readonly MirrorEntry[]) => readonly MirrorEntry[],
): string {
  const groups = list.groups.map((group) => ordered(group).map(withCredentials).join('|'));
  const mirrors = groups.filter((group) => group !== '').join(',');
  if (list.ending === 'none') return mirrors;
  if (mirrors === '') return list.ending;
  return `${mirrors}${list.endingAfter === 'any-error' ? '|' : ','}${list.ending}`;
}

function withCredentials({ url, credentials }: MirrorEntry): string {
  // A run with tokens never gets here without its relay (relay-obstacle.ts): a URL has no place for one.
  if (!credentials || 'token' in credentials) return url;
  // Not by URL.password, which leaves a `%` as it is: Go would refuse `a%`, and take `a%41` for another password.
  const user = [credentials.username, credentials.password].map(encodeURIComponent).join(':');
  return url.replace('://', () => `://${user}@`);
}
