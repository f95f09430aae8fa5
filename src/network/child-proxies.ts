import { domainToASCII } from 'node:url';
import type { Environment } from '../effects.ts';
import { hostPort } from './address.ts';
import {
  type ForwardProxy,
  firstSet,
  isCgiScript,
  proxyVariables,
  routeOf,
} from './forward-proxy.ts';

/**
 * Proxy variables for `go` and the git that it starts, so that git (curl) goes the way that Go does. It can be said to each of
 * them alone: Go looks at the upper case first and curl at the lower case. So what Go decides by stands in the upper case, as
 * it was written, and in the lower case the same in curl's words:
 *
 * - the port, which curl takes for 1080 where it is not written; `socks5h`, because Go lets a SOCKS proxy look names up and
 *   curl's `socks5` does not; credentials percent-encoded;
 * - NO_PROXY with localhost, which Go never sends through a proxy; `.host` for `*.host`, an entry with a port without it.
 *
 * A value that Go cannot read counts as none for both. HTTP_PROXY inside a CGI script, where Go refuses every http request
 * and so the relay's as well, is taken away. Left alone are proxies that neither of us speaks, and ALL_PROXY, which Go
 * ignores: what git reaches by it today it shall reach tomorrow.
 * Windows, where the case of a name means nothing, keeps what it has.
 */
export function proxiesForChildren(env: Environment, platform: NodeJS.Platform): Environment {
  if (platform === 'win32') return {};
  const noProxy = firstSet(env, proxyVariables.no);
  const variables = {
    ...pairFor(env, proxyVariables.https),
    ...(isCgiScript(env)
      ? { HTTP_PROXY: undefined, http_proxy: undefined }
      : pairFor(env, proxyVariables.http)),
  };
  if (Object.keys(variables).length === 0) return {};
  return {
    ...variables,
    ...(noProxy && { NO_PROXY: noProxy.value }),
    no_proxy: noProxyForCurl(noProxy?.value ?? ''),
  };
}

function pairFor(env: Environment, [upper, lower]: readonly [string, string]): Environment {
  const set = firstSet(env, [upper, lower]);
  if (set === undefined) return {};
  const route = routeOf(env, [upper, lower]);
  switch (route.kind) {
    case 'direct':
      return { [upper]: undefined, [lower]: undefined };
    case 'forward-proxy':
      return { [upper]: set.value, [lower]: urlForCurl(route) };
    case 'unsupported':
      return {};
  }
}

function urlForCurl({ scheme, host, port, credentials }: ForwardProxy): string {
  const user =
    credentials === undefined
      ? ''
      : `${encodeURIComponent(credentials.username)}:${encodeURIComponent(credentials.password)}@`;
  return `${scheme === 'socks5' ? 'socks5h' : scheme}://${user}${hostPort(host, port)}`;
}

/** What Go never sends through a proxy. The block counts from curl 7.86 on. */
const alwaysDirect = ['localhost', '127.0.0.1', '::1', '127.0.0.0/8'];

/** Go's NO_PROXY in the words of curl, which knows no ports and no `*.`, and takes a blank for a comma. */
function noProxyForCurl(noProxy: string): string {
  const entries = noProxy.split(',').map((entry) => entry.trim().toLowerCase());
  if (entries.includes('*')) return '*';
  const known = entries.flatMap((entry) => {
    const [, v6, name = entry] = /^(?:\[([0-9a-f:.]+)\]|([^:]+))(?::\d*)?$/.exec(entry) ?? [];
    const host = v6 ?? name;
    // Go takes such an entry for a host that no URL has.
    if (host === '' || /\s|\/(?!\d{1,3}$)/.test(host)) return [];
    return host.startsWith('*.') ? [asciiOf(host.slice(1))] : [asciiOf(host)];
  });
  return [...new Set([...known, ...alwaysDirect])].join(',');
}

function asciiOf(host: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII, controls included
  if (/^[\x00-\x7f]*$/.test(host)) return host;
  return host.startsWith('.') ? `.${domainToASCII(host.slice(1))}` : domainToASCII(host);
}
