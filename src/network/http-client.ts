import type { Clock } from '../effects.ts';
import { type Failure, FailureError } from '../failure.ts';
import type { BearerToken } from '../module/mirror-token.ts';
import { hostOf, hostPort, isLoopbackHost, portOf } from './address.ts';
import { createConnector, type OnStep, type UsableRoute } from './connector.ts';
import type { Credentials, FoundCredentials } from './credentials.ts';
import { discardBody } from './discard.ts';
import { type Answer, startExchange } from './exchange.ts';
import type { FirstByteLimits } from './first-byte-limit.ts';
import type { Route, UnsupportedProxy } from './forward-proxy.ts';
import type { OutgoingBody } from './outgoing-body.ts';
import { Pool, poolKey } from './pool.ts';
import { portalFailure, proxyRefusal } from './proxy-refusal.ts';
import { redirectTarget } from './redirect.ts';
import { requestHead } from './request-head.ts';
import { createResolver, type Resolve } from './resolve.ts';
import { lazySecureContext } from './tls.ts';

export type { Credentials } from './credentials.ts';

/** Milliseconds each part of an exchange may take. */
export interface ExchangeLimits extends FirstByteLimits {
  /** DNS, TCP, forward proxy and TLS together. */
  readonly connectMs: number;
  /** Without a byte while the consumer waits for the body. */
  readonly stallMs: number;
}

export interface ExchangeRequest {
  /** http or https; a user name and password in it are not sent, `credentials` are. */
  readonly url: URL;
  /** For this scheme, host and port only: a redirect elsewhere leaves them behind. */
  readonly credentials?: Credentials | BearerToken;
  /** Names in lower case; they go along to wherever a redirect leads, so nothing secret is among them. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly limits: ExchangeLimits;
  /** Ends the exchange at any point, the body included. */
  readonly signal: AbortSignal;
  /** Hears of the steps of every connection made for it, those to where a redirect leads included. */
  readonly onStep?: OnStep;
}

/** A request as somebody else made it, to be sent once and to this place only. */
export interface SendRequest {
  readonly method: string;
  /** http or https. */
  readonly url: URL;
  /** Names in lower case; the ones that belong to the connection are ours. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: OutgoingBody;
  readonly limits: ExchangeLimits;
  /** Ends the exchange at any point, the body of the answer included. */
  readonly signal: AbortSignal;
}

export interface ExchangeResponse {
  /** Any but a followed redirect, a forward proxy's 407 and 511; what it means is the caller's to say. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What proved who asks, at the place that answered: what the request had, or what was found for the URL. */
  readonly sent: 'given' | 'none' | Pick<FoundCredentials, 'origin'>;
  /** From the call of `get` to the header: connecting and redirects included. */
  readonly firstByteMs: number;
  readonly reusedConnection: boolean;
  /**
   * To be consumed, discarded or aborted, else the connection stays open. Throws FailureError: `stall` (phase body),
   * `connection-reset` (phase body), `truncated`, `http-other`; or the signal's reason. `return()` breaks it off.
   */
  readonly body: AsyncIterable<Buffer>;
  /** Ends the exchange without interest in the body; keeps the connection where little is left of it. Never throws. */
  discard(): Promise<void>;
}

export interface HttpClient {
  /** Follows up to 10 redirects. Throws FailureError, or the signal's reason when aborted. */
  get(request: ExchangeRequest): Promise<ExchangeResponse>;
  /** Follows no redirect and adds no credentials. Throws FailureError, or the signal's reason when aborted. */
  send(request: SendRequest): Promise<ExchangeResponse>;
  /** Cuts every connection, idle or busy; nothing of the client keeps the process alive afterwards. */
  close(): Promise<void>;
}

export interface HttpClientOptions {
  readonly router: (url: URL) => Route;
  /** The trusted roots, PEM; nothing else is trusted. */
  readonly certificates: readonly string[];
  readonly clock: Clock;
  /** Credentials for an https URL without `credentials` of its own: the first one, and hosts redirected to. */
  readonly credentialsFor?: (url: URL) => FoundCredentials | undefined;
  /** The system's resolver unless given. */
  readonly resolve?: Resolve;
}

/**
 * An HTTP/1.1 client over node:http that tells DNS, TCP, forward proxy and TLS apart, and whose every failure is a
 * `Failure` with the facts of the phase it happened in.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { clock, router, credentialsFor } = options;
  const pool = new Pool();
  const closing = new AbortController();
  const connect = createConnector({
    secureContext: lazySecureContext(options.certificates),
    resolve: options.resolve ?? createResolver(),
    clock,
  });

  async function hop(
    url: URL,
    request: Pick<SendRequest, 'limits'> & Partial<SendRequest> & Pick<ExchangeRequest, 'onStep'>,
    credentials: Credentials | BearerToken | undefined,
    signal: AbortSignal,
  ): Promise<Answer> {
    const route = router(url);
    if (route.kind === 'unsupported') throw unsupported(route);
    refuseInsecureCredentials(url, credentials);
    const server = hostPort(hostOf(url), portOf(url));
    const { connectMs, firstByteMs, shortSilence, stallMs } = request.limits;
    const answer = await startExchange({
      request: {
        method: request.method ?? 'GET',
        ...requestHead(url, route, credentials, request.headers),
        agent: pool,
        poolKey: poolKey(url, route),
        dial: () => connect(url, route, connectMs, signal, request.onStep),
      },
      ...(request.body && { body: request.body }),
      wireBytes: (socket) => pool.wireBytes(socket),
      server,
      firstByteMs,
      shortSilence,
      stallMs,
      clock,
      signal,
    });
    const refusal = networkRefusal(answer, url, route);
    if (!refusal) return answer;
    await discardBody(answer.body, answer.contentLength, clock);
    throw new FailureError(refusal);
  }

  function responseOf(
    answer: Answer,
    startedAtMs: number,
    sent: ExchangeResponse['sent'] = 'none',
  ): ExchangeResponse {
    const { status, headers, reusedConnection, body, contentLength } = answer;
    const firstByteMs = clock.now() - startedAtMs;
    const discard = () => discardBody(body, contentLength, clock);
    return { status, headers, sent, firstByteMs, reusedConnection, body, discard };
  }

  return {
    async get(request) {
      const startedAtMs = clock.now();
      const signal = AbortSignal.any([request.signal, closing.signal]);
      const trail = [request.url];
      for (;;) {
        const url = trail.at(-1) ?? request.url;
        const { credentials, sent } = credentialsOf(url);
        const answer = await hop(url, request, credentials, signal);
        const discard = () => discardBody(answer.body, answer.contentLength, clock);
        const next = await redirectOf(answer, trail, discard);
        if (!next) return responseOf(answer, startedAtMs, sent);
        trail.push(next);
      }

      function credentialsOf(url: URL): {
        readonly credentials?: Credentials | BearerToken;
        readonly sent: ExchangeResponse['sent'];
      } {
        const { credentials } = request;
        if (credentials && url.origin === request.url.origin) return { credentials, sent: 'given' };
        const found = url.protocol === 'https:' ? credentialsFor?.(url) : undefined;
        return found ? { credentials: found, sent: { origin: found.origin } } : { sent: 'none' };
      }
    },

    async send(request) {
      const startedAtMs = clock.now();
      const signal = AbortSignal.any([request.signal, closing.signal]);
      return responseOf(await hop(request.url, request, undefined, signal), startedAtMs);
    },

    async close() {
      closing.abort(
        new FailureError({ class: 'cancelled', detail: 'the HTTP client has been closed' }),
      );
      pool.destroy();
    },
  };
}

/** The next URL of a redirect, once the answer that named it is out of the way; undefined when it is the answer. */
async function redirectOf(
  { status, headers }: Answer,
  trail: readonly URL[],
  discard: () => Promise<void>,
): Promise<URL | undefined> {
  try {
    const next = redirectTarget(status, headers['location'], trail);
    if (next) await discard();
    return next;
  } catch (error) {
    await discard();
    throw error;
  }
}

/** What the network between us and the mirror said in the mirror's place. */
function networkRefusal(
  { status, headers }: Answer,
  url: URL,
  route: UsableRoute,
): Failure | undefined {
  if (status === 511) return portalFailure(url.host);
  if (status !== 407 || route.kind !== 'forward-proxy') return undefined;
  return proxyRefusal(407, route, url.host, headers['proxy-authenticate']);
}

/** As cmd/go ("refusing to pass credentials to insecure URL"); loopback traffic is nobody else's to read. */
function refuseInsecureCredentials(
  url: URL,
  credentials: Credentials | BearerToken | undefined,
): void {
  if (!credentials || url.protocol === 'https:' || isLoopbackHost(hostOf(url))) return;
  throw new FailureError({
    class: 'input',
    detail: `credentials for ${url.host} would travel unencrypted over http; use https`,
  });
}

function unsupported({ variable, why }: UnsupportedProxy) {
  return new FailureError({ class: 'input', detail: `${variable} ${why}` });
}
