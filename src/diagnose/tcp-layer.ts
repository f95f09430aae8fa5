import { connect, isIPv4, type Socket } from 'node:net';
import type { Cancel } from '../effects.ts';
import { hostPort } from '../network/address.ts';
import type { Fault, LayerResult, TcpAttempt, TcpOutcome } from './diagnosis.ts';
import { layerLimits, type StepTools } from './step.ts';

/** A host with many addresses is judged by the first of each family. */
const mostPerFamily = 3;

/** Once one address answers, the others need not be waited for as long as if none did. */
const otherAddressesMs = 1_500;

export interface TcpFindings {
  readonly result: LayerResult & { readonly layer: 'tcp' };
  /** Connected; the caller's to destroy. */
  readonly socket: Socket | undefined;
}

/** Connects to the addresses of a host side by side, so that each family is heard of. Never throws. */
export async function probeTcp(
  tools: StepTools,
  host: string,
  addresses: readonly string[],
  port: number,
): Promise<TcpFindings> {
  const startedAtMs = tools.clock.now();
  const chosen = [4, 6].flatMap((family) =>
    addresses.filter((address) => familyOf(address) === family).slice(0, mostPerFamily),
  );
  const enough = new AbortController();
  let cancelWait: Cancel = () => {};
  const signal = AbortSignal.any([tools.signal, enough.signal]);
  const tried = await Promise.all(
    chosen.map(async (address) => {
      const dialled = await dial({ ...tools, signal }, address, port);
      if (dialled.socket) {
        cancelWait();
        cancelWait = tools.clock.after(otherAddressesMs, () => enough.abort());
      }
      return dialled;
    }),
  );
  cancelWait();
  const winner = tried
    .filter(({ socket }) => socket !== undefined)
    .toSorted((a, b) => a.attempt.durationMs - b.attempt.durationMs)[0];
  for (const { socket } of tried) if (socket !== winner?.socket) socket?.destroy();
  const attempts = tried.map(({ attempt }) => attempt);
  const fault = winner ? undefined : tcpFault(hostPort(host, port), attempts);
  return {
    result: {
      layer: 'tcp',
      attempts,
      durationMs: winner?.attempt.durationMs ?? Math.round(tools.clock.now() - startedAtMs),
      ...(fault && { fault }),
    },
    socket: winner?.socket,
  };
}

interface Dialled {
  readonly attempt: TcpAttempt;
  readonly socket: Socket | undefined;
}

function dial({ clock, signal }: StepTools, address: string, port: number): Promise<Dialled> {
  const startedAtMs = clock.now();
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, noDelay: true });
    let isSettled = false;
    const settle = (outcome: TcpOutcome) => {
      if (isSettled) return;
      isSettled = true;
      cancel();
      signal.removeEventListener('abort', onSilence);
      if (outcome !== 'connected') socket.destroy();
      resolve({
        attempt: {
          address,
          family: familyOf(address),
          outcome,
          durationMs: Math.round(clock.now() - startedAtMs),
        },
        socket: outcome === 'connected' ? socket : undefined,
      });
    };
    const onSilence = () => settle('silent');
    const cancel = clock.after(layerLimits.tcpMs, onSilence);
    socket.once('connect', () => settle('connected'));
    // Stays for the life of the socket: an error while it has no owner must not end the process.
    socket.on('error', (error: NodeJS.ErrnoException) => settle(outcomeOf(error.code)));
    if (signal.aborted) onSilence();
    else signal.addEventListener('abort', onSilence, { once: true });
  });
}

function outcomeOf(code: string | undefined): TcpOutcome {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return 'reset';
    case 'ETIMEDOUT':
      return 'silent';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EACCES':
    case 'EPERM':
      return 'unreachable';
    default:
      return 'other';
  }
}

/** What all addresses together say: the most telling answer counts, as it does for the relay. */
function tcpFault(target: string, attempts: readonly TcpAttempt[]): Fault {
  const outcomes = attempts.map(({ outcome }) => outcome);
  const told = attempts.map(({ address, outcome }) => `${address} ${tcpWords[outcome]}`).join(', ');
  const detail = `no TCP connection to ${target}: ${told}`;
  if (outcomes.includes('refused')) return { class: 'connect-refused', detail };
  if (outcomes.includes('reset')) return { class: 'connection-reset', detail };
  if (outcomes.includes('silent')) return { class: 'connect-timeout', detail };
  return { class: 'unreachable', detail };
}

/** After an address. */
export const tcpWords: Readonly<Record<TcpOutcome, string>> = {
  connected: 'connects',
  refused: 'refuses',
  reset: 'resets the connection',
  silent: 'is silent',
  unreachable: 'cannot be reached from here',
  other: 'fails',
};

function familyOf(address: string): 4 | 6 {
  return isIPv4(address) ? 4 : 6;
}
