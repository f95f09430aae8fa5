import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const pollMs = 2;
/** A peer that does not read keeps its window shut; past this the rest is given up. */
const patienceMs = 2_000;
/** Where the kernel cannot be asked, loopback has taken what it will take after this long. */
const blindWaitMs = 50;

/** Bytes of this connection that the peer's kernel has not acknowledged, as /proc/net/tcp tells. */
async function unacknowledgedBytes(socket: Socket): Promise<number | undefined> {
  const table = await readFile('/proc/net/tcp', 'latin1').catch(() => undefined);
  if (table === undefined) return undefined;
  const hex = (port = 0) => port.toString(16).toUpperCase().padStart(4, '0');
  const pattern = new RegExp(
    `: [0-9A-F]{8}:${hex(socket.localPort)} [0-9A-F]{8}:${hex(socket.remotePort)} [0-9A-F]{2} ([0-9A-F]{8}):`,
  );
  const queued = pattern.exec(table)?.[1];
  return queued === undefined ? undefined : Number.parseInt(queued, 16);
}

/**
 * Resolves when everything written to `socket` has reached the peer: a reset throws away what is still
 * in the send queue, and a fault that promised N bytes would deliver fewer. IPv4 loopback only.
 */
export async function untilDelivered(socket: Socket): Promise<void> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pollMs) {
    if (socket.destroyed) return;
    const queued = await unacknowledgedBytes(socket);
    if (queued === undefined) return pause(blindWaitMs);
    if (queued === 0 && socket.writableLength === 0) return;
    await pause(pollMs);
  }
}
