import type { UsableRoute } from './connector.ts';
import { basicAuthorization, type Credentials } from './credentials.ts';
import { isAbsoluteForm } from './pool.ts';

/** What every request of ours, to a mirror or a forward proxy, calls itself. */
export const userAgent = 'go-mod-resilient';

export interface RequestHead {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Request line and header of a GET for `url` over `route`. */
export function requestHead(
  url: URL,
  route: UsableRoute,
  credentials: Credentials | undefined,
): RequestHead {
  const path = `${url.pathname}${url.search}`;
  const headers = {
    Host: url.host,
    'User-Agent': userAgent,
    // Byte counts and hashes are those of the file, not of its compressed form.
    'Accept-Encoding': 'identity',
    ...(credentials && { Authorization: basicAuthorization(credentials) }),
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
