import { connect, isIPv4, type Socket } from 'node:net';
import type { Cancel, Clock } from '../effects.ts';

/** RFC 8305 §5: the recommended pause before the next address is tried beside the one under way. */
const attemptDelayMs = 250;

/** RFC 8305 §4: families alternate, beginning with the one the resolver put first. */
export function interleaveFamilies(addresses: readonly string[]): readonly string[] {
  const startsWithV4 = isIPv4(addresses[0] ?? '');
  const first = addresses.filter((address) => isIPv4(address) === startsWithV4);
  const second = addresses.filter((address) => isIPv4(address) !== startsWithV4);
  return first.flatMap((address, index) => {
    const other = index === first.length - 1 ? second.slice(index) : second.slice(index, index + 1);
    return [address, ...other];
  });
}

/**
 * Connects to whichever address answers first (happy eyeballs, RFC 8305) and destroys the other attempts.
 * Node's `autoSelectFamily` is not used: it gives up on an address after its 250 ms instead of letting the attempts
 * run side by side, so a host whose round trip takes longer is only reachable at its last address.
 * Throws an AggregateError with the system error of every address, or the signal's reason.
 */
export function connectFirst(
  addresses: readonly string[],
  port: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const waiting = [...interleaveFamilies(addresses)];
    const attempts = new Set<Socket>();
    const errors: Error[] = [];
    let cancelNext: Cancel = () => {};

    const settle = () => {
      cancelNext();
      signal.removeEventListener('abort', onAbort);
      for (const socket of attempts) socket.destroy();
      attempts.clear();
    };
    const onAbort = () => {
      settle();
      reject(signal.reason);
    };
    const startNext = () => {
      cancelNext();
      const host = waiting.shift();
      if (host === undefined) {
        if (attempts.size > 0) return;
        settle();
        reject(new AggregateError(errors));
        return;
      }
      const socket = connect({ host, port, noDelay: true });
      attempts.add(socket);
      // Stays for the life of the socket: an error while it has no owner must not end the process.
      socket.on('error', (error) => {
        if (!attempts.delete(socket)) return;
        errors.push(error);
        startNext();
      });
      socket.once('connect', () => {
        if (!attempts.delete(socket)) return;
        settle();
        resolve(socket);
      });
      if (waiting.length > 0) cancelNext = clock.after(attemptDelayMs, startNext);
    };

    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    startNext();
  });
}
