import type { Socket } from 'node:net';
import type { Destination } from './address.ts';
import type { ForwardProxy } from './forward-proxy.ts';
import { connectThrough } from './http-tunnel.ts';
import { socksThrough } from './socks-tunnel.ts';

/**
 * Asks the forward proxy at the other end of `socket` for a tunnel to `target`, by the protocol of its scheme.
 * `limitMs` is what the connection as a whole may take; `signal` ends the wait earlier.
 */
export function openTunnel(
  socket: Socket,
  proxy: ForwardProxy,
  target: Destination,
  limitMs: number,
  signal: AbortSignal,
): Promise<void> {
  switch (proxy.scheme) {
    case 'http':
    case 'https':
      return connectThrough(socket, proxy, target, signal);
    case 'socks5':
    case 'socks5h':
      return socksThrough(socket, proxy, target, limitMs, signal);
  }
}
