import { isIP, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { Clock } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { untilAborted } from './abort.ts';
import { hostOf, hostPort, portOf } from './address.ts';
import { limitFailure, type Peers, type Step, stepFailure } from './connect-failure.ts';
import type { Route } from './forward-proxy.ts';
import { connectFirst } from './race.ts';
import type { Resolve } from './resolve.ts';
import { secure } from './tls.ts';
import { openTunnel } from './tunnel.ts';

/** A connection ready for a request. */
export interface Connection {
  readonly socket: Socket;
  /** Bytes that came in on the wire so far: with TLS more than the socket hands out, and earlier. */
  readonly wireBytes: () => number;
}

/** A route that we can take. */
export type UsableRoute = Exclude<Route, { readonly kind: 'unsupported' }>;

/**
 * Makes a connection for requests to `url` over `route`: DNS, TCP, the forward proxy's part and TLS, all within `limitMs`.
 * Throws a FailureError that names the step it died in, or the signal's reason; nothing stays open then.
 */
export type Connector = (
  url: URL,
  route: UsableRoute,
  limitMs: number,
  signal: AbortSignal,
  onStep?: OnStep,
) => Promise<Connection>;

/** Hears of each step that succeeded and how long it took; an address written as such has no `dns` step. */
export type OnStep = (step: Step, tookMs: number) => void;

export function createConnector(options: {
  readonly secureContext: () => SecureContext;
  readonly resolve: Resolve;
  readonly clock: Clock;
}): Connector {
  const { clock, resolve, secureContext } = options;

  async function run(
    url: URL,
    route: UsableRoute,
    limitMs: number,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Socket> {
    const host = hostOf(url);
    const port = portOf(url);
    const isHttps = url.protocol === 'https:';
    const handshake = (base: Socket) => {
      progress.begin('tls');
      return secure(base, host, secureContext(), signal);
    };
    const dial = async (dns: Step, tcp: Step, to: { host: string; port: number }) => {
      progress.begin(dns, isIP(to.host) !== 0);
      const addresses = await untilAborted(resolve(to.host), signal);
      if (addresses.length === 0) throw new Error('the answer names none');
      progress.begin(tcp);
      return connectFirst(addresses, to.port, clock, signal);
    };

    if (route.kind === 'direct') {
      const base = await dial('dns', 'tcp', { host, port });
      progress.base = base;
      return isHttps ? handshake(base) : base;
    }
    const base = await dial('proxy-dns', 'proxy-tcp', route);
    progress.base = base;
    let toProxy = base;
    if (route.scheme === 'https') {
      progress.begin('proxy-tls');
      toProxy = await secure(base, route.host, secureContext(), signal);
    }
    const isTunnelled = isHttps || route.scheme === 'socks5' || route.scheme === 'socks5h';
    if (!isTunnelled) return toProxy;
    progress.begin('tunnel');
    await openTunnel(toProxy, route, { host, port }, limitMs, signal);
    return isHttps ? handshake(toProxy) : toProxy;
  }

  return async (url, route, limitMs, signal, onStep = () => {}) => {
    const peers = peersOf(url, route);
    const progress = new Progress(clock, onStep);
    const stop = new AbortController();
    const onAbort = () => stop.abort(signal.reason);
    const cancelLimit = clock.after(limitMs, () =>
      stop.abort(new FailureError(limitFailure(progress.step, limitMs, peers))),
    );
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      signal.throwIfAborted();
      const socket = await run(url, route, limitMs, progress, stop.signal);
      progress.end();
      const base = progress.base ?? socket;
      return { socket, wireBytes: () => base.bytesRead };
    } catch (error) {
      progress.base?.destroy();
      if (signal.aborted) throw signal.reason;
      if (error instanceof FailureError) throw error;
      throw new FailureError(stepFailure(progress.step, error, peers));
    } finally {
      cancelLimit();
      signal.removeEventListener('abort', onAbort);
    }
  };
}

/** How far one connection has come; the limit's failure is told from it. */
class Progress {
  readonly #clock: Clock;
  readonly #onStep: OnStep;
  #step: Step | undefined;
  #isTrivial = false;
  #beganAtMs = 0;
  base?: Socket;

  constructor(clock: Clock, onStep: OnStep) {
    this.#clock = clock;
    this.#onStep = onStep;
  }

  get step(): Step {
    return this.#step ?? 'dns';
  }

  /** The step before this one has succeeded. `isTrivial`: nothing is done in it, nobody hears of it. */
  begin(step: Step, isTrivial = false): void {
    this.end();
    this.#step = step;
    this.#isTrivial = isTrivial;
    this.#beganAtMs = this.#clock.now();
  }

  /** The last step has succeeded. */
  end(): void {
    if (this.#step === undefined || this.#isTrivial) return;
    this.#onStep(this.#step, this.#clock.now() - this.#beganAtMs);
  }
}

function peersOf(url: URL, route: UsableRoute): Peers {
  const target = hostPort(hostOf(url), portOf(url));
  return route.kind === 'direct' ? { target } : { target, forwardProxy: route };
}
