import { request } from 'node:http';
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { userAgent } from '../network/request-head.ts';
import type { StepTools } from './step.ts';

/** A hint about the clock is not worth more. */
const limitMs = 3_000;

/**
 * Peer's clock minus ours, where the peer's certificate could not be verified for its dates: is the certificate too old,
 * or this machine's clock wrong? The certificate is not verified here. What is asked holds nothing, no path, no module and
 * no credentials, and of the answer only the time is read, which decides nothing but the wording of a hint.
 * Undefined where the peer does not tell. Never throws.
 */
export async function askClock(
  { clock, signal }: StepTools,
  host: string,
  open: () => Promise<Socket | undefined>,
): Promise<number | undefined> {
  const socket = await open().catch(() => undefined);
  if (socket === undefined) return undefined;
  return new Promise((resolve) => {
    const settle = (skewMs: number | undefined) => {
      cancel();
      signal.removeEventListener('abort', onEnd);
      socket.destroy();
      resolve(skewMs);
    };
    const onEnd = () => settle(undefined);
    const cancel = clock.after(limitMs, onEnd);
    const secured = connect({
      socket,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    secured.on('error', onEnd);
    socket.on('error', onEnd);
    if (signal.aborted) onEnd();
    else signal.addEventListener('abort', onEnd, { once: true });
    secured.once('secureConnect', () => {
      request({
        method: 'HEAD',
        path: '/',
        setHost: false,
        headers: { Host: host, 'User-Agent': userAgent, Connection: 'close' },
        createConnection: () => secured,
      })
        .on('error', onEnd)
        .once('response', ({ headers }) => settle(skewOf(headers.date)))
        .end();
    });
  });
}

/** Peer's clock minus ours; its granularity is a second. */
export function skewOf(date: string | undefined): number | undefined {
  const told = Date.parse(date ?? '');
  return Number.isNaN(told) ? undefined : told - Date.now();
}
