import { access, constants, stat } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { SumIndex } from '../module/gosum.ts';
import { isDirectory, type MirrorEntry } from '../module/mirror-list.ts';
import type { ModuleVersion } from '../module/path.ts';
import { type Destination, hostOf, hostPort, portOf } from '../network/address.ts';
import type { Peers } from '../network/connect-failure.ts';
import type { UsableRoute } from '../network/connector.ts';
import type { Route } from '../network/forward-proxy.ts';
import type { HttpClient } from '../network/http-client.ts';
import { isAbsoluteForm } from '../network/pool.ts';
import type { Resolve } from '../network/resolve.ts';
import type { LayerResult, MirrorDiagnosis } from './diagnosis.ts';
import { type DnsResult, type Names, probeDns, usableAddresses } from './dns-layer.ts';
import { probeHttp } from './http-layer.ts';
import { type ProxyOptions, probeProxy } from './proxy-layer.ts';
import type { StepTools } from './step.ts';
import { probeTcp } from './tcp-layer.ts';
import { probeTls } from './tls-layer.ts';
import { judgeMirror } from './verdict.ts';

export interface MirrorTools extends StepTools {
  readonly client: HttpClient;
  /** Hears of the addresses of a host, so that `client` need not look for them again. */
  readonly onAddresses: (host: string, addresses: readonly string[]) => void;
  readonly names: Names;
  /** As the relay finds a host: the servers of the input `dns` first. */
  readonly relay: Resolve;
  readonly router: (url: URL) => Route;
  readonly secureContext: () => SecureContext;
  readonly sums: SumIndex;
  /** The module to ask this mirror for, one that it may hear of; undefined where none is known. */
  readonly moduleFor: (mirror: MirrorEntry) => ModuleVersion | undefined;
  readonly database: string;
}

/** The way to one mirror, layer by layer, up to the first that does not work. Never throws. */
export async function diagnoseMirror(
  tools: MirrorTools,
  mirror: MirrorEntry,
): Promise<MirrorDiagnosis> {
  const layers = isDirectory(mirror)
    ? [await probeDirectory(tools, mirror)]
    : await probeServer(tools, mirror);
  return judgeMirror({ mirror: mirror.name, isPublic: mirror.isPublic, layers });
}

async function probeDirectory(
  { clock }: StepTools,
  { url, name }: MirrorEntry,
): Promise<LayerResult> {
  const startedAtMs = clock.now();
  const path = fileURLToPath(url);
  const problem = await stat(path).then(
    async (found) => {
      if (!found.isDirectory()) return `${name} is not a directory`;
      const isReadable = await access(path, constants.R_OK | constants.X_OK).then(
        () => true,
        () => false,
      );
      return isReadable ? undefined : `${name} cannot be read by this user`;
    },
    (error: NodeJS.ErrnoException) => `${name} is not there (${error.code})`,
  );
  return {
    layer: 'directory',
    durationMs: Math.round(clock.now() - startedAtMs),
    ...(problem !== undefined && { fault: { class: 'input' as const, detail: problem } }),
  };
}

async function probeServer(
  tools: MirrorTools,
  mirror: MirrorEntry,
): Promise<readonly LayerResult[]> {
  const url = new URL(mirror.url);
  const route = tools.router(url);
  if (route.kind === 'unsupported') {
    const { variable, scheme, why } = route;
    const detail = `${variable} ${why}`;
    const fault = { class: 'input' as const, detail };
    return [{ layer: 'forward proxy', name: scheme, variable, durationMs: 0, fault }];
  }
  const layers: LayerResult[] = [];
  const reached = await reach(tools, { url, route, isPublic: mirror.isPublic }, layers);
  if (reached === undefined) return layers;
  if (url.protocol === 'https:') {
    const host = hostOf(url);
    const { openAgain, peers, socket } = reached;
    const { secureContext } = tools;
    const tls = await probeTls(tools, socket, { host, peers, secureContext, openAgain });
    layers.push(tls);
    if (tls.fault) return confirmPoisoning(tools, url, layers);
  }
  reached.socket.destroy();
  const { client, sums, database } = tools;
  const module = tools.moduleFor(mirror);
  const { http, protocol } = await probeHttp(tools, { client, mirror, module, sums, database });
  // What the forward proxy says to a plain http request comes as an answer to it.
  if (http.fault?.class === 'proxy-auth' || http.fault?.class === 'proxy-unreachable') {
    const { fault } = http;
    return layers.map((layer) => (layer.layer === 'forward proxy' ? { ...layer, fault } : layer));
  }
  layers.push(http, ...(protocol ? [protocol] : []));
  return confirmPoisoning(tools, url, layers);
}

interface Reached {
  readonly socket: Socket;
  readonly peers: Peers;
  readonly openAgain: () => Promise<Socket | undefined>;
}

/** DNS and TCP, or the forward proxy in their place. Undefined where they lead nowhere. */
async function reach(
  tools: MirrorTools,
  {
    url,
    route,
    isPublic,
  }: { readonly url: URL; readonly route: UsableRoute; readonly isPublic: boolean },
  layers: LayerResult[],
): Promise<Reached | undefined> {
  const target: Destination = { host: hostOf(url), port: portOf(url) };
  const authority = hostPort(target.host, target.port);
  if (route.kind === 'forward-proxy') {
    const peers: Peers = { target: authority, forwardProxy: route };
    const options: ProxyOptions = {
      proxy: route,
      target: isAbsoluteForm(url, route) ? undefined : target,
      peers,
      resolve: tools.relay,
      secureContext: tools.secureContext,
    };
    const { result, socket } = await probeProxy(tools, options);
    layers.push(result);
    const openAgain = async () => (await probeProxy(tools, options)).socket;
    return socket && { socket, peers, openAgain };
  }
  const dns = await probeDns(tools, tools.names, { host: target.host, isPublic });
  layers.push(dns);
  if (dns.fault) return undefined;
  const addresses = usableAddresses(dns);
  tools.onAddresses(target.host, addresses);
  const { result, socket } = await probeTcp(tools, target.host, addresses, target.port);
  layers.push(result);
  if (socket === undefined) {
    layers.splice(0, layers.length, ...(await confirmPoisoning(tools, url, layers)));
    return undefined;
  }
  const openAgain = async () => (await probeTcp(tools, target.host, addresses, target.port)).socket;
  return { socket, peers: { target: authority }, openAgain };
}

/**
 * Two resolvers that share no address may both be right: large hosts have many. Only where the system's addresses lead
 * nowhere, and those of the servers in `dns` do, was the system given wrong ones.
 */
async function confirmPoisoning(
  tools: MirrorTools,
  url: URL,
  layers: readonly LayerResult[],
): Promise<readonly LayerResult[]> {
  const dns = layers.find((layer): layer is DnsResult => layer.layer === 'dns');
  if (dns?.comparison?.verdict !== 'different') return layers;
  const hasLedSomewhere = !layers.some(
    ({ layer, fault }) => fault && (layer === 'tcp' || layer === 'tls'),
  );
  if (!hasLedSomewhere || (await leadsSomewhere(tools, url, dns.addresses))) return layers;
  const comparison = { ...dns.comparison, verdict: 'poisoned' as const };
  return layers.map((layer) => (layer === dns ? { ...dns, comparison } : layer));
}

async function leadsSomewhere(
  tools: MirrorTools,
  url: URL,
  addresses: readonly string[],
): Promise<boolean> {
  const host = hostOf(url);
  const { socket } = await probeTcp(tools, host, addresses, portOf(url));
  if (socket === undefined) return false;
  if (url.protocol !== 'https:') {
    socket.destroy();
    return true;
  }
  const peers = { target: hostPort(host, portOf(url)) };
  const openAgain = () => Promise.resolve(undefined);
  const { secureContext } = tools;
  const tls = await probeTls(tools, socket, { host, peers, secureContext, openAgain });
  return tls.fault === undefined;
}
