import type { Environment } from '../effects.ts';
import { hostOf, hostPort, isLoopbackHost, portOf } from './address.ts';
import type { Credentials } from './credentials.ts';
import { createBypass } from './no-proxy.ts';
import { parseProxyUrl } from './proxy-url.ts';

/** How a request leaves this machine. */
export type Route =
  | { readonly kind: 'direct' }
  | {
      readonly kind: 'forward-proxy';
      readonly scheme: 'http' | 'https' | 'socks5' | 'socks5h';
      readonly host: string;
      readonly port: number;
      readonly credentials?: Credentials;
      /** The environment variable that names the proxy. */
      readonly variable: string;
      /** `host:port`, never with credentials. */
      readonly name: string;
    }
  /** A scheme this client does not speak: such a job is left to `go`. */
  | { readonly kind: 'unsupported'; readonly scheme: string; readonly variable: string };

export type ForwardProxy = Extract<Route, { readonly kind: 'forward-proxy' }>;

const direct: Route = { kind: 'direct' };

/**
 * The route of a URL by the rules of golang.org/x/net/http/httpproxy, so that what we fetch and what `go` fetches goes the
 * same way: HTTPS_PROXY for https and HTTP_PROXY for http, upper case before lower case, never ALL_PROXY; NO_PROXY, and
 * localhost and loopback addresses always direct; a proxy URL that cannot be parsed counts as none.
 * Left out is Go's refusal of HTTP_PROXY inside a CGI script (REQUEST_METHOD set).
 */
export function createRouter(env: Environment): (url: URL) => Route {
  const https = routeOf(env, ['HTTPS_PROXY', 'https_proxy']);
  const http = routeOf(env, ['HTTP_PROXY', 'http_proxy']);
  const isBypassed = createBypass(firstSet(env, ['NO_PROXY', 'no_proxy'])?.value ?? '');
  return (url) => {
    const host = hostOf(url);
    if (isLoopbackHost(host) || isBypassed({ host, port: portOf(url) })) return direct;
    if (url.protocol === 'https:') return https;
    return url.protocol === 'http:' ? http : direct;
  };
}

function routeOf(env: Environment, names: readonly string[]): Route {
  const set = firstSet(env, names);
  const proxy = set && parseProxyUrl(set.value);
  if (!proxy) return direct;
  const { variable } = set;
  const { scheme, host, credentials } = proxy;
  switch (scheme) {
    case 'http':
    case 'https':
    case 'socks5':
    case 'socks5h': {
      const port = proxy.port ?? defaultPorts[scheme];
      return {
        kind: 'forward-proxy',
        scheme,
        host,
        port,
        variable,
        name: hostPort(host, port),
        ...(credentials && { credentials }),
      };
    }
    default:
      return { kind: 'unsupported', scheme, variable };
  }
}

const defaultPorts = { http: 80, https: 443, socks5: 1080, socks5h: 1080 } as const;

function firstSet(
  env: Environment,
  names: readonly string[],
): { readonly variable: string; readonly value: string } | undefined {
  for (const variable of names) {
    const value = env[variable];
    if (value !== undefined && value !== '') return { variable, value };
  }
  return undefined;
}
