import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { FailureError } from '../failure.ts';
import { type Destination, hostPort } from './address.ts';
import { basicAuthorization } from './credentials.ts';
import type { ForwardProxy } from './forward-proxy.ts';
import { proxyRefusal } from './proxy-refusal.ts';
import { userAgent } from './request-head.ts';

/**
 * Asks for a tunnel with CONNECT (RFC 9110 §9.3.6). Throws `proxy-auth` for a 407, `captive-portal` for a 511,
 * `proxy-unreachable` for any other answer but 200 (Go takes no other 2xx either), the socket's error, or the signal's
 * reason.
 */
export function connectThrough(
  socket: Socket,
  proxy: ForwardProxy,
  target: Destination,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const authority = hostPort(target.host, target.port);
    const asked = request({
      method: 'CONNECT',
      path: authority,
      setHost: false,
      headers: {
        Host: authority,
        'User-Agent': userAgent,
        ...(proxy.credentials && { 'Proxy-Authorization': basicAuthorization(proxy.credentials) }),
      },
      createConnection: () => socket,
    });
    const onAbort = () => fail(signal.reason);
    const settle = () => signal.removeEventListener('abort', onAbort);
    const fail = (reason: unknown) => {
      settle();
      socket.destroy();
      reject(reason);
    };
    asked.on('error', fail);
    asked.once('connect', (answer, _socket, head: Buffer) => {
      const status = answer.statusCode ?? 0;
      if (status !== 200) {
        fail(new FailureError(proxyRefusal(status, proxy, authority, challengeOf(answer))));
        return;
      }
      settle();
      // The far end may speak first, in the same packet as the proxy's answer.
      if (head.length > 0) socket.unshift(head);
      resolve();
    });
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    asked.end();
  });
}

/** The Proxy-Authenticate headers, which Node keeps apart or joins. */
function challengeOf({ headers }: IncomingMessage): string {
  return [headers['proxy-authenticate'] ?? []].flat().join(', ');
}
