import { isIP } from 'node:net';
import { untilAborted } from '../network/abort.ts';
import { askNameServers, type NameAnswer, type NameProblem } from '../network/name-server.ts';
import { isPublicName, specialKind } from '../network/special-address.ts';
import type {
  ComparisonVerdict,
  DnsComparison,
  DnsLayer,
  Fault,
  LayerResult,
  ServerAnswer,
  SuspiciousAddress,
} from './diagnosis.ts';
import { layerLimits, type StepTools } from './step.ts';
import type { Lookup } from './system-lookup.ts';

/** How names are asked for; the system's part is replaced in tests. */
export interface Names {
  /** The system's resolver, as `go` and git use it. */
  readonly system: Lookup;
  /** The name servers that the system is set to, for what the system's resolver does not tell. */
  readonly systemServers: readonly string[];
  /** The input `dns`; empty without it. */
  readonly chosen: readonly string[];
}

export interface DnsTarget {
  readonly host: string;
  /** One of the public mirrors: no address of a private network can be right. */
  readonly isPublic: boolean;
}

export type DnsResult = DnsLayer & LayerResult;

/** Two tries, within the layer's limit. */
const ofServers = { timeoutMs: 2_000, tries: 1 } as const;

/** Resolves a host as the relay and `go` do, and finds out why where that fails. Never throws. */
export async function probeDns(
  tools: StepTools,
  names: Names,
  { host, isPublic }: DnsTarget,
): Promise<DnsResult> {
  const { clock } = tools;
  const startedAtMs = clock.now();
  if (isIP(host) !== 0) {
    return {
      layer: 'dns',
      host,
      addresses: [host],
      servers: [],
      suspicious: [],
      durationMs: 0,
    };
  }
  const [own, ofItsServers, answers] = await Promise.all([
    askSystem(tools, names.system, host),
    askSystemServers(tools, names, host),
    Promise.all(names.chosen.map((server) => askServer(tools, server, host))),
  ]);
  const { addresses: known, problem, isHanging } = merge(own, ofItsServers);
  const comparison: DnsComparison | undefined =
    names.chosen.length === 0 ? undefined : { answers, verdict: compare(known, answers) };
  const result = {
    layer: 'dns' as const,
    host,
    addresses: known,
    ...(problem && { problem }),
    ...(isHanging && { isHanging }),
    servers: names.systemServers,
    suspicious: suspiciousAmong(known, host, isPublic),
    ...(comparison && { comparison }),
    durationMs: Math.round(clock.now() - startedAtMs),
  };
  const fault = usableAddresses(result).length > 0 ? undefined : dnsFault(result);
  return { ...result, ...(fault && { fault }) };
}

/** The addresses that the relay would use: those of the input `dns` first, the system's where they know none. */
export function usableAddresses({
  addresses,
  comparison,
}: Pick<DnsLayer, 'addresses' | 'comparison'>): readonly string[] {
  const chosen = comparison?.answers.find((answer) => answer.addresses.length > 0)?.addresses;
  return chosen ?? addresses;
}

type SystemFailure = 'not-found' | 'failed' | 'timeout';

async function askSystem(
  { clock, signal }: StepTools,
  system: Lookup,
  host: string,
): Promise<readonly string[] | SystemFailure> {
  const limit = new AbortController();
  const cancel = clock.after(layerLimits.dnsMs, () => limit.abort());
  const ending = AbortSignal.any([signal, limit.signal]);
  try {
    const found = await untilAborted(system(host, ending), ending);
    return found.length > 0 ? [...new Set(found)] : 'not-found';
  } catch (error) {
    if (ending.aborted) return 'timeout';
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOTFOUND' || code === 'EAI_NODATA' ? 'not-found' : 'failed';
  } finally {
    cancel();
  }
}

/** getaddrinfo has one word for a resolver that refuses, fails or is silent; its servers say which. */
function askSystemServers(
  tools: StepTools,
  { systemServers }: Names,
  host: string,
): Promise<NameAnswer | undefined> {
  if (systemServers.length === 0) return Promise.resolve(undefined);
  return askNameServers(host, { servers: systemServers, ...ofServers, ...tools });
}

/**
 * What the system's servers say is believed where it fits what its resolver said: /etc/hosts is read by the latter alone.
 * Where its lookup does not come back, they tell a silent server from a module of nsswitch that hangs.
 */
function merge(
  own: readonly string[] | SystemFailure,
  ofItsServers: NameAnswer | undefined,
): Pick<DnsLayer, 'addresses' | 'problem' | 'isHanging'> {
  const said = ofItsServers?.kind === 'problem' ? ofItsServers.problem : undefined;
  switch (own) {
    case 'not-found':
      return { addresses: [], problem: said === 'no-address' ? said : 'nxdomain' };
    case 'failed':
      return { addresses: [], problem: said ?? 'servfail' };
    case 'timeout':
      return ofItsServers?.kind === 'addresses'
        ? { addresses: ofItsServers.addresses, isHanging: true }
        : { addresses: [], problem: said ?? 'timeout' };
    default:
      return { addresses: own };
  }
}

async function askServer(tools: StepTools, server: string, host: string): Promise<ServerAnswer> {
  const startedAtMs = tools.clock.now();
  const answer = await askNameServers(host, { servers: [server], ...ofServers, ...tools });
  const durationMs = Math.round(tools.clock.now() - startedAtMs);
  return answer.kind === 'addresses'
    ? { server, durationMs, addresses: answer.addresses }
    : { server, durationMs, addresses: [], problem: answer.problem };
}

function compare(system: readonly string[], answers: readonly ServerAnswer[]): ComparisonVerdict {
  const others = new Set(answers.flatMap(({ addresses }) => addresses));
  if (others.size === 0) return system.length === 0 ? 'no-such-host' : 'only-system';
  if (system.length === 0) return 'system-broken';
  return system.some((address) => others.has(address)) ? 'same' : 'different';
}

function suspiciousAmong(
  addresses: readonly string[],
  host: string,
  isPublic: boolean,
): readonly SuspiciousAddress[] {
  if (!isPublic && !isPublicName(host)) return [];
  return addresses.flatMap((address) => {
    const kind = specialKind(address);
    // A company's own mirror has a private address under a public name as often as not.
    if (kind === undefined || (kind === 'private' && !isPublic)) return [];
    return [{ address, kind }];
  });
}

function dnsFault({ host, problem = 'nxdomain', servers, comparison }: DnsLayer): Fault {
  const who =
    servers.length === 0
      ? "the system's resolver"
      : `the system's resolver (${servers.join(', ')})`;
  const others =
    comparison === undefined
      ? ''
      : `; of the servers in \`dns\`: ${comparison.answers.map(({ server, problem: said }) => `${server} ${said === undefined ? 'answers' : problemWords[said]}`).join(', ')}`;
  return {
    class: 'dns',
    detail: `no address for ${host}: ${who} ${problemWords[problem]}${others}`,
  };
}

/** After the name of a server. */
export const problemWords: Readonly<Record<NameProblem, string>> = {
  nxdomain: 'says there is no such name (NXDOMAIN)',
  'no-address': 'knows the name, and no address for it',
  servfail: 'answers that it failed (SERVFAIL)',
  refused: 'refuses to answer (REFUSED)',
  timeout: 'gives no answer in time',
  unreachable: 'cannot be reached',
  malformed: 'gives an answer that cannot be read',
};
