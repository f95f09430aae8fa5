/** Plain http where somebody wrote it: allowed, and said where it leaves the private network. */

import { isIP } from 'node:net';
import type { Failure } from '../failure.ts';
import type { MirrorList } from '../module/mirror-list.ts';
import { hostOf, isLoopbackHost } from '../network/address.ts';
import { isPublicName, specialKind } from '../network/special-address.ts';

/** One failure for each mirror, or pattern of GOINSECURE, that is asked unencrypted at a host of the internet. */
export function findPlainHttp(
  { groups }: Pick<MirrorList, 'groups'>,
  goinsecure: string,
): readonly Failure[] {
  const mirrors = groups
    .flat()
    .filter(({ url }) => url.startsWith('http:') && isOfInternet(hostOf(new URL(url))));
  const patterns = goinsecure
    .split(',')
    .filter((pattern) => pattern !== '' && isOfInternet(pattern.split('/', 1)[0] ?? ''));
  return [
    ...[...new Set(mirrors.map(({ name }) => name))].map(
      (mirror): Failure => ({
        class: 'input',
        isPlainHttp: true,
        mirror,
        detail: `${mirror} is asked over plain http: whoever is on the way reads which modules this job needs, and may answer in its place`,
      }),
    ),
    ...patterns.map(
      (pattern): Failure => ({
        class: 'input',
        isPlainHttp: true,
        detail: `GOINSECURE lets go fetch ${pattern} over plain http and past certificates: whoever is on the way may answer in its place`,
      }),
    ),
  ];
}

/** What neither its address nor its name keeps inside one network. */
function isOfInternet(host: string): boolean {
  if (isLoopbackHost(host)) return false;
  if (isIP(host) === 0) return isPublicName(host);
  const kind = specialKind(host);
  return kind !== 'loopback' && kind !== 'private' && kind !== 'link-local';
}
