import type { BearerToken } from '../module/mirror-token.ts';
import type { UsableRoute } from './connector.ts';
import { authorization, basicAuthorization, type Credentials } from './credentials.ts';
import { isAbsoluteForm } from './pool.ts';

/** What every request of ours, to a mirror or a forward proxy, calls itself. */
export const userAgent = 'go-mod-resilient';

export interface RequestHead {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Request line and header of a request for `url` over `route`.
 * @param given headers of the request itself, names in lower case; they win over ours but where they would break the exchange
 */
export function requestHead(
  url: URL,
  route: UsableRoute,
  credentials: Credentials | BearerToken | undefined,
  given: Readonly<Record<string, string>> = {},
): RequestHead {
  const path = `${url.pathname}${url.search}`;
  const headers = {
    ...given,
    Host: url.host,
    ...(given['user-agent'] === undefined && { 'User-Agent': userAgent }),
    // Byte counts and hashes are those of the file, not of its compressed form.
    'Accept-Encoding': 'identity',
    ...(credentials && { Authorization: authorization(credentials) }),
  };
  if (!isAbsoluteForm(url, route)) return { path, headers };
  const proxyCredentials = route.kind === 'forward-proxy' ? route.credentials : undefined;
  return {
    path: `${url.origin}${path}`,
    headers: {
      ...headers,
      ...(proxyCredentials && { 'Proxy-Authorization': basicAuthorization(proxyCredentials) }),
    },
  };
}
