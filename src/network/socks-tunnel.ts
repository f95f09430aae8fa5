import type { Socket } from 'node:net';
import { isNativeError } from 'node:util/types';
import { SocksClient } from 'socks';
import { type Failure, FailureError } from '../failure.ts';
import { type Destination, hostPort } from './address.ts';
import type { ForwardProxy } from './forward-proxy.ts';
import { authRefusal, describeProxy } from './proxy-refusal.ts';

/**
 * Asks for a tunnel by SOCKS5 (RFC 1928, user name and password by RFC 1929). The name of the target goes to the proxy
 * unresolved for `socks5` and `socks5h` alike, as Go's net/http does. Throws `proxy-auth`, what the proxy said of the
 * target (`connect-refused`, `unreachable`), `proxy-unreachable` for other refusals, or the signal's reason.
 */
export async function socksThrough(
  socket: Socket,
  proxy: ForwardProxy,
  target: Destination,
  limitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const onAbort = () => socket.destroy();
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await SocksClient.createConnection({
      command: 'connect',
      proxy: {
        type: 5,
        host: proxy.host,
        port: proxy.port,
        ...(proxy.credentials && {
          userId: proxy.credentials.username,
          password: proxy.credentials.password,
        }),
      },
      destination: { host: target.host, port: target.port },
      existing_socket: socket,
      // The library's own default of 30 s would cut a longer connect limit short.
      timeout: limitMs,
    });
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw signal.reason;
    throw new FailureError(refusal(error, proxy, hostPort(target.host, target.port)));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * `socks` tells its errors apart by text only: `… rejected connection - HostUnreachable` and the like. Its error object
 * carries the proxy's password, so it is not passed on as a cause.
 */
function refusal(error: unknown, proxy: ForwardProxy, target: string): Failure {
  const said = isNativeError(error) ? error.message : String(error);
  const detail = `${describeProxy(proxy)} opened no tunnel to ${target}: ${said}`;
  if (/authentication/i.test(said)) return authRefusal(proxy);
  if (said.endsWith('ConnectionRefused')) return { class: 'connect-refused', host: target, detail };
  if (/(?:HostUnreachable|NetworkUnreachable|TTLExpired)$/.test(said)) {
    return { class: 'unreachable', host: target, detail };
  }
  return {
    class: 'proxy-unreachable',
    host: target,
    forwardProxy: proxy.name,
    proxyVariable: proxy.variable,
    detail,
  };
}
