import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { hostOf, hostPort, portOf } from './address.ts';
import type { Connection, UsableRoute } from './connector.ts';

/** What a request tells the pool besides Node's own options. */
export interface PooledRequest {
  /** Requests with the same key may share a connection. */
  readonly poolKey: string;
  /** Makes a connection when none is idle. */
  readonly dial: () => Promise<Connection>;
}

/**
 * Idle connections, and how a new one is made. Node's agent keeps the books (reuse, `Keep-Alive: timeout`, idle sockets
 * that hold no process open); connecting is ours, and its error reaches the request unchanged.
 */
export class Pool extends Agent {
  readonly #connections = new WeakMap<Duplex, Connection>();

  constructor() {
    super({ keepAlive: true });
  }

  /** Bytes that came in on the wire of a connection of this pool so far. */
  wireBytes(socket: Duplex): number {
    return this.#connections.get(socket)?.wireBytes() ?? 0;
  }

  override getName(options?: ClientRequestArgs & Partial<PooledRequest>): string {
    return options?.poolKey ?? '';
  }

  override createConnection(
    options: ClientRequestArgs & Partial<PooledRequest>,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const { dial } = options;
    if (!dial || !callback) throw new Error('this pool serves requests with a dial function only');
    // Node passes no stream along with an error; its types ask for one.
    const done = callback as (error: Error | null, stream?: Duplex) => void;
    dial().then(
      (connection) => {
        this.#connections.set(connection.socket, connection);
        done(null, connection.socket);
      },
      (error: Error) => done(error),
    );
  }
}

/**
 * One key per chain of peers. Plain http over an http or https forward proxy shares connections between targets,
 * because every request names its own; tunnels and direct connections belong to one target.
 */
export function poolKey(url: URL, route: UsableRoute): string {
  const target = `${url.protocol}//${hostPort(hostOf(url), portOf(url))}`;
  if (route.kind === 'direct') return target;
  const proxy = `${route.scheme}://${route.name} from ${route.variable}`;
  return isAbsoluteForm(url, route) ? proxy : `${target} over ${proxy}`;
}

/** True where the request line carries the whole URL (RFC 9112 §3.2.2): plain http to an http or https proxy. */
export function isAbsoluteForm(url: URL, route: UsableRoute): boolean {
  return (
    url.protocol === 'http:' &&
    route.kind === 'forward-proxy' &&
    (route.scheme === 'http' || route.scheme === 'https')
  );
}
