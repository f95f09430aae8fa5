import { BlockList, isIP, isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';
import { type Destination, familyOf } from './address.ts';

type Matcher = (destination: Destination) => boolean;

/**
 * The rules of NO_PROXY as golang.org/x/net/http/httpproxy has them (what net/http and so cmd/go use): entries separated
 * by commas, each an IP address, a CIDR block, a host (with its subdomains), `.host` or `*.host` (subdomains only), or `*`
 * for everything; all but CIDR and `*` may end in `:port`. Entries that are none of these match nothing.
 */
export function createBypass(noProxy: string): Matcher {
  const matchers: Matcher[] = [];
  for (const written of noProxy.split(',')) {
    const entry = written.trim().toLowerCase();
    if (entry === '*') return () => true;
    const matcher = entry === '' ? undefined : (cidrMatcher(entry) ?? hostMatcher(entry));
    if (matcher) matchers.push(matcher);
  }
  return (destination) => matchers.some((matches) => matches(destination));
}

function cidrMatcher(entry: string): Matcher | undefined {
  const [, address = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? [];
  const version = isIP(address);
  if (version === 0 || address.includes('%') || Number(bits) > (version === 4 ? 32 : 128)) {
    return undefined;
  }
  const block = new BlockList();
  block.addSubnet(address, Number(bits), familyOf(address));
  // BlockList finds IPv4 addresses in ::/0, Go does not.
  const isOfV4 = isV4(address);
  return ({ host }) =>
    isIP(host) !== 0 && isV4(host) === isOfV4 && block.check(host, familyOf(host));
}

/** True for IPv4, also where it is written as IPv6 (`::ffff:1.2.3.4`), which Go does not tell apart. */
function isV4(address: string): boolean {
  return isIPv4(address) || address.startsWith('::ffff:');
}

function hostMatcher(entry: string): Matcher | undefined {
  const { host, port } = splitPort(entry);
  const matchesPort: Matcher = (destination) => port === '' || port === String(destination.port);
  if (isIP(host) !== 0 && !host.includes('%')) {
    const block = new BlockList();
    block.addAddress(host, familyOf(host));
    return (destination) =>
      isIP(destination.host) !== 0 &&
      block.check(destination.host, familyOf(destination.host)) &&
      matchesPort(destination);
  }
  if (host === '') return undefined;
  const domain = host.startsWith('*.') ? host.slice(1) : host;
  const isSubdomainsOnly = domain.startsWith('.');
  const suffix = asciiOf(isSubdomainsOnly ? domain : `.${domain}`);
  // A name never matches an address, be it `*.1`.
  return (destination) =>
    isIP(destination.host) === 0 &&
    (destination.host.endsWith(suffix) ||
      (!isSubdomainsOnly && destination.host === suffix.slice(1))) &&
    matchesPort(destination);
}

/** `host:port` and `[v6]:port` taken apart as Go's net.SplitHostPort does; anything else is a host as a whole. */
function splitPort(entry: string): { readonly host: string; readonly port: string } {
  const [, bracketed, plain, port = ''] =
    /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(entry) ?? [];
  const host = bracketed ?? plain;
  return host === undefined ? { host: entry, port: '' } : { host, port };
}

function asciiOf(suffix: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII, controls included
  if (/^[\x00-\x7f]*$/.test(suffix)) return suffix;
  const ascii = domainToASCII(suffix.slice(1));
  return ascii === '' ? suffix : `.${ascii}`;
}
