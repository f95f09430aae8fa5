import { join } from 'node:path';
import { findFreePort } from '../free-port.ts';
import { toolDirectory } from '../tools.ts';
import { startServer } from './server-process.ts';

/** What a connection suffers, in toxiproxy's own words. `upstream`: from the client to the server. */
export interface ToxicSpec {
  readonly type: 'reset_peer' | 'timeout' | 'limit_data';
  readonly stream: 'upstream' | 'downstream';
  readonly attributes: Readonly<Record<string, number>>;
}

export interface Toxic {
  /**
   * Connections that are open follow, too. The toxic itself stays in its place either way: removing a `timeout` closes
   * the connections it held, and `reset_peer` only makes RST of a close where it was there when the connection began.
   */
  turn(to: 'on' | 'off'): Promise<void>;
  remove(): Promise<void>;
}

export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  addToxic(spec: ToxicSpec, initially: 'on' | 'off'): Promise<Toxic>;
  /** Cuts every connection and frees the port. */
  remove(): Promise<void>;
}

/** A toxiproxy server on a free port of loopback. */
export interface Toxiproxy {
  /** A proxy on a free port before `127.0.0.1:upstreamPort`. */
  addProxy(name: string, upstreamPort: number): Promise<TcpProxy>;
  stop(): Promise<void>;
}

const host = '127.0.0.1';
const toxicity = { on: 1, off: 0 };

export async function startToxiproxy(): Promise<Toxiproxy> {
  const port = await findFreePort();
  const api = `http://${host}:${port}`;
  const server = await startServer({
    command: join(await toolDirectory('toxiproxy'), 'toxiproxy-server'),
    args: ['-host', host, '-port', String(port)],
    env: { LOG_LEVEL: 'error' },
    findUrl: () => `${api}/version`,
  });

  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${api}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`toxiproxy, ${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };

  return {
    async addProxy(name, upstreamPort) {
      const made = (await ask('POST', '/proxies', {
        name,
        listen: `${host}:0`,
        upstream: `${host}:${upstreamPort}`,
        enabled: true,
      })) as { readonly listen: string };
      const path = `/proxies/${name}`;
      return {
        host,
        port: Number(made.listen.split(':').at(-1)),
        async addToxic(spec, initially) {
          const toxic = { ...spec, name: spec.type, toxicity: toxicity[initially] };
          await ask('POST', `${path}/toxics`, toxic);
          const toxicPath = `${path}/toxics/${toxic.name}`;
          return {
            turn: async (to) => {
              await ask('PATCH', toxicPath, { toxicity: toxicity[to] });
            },
            remove: async () => {
              await ask('DELETE', toxicPath);
            },
          };
        },
        remove: async () => {
          await ask('DELETE', path);
        },
      };
    },
    stop: () => server.stop(),
  };
}
