import { BlockList, isIPv4 } from 'node:net';
import { familyOf } from './address.ts';

/** A block of addresses that no host of the public internet has (IANA's special-purpose registries). */
export type SpecialKind =
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'benchmark'
  | 'documentation'
  | 'reserved';

const blocks: readonly (readonly [SpecialKind, readonly string[]])[] = [
  ['unspecified', ['0.0.0.0/8', '::/128']],
  ['loopback', ['127.0.0.0/8', '::1/128']],
  // The shared space of carriers (100.64/10) is as private as RFC 1918 is.
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']],
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  ['benchmark', ['198.18.0.0/15', '2001:2::/48']],
  [
    'documentation',
    ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'],
  ],
  ['reserved', ['224.0.0.0/4', '240.0.0.0/4', '100::/64', 'ff00::/8']],
];

const lists = blocks.map(([kind, subnets]) => {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', bits = ''] = subnet.split('/');
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return { kind, list };
});

/** The special block an address lies in; undefined for an address of the public internet. */
export function specialKind(address: string): SpecialKind | undefined {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  const plain = mapped !== undefined && isIPv4(mapped) ? mapped : address;
  return lists.find(({ list }) => list.check(plain, familyOf(plain)))?.kind;
}

/**
 * Whether a name is meant to be found outside of one network: it has a dot, and its last label is none that RFC 6761,
 * 6762, 8375 and 9476, ICANN or habit keep for private use.
 */
export function isPublicName(host: string): boolean {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  const last = labels.at(-1) ?? '';
  return labels.length > 1 && !privateSuffixes.has(last);
}

const privateSuffixes: ReadonlySet<string> = new Set([
  'alt',
  'arpa',
  'corp',
  'example',
  'home',
  'internal',
  'intra',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'private',
  'test',
]);
