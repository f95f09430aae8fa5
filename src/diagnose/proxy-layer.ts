import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { untilAborted } from '../network/abort.ts';
import type { Destination } from '../network/address.ts';
import { limitFailure, type Peers, type Step, stepFailure } from '../network/connect-failure.ts';
import type { ForwardProxy } from '../network/forward-proxy.ts';
import { connectFirst } from '../network/race.ts';
import type { Resolve } from '../network/resolve.ts';
import { secure } from '../network/tls.ts';
import { openTunnel } from '../network/tunnel.ts';
import { faultOf, type LayerResult } from './diagnosis.ts';
import { layerLimits, type StepTools, timed } from './step.ts';

export interface ProxyFindings {
  readonly result: LayerResult & { readonly layer: 'forward proxy' };
  /** To the proxy or, where there is one, through its tunnel; the caller's to destroy. */
  readonly socket: Socket | undefined;
}

export interface ProxyOptions {
  readonly proxy: ForwardProxy;
  /** What to ask a tunnel to; undefined where the proxy takes the request itself (plain http). */
  readonly target: Destination | undefined;
  readonly peers: Peers;
  readonly resolve: Resolve;
  readonly secureContext: () => SecureContext;
}

/** Reaches the forward proxy and has it open a tunnel. Never throws. */
export async function probeProxy(
  tools: StepTools,
  { proxy, target, peers, resolve, secureContext }: ProxyOptions,
): Promise<ProxyFindings> {
  let at: Step = 'proxy-dns';
  let socket: Socket | undefined;
  const step = await timed(
    tools,
    layerLimits.tunnelMs,
    async (signal) => {
      const addresses = await untilAborted(resolve(proxy.host), signal);
      if (addresses.length === 0) throw new Error('the answer names none');
      at = 'proxy-tcp';
      socket = await connectFirst(addresses, proxy.port, tools.clock, signal);
      if (proxy.scheme === 'https') {
        at = 'proxy-tls';
        socket = await secure(socket, proxy.host, secureContext(), signal);
      }
      if (target === undefined) return;
      at = 'tunnel';
      await openTunnel(socket, proxy, target, layerLimits.tunnelMs, signal);
    },
    (limitMs) => limitFailure(at, limitMs, peers),
    (thrown) => stepFailure(at, thrown, peers),
  );
  const { durationMs } = step;
  const { name, variable } = proxy;
  const result = { layer: 'forward proxy', name, variable, durationMs } as const;
  if ('value' in step) return { result, socket };
  socket?.destroy();
  return { result: { ...result, fault: faultOf(step.failure) }, socket: undefined };
}
