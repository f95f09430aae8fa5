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
  /** What this client does not speak, or Go refuses: such a job is left to `go`. */
  | UnsupportedProxy;

export interface UnsupportedProxy {
  readonly kind: 'unsupported';
  readonly scheme: string;
  readonly variable: string;
  /** What there is to say of the variable: `HTTPS_PROXY …`. */
  readonly why: string;
}

export type ForwardProxy = Extract<Route, { readonly kind: 'forward-proxy' }>;

const direct: Route = { kind: 'direct' };

/**
 * The route of a URL by the rules of golang.org/x/net/http/httpproxy, so that what we fetch and what `go` fetches goes the
 * same way: HTTPS_PROXY for https and HTTP_PROXY for http, upper case before lower case, never ALL_PROXY; NO_PROXY, and
 * localhost and loopback addresses always direct; a proxy URL that cannot be parsed counts as none. Inside a CGI script
 * (REQUEST_METHOD set) a client can set HTTP_PROXY by a header, so that every plain http request is refused, whatever its host.
 */
export function createRouter(env: Environment): (url: URL) => Route {
  const https = routeOf(env, proxyVariables.https);
  const http = routeOf(env, proxyVariables.http);
  const isBypassed = createBypass(firstSet(env, proxyVariables.no)?.value ?? '');
  const isCgi = isCgiScript(env);
  return (url) => {
    const host = hostOf(url);
    if (isCgi && url.protocol === 'http:' && http.kind === 'forward-proxy') return refused(http);
    if (isLoopbackHost(host) || isBypassed({ host, port: portOf(url) })) return direct;
    if (url.protocol === 'https:') return https;
    return url.protocol === 'http:' ? http : direct;
  };
}

/** The variables of each kind, in the order in which Go looks. */
export const proxyVariables = {
  https: ['HTTPS_PROXY', 'https_proxy'],
  http: ['HTTP_PROXY', 'http_proxy'],
  no: ['NO_PROXY', 'no_proxy'],
} as const;

/** Whether Go takes this for the environment of a CGI script. */
export function isCgiScript(env: Environment): boolean {
  return Boolean(env['REQUEST_METHOD']);
}

function refused({ scheme, variable }: ForwardProxy): Route {
  const why = 'is not used where REQUEST_METHOD is set, as in a CGI script: Go refuses it';
  return { kind: 'unsupported', scheme, variable, why };
}

/** The forward proxy that one of these variables names, whatever the target. */
export function routeOf(env: Environment, names: readonly string[]): Route {
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
      return {
        kind: 'unsupported',
        scheme,
        variable,
        why: `names a forward proxy with the scheme ${scheme}; http, https, socks5 and socks5h are known`,
      };
  }
}

const defaultPorts = { http: 80, https: 443, socks5: 1080, socks5h: 1080 } as const;

/** The first of these variables that is set and not empty. */
export function firstSet(
  env: Environment,
  names: readonly string[],
): { readonly variable: string; readonly value: string } | undefined {
  for (const variable of names) {
    const value = env[variable];
    if (value !== undefined && value !== '') return { variable, value };
  }
  return undefined;
}
