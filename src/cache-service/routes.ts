import type { IncomingHttpHeaders } from 'node:http';
import { blobCall, type CallKind, restCall, twirpCall } from './calls.ts';
import type { ServicePlace } from './place.ts';

/** Where a request to the gateway leads. */
export interface Route {
  readonly kind: CallKind;
  readonly url: URL;
  /** Its URL is the permission: a random one of ours here, a signed one at the service. */
  readonly isSigned: boolean;
  /** The headers to send, of those that the client sent. */
  headers(given: IncomingHttpHeaders): Readonly<Record<string, string>>;
}

export interface Routes {
  /** Undefined for what is no call of the protocols. @param target path and query as requested */
  find(method: string, target: string): Route | undefined;
  /** A URL of the gateway in the place of a signed one. */
  lead(url: string): string;
  readonly variables: Readonly<Record<string, string>>;
}

/** They belong to one connection, or are made anew for the next one. */
const connectionHeaders: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'content-length',
  'accept-encoding',
  'authorization',
]);

/**
 * @param base the gateway's own URL, without a final slash
 * @param token what nobody but the client knows
 */
export function createRoutes(place: ServicePlace, base: string, token: string): Routes {
  const signed: URL[] = [];
  const { resultsUrl, cacheUrl } = place;

  const find = (method: string, target: string): Omit<Route, 'headers'> | undefined => {
    if (!URL.canParse(target, base)) return undefined;
    const { pathname, search } = new URL(target, base);
    if (pathname.startsWith('/twirp/')) {
      const kind = twirpCall(method, pathname);
      return kind && resultsUrl && { kind, url: new URL(pathname, resultsUrl), isSigned: false };
    }
    if (pathname.startsWith('/v1/')) {
      const path = pathname.slice('/v1/'.length);
      const kind = restCall(method, path);
      return kind && cacheUrl && { kind, url: below(cacheUrl, path, search), isSigned: false };
    }
    // Three segments: Azure's client takes them for account, container and blob.
    const [, first, index, last, ...more] = pathname.split('/');
    const known = /^\d{1,6}$/.test(index ?? '') ? signed[Number(index)] : undefined;
    const kind = blobCall(method);
    if (first !== token || last !== 'archive' || more.length > 0 || !known || !kind)
      return undefined;
    const url = new URL(known);
    // The client adds to the query (the number of a block) and keeps what was there.
    url.search = search;
    return { kind, url, isSigned: true };
  };

  return {
    find(method, target) {
      const route = find(method, target);
      return (
        route && {
          ...route,
          headers: (given) => ({
            ...passedHeaders(given),
            ...(!route.isSigned && { authorization: `Bearer ${place.token}` }),
          }),
        }
      );
    },
    lead(url) {
      const { search } = new URL(url);
      signed.push(new URL(url));
      return `${base}/${token}/${signed.length - 1}/archive${search}`;
    },
    variables: {
      ...(resultsUrl && { ACTIONS_RESULTS_URL: `${base}/` }),
      ...(cacheUrl && { ACTIONS_CACHE_URL: `${base}/v1/` }),
    },
  };
}

/** As @actions/cache puts it together: text behind text. */
function below(service: URL, path: string, search: string): URL {
  const text = service.href;
  return new URL(`${text.endsWith('/') ? text : `${text}/`}${path}${search}`);
}

function passedHeaders(given: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined || connectionHeaders.has(name)
        ? []
        : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

/** The headers of the service's answer, for the client. @param length undefined where it is not known */
export function answerHeaders(
  headers: Readonly<Record<string, string>>,
  length: number | undefined,
): Readonly<Record<string, string>> {
  const passed = Object.entries(headers).filter(([name]) => !connectionHeaders.has(name));
  return Object.fromEntries([
    ...passed,
    ...(length === undefined ? [] : [['content-length', String(length)]]),
  ]);
}
