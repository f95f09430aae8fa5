/** From what each layer shows to one sentence per mirror. Pure. */

import type { SpecialKind } from '../network/special-address.ts';
import {
  type CertificateProblem,
  type DnsLayer,
  type Fault,
  firstFault,
  type LayerResult,
  type MirrorDiagnosis,
  type TcpAttempt,
  type TlsLayer,
} from './diagnosis.ts';
import { problemWords } from './dns-layer.ts';

/** A clock that is wrong by less breaks no certificate that is not about to end anyway. */
export const worrisomeSkewMs = 5 * 60_000;

type Layers = readonly LayerResult[];

/** The verdict on one mirror: the first layer that fails. */
export function judgeMirror(
  known: Pick<MirrorDiagnosis, 'mirror' | 'isPublic' | 'layers'>,
): MirrorDiagnosis {
  const fault = blame(known.layers);
  return {
    ...known,
    isUsable: fault === undefined,
    verdict: fault === undefined ? goodWords(known.layers) : `${fault.layer}: ${fault.detail}`,
    notes: notesOn(known.layers),
  };
}

/** The layer to look at, and what is wrong with it: what a wrong address leads to is no fault of the layers above. */
function blame(layers: Layers): { readonly layer: string; readonly detail: string } | undefined {
  const failed = firstFault(layers);
  if (failed === undefined) return undefined;
  const dns = dnsOf(layers);
  const [odd] = dns?.suspicious ?? [];
  if (dns !== undefined && odd !== undefined && failed.layer !== 'dns') {
    return {
      layer: 'dns',
      detail: `${dns.host} has the address ${odd.address} here, which is ${kindWords[odd.kind]}, as no host of the internet is: a filter, a portal or a wrong resolver gave it (${failed.layer}: ${failed.fault.detail})`,
    };
  }
  if (failed.layer === 'tls') return { layer: 'tls', detail: tlsDetail(failed, failed.fault) };
  return { layer: failed.layer, detail: failed.fault.detail };
}

function tlsDetail(tls: TlsLayer, { detail }: Fault): string {
  const { certificate, skewMs } = tls;
  const problem: CertificateProblem = tls.problem ?? 'other';
  switch (problem) {
    case 'expired':
    case 'not-yet-valid': {
      if (skewMs !== undefined && Math.abs(skewMs) >= worrisomeSkewMs) {
        return `${detail}; this machine's clock is ${describeSkew(skewMs)}, so it is the clock and not the certificate`;
      }
      const { validFrom, validTo } = certificate ?? {};
      return `${detail}; it is valid from ${validFrom ?? '?'} to ${validTo ?? '?'}`;
    }
    case 'untrusted':
      return `${detail}; who signed it is not trusted here: a network that inspects TLS, or a private authority`;
    case 'wrong-name':
    case 'other':
      return detail;
  }
}

/** For `peer's clock minus ours`. */
export function describeSkew(skewMs: number): string {
  const seconds = Math.abs(skewMs) / 1_000;
  const size =
    seconds < 120
      ? `${Math.round(seconds)} s`
      : seconds < 7_200
        ? `${Math.round(seconds / 60)} min`
        : seconds < 172_800
          ? `${Math.round(seconds / 3_600)} h`
          : `${Math.round(seconds / 86_400)} days`;
  return `${size} ${skewMs > 0 ? 'slow' : 'fast'}`;
}

function goodWords(layers: Layers): string {
  const top = layers.at(-1);
  switch (top?.layer) {
    case 'protocol':
      return top.answer === 'verified'
        ? `works: ${top.module} came with the known hash`
        : `answers as a module proxy may, and has no ${top.module}: right for a mirror of other modules, else its path is wrong`;
    case 'directory':
      return 'the directory is there and can be read';
    default:
      return 'works as far as it was looked into';
  }
}

function notesOn(layers: Layers): readonly string[] {
  return layers.flatMap(notesOnLayer);
}

function notesOnLayer(layer: LayerResult): readonly string[] {
  switch (layer.layer) {
    case 'dns':
      return dnsNotes(layer);
    case 'tcp':
      return isV6BlackHole(layer.attempts)
        ? ['IPv6 packets vanish (a black hole): every new connection waits for that']
        : [];
    case 'directory':
    case 'forward proxy':
    case 'tls':
    case 'http':
    case 'protocol':
      return [];
  }
}

function isV6BlackHole(attempts: readonly TcpAttempt[]): boolean {
  return (
    attempts.some(({ outcome }) => outcome === 'connected') &&
    attempts.some(({ family, outcome }) => family === 6 && outcome === 'silent')
  );
}

function dnsNotes(dns: DnsLayer): readonly string[] {
  const { host, suspicious, comparison, problem } = dns;
  const special = suspicious.map(
    ({ address, kind }) => `${host} has the address ${address} here, which is ${kindWords[kind]}`,
  );
  const odd = dns.isHanging
    ? [
        ...special,
        `the system's resolver did not come back, though its name servers know ${host}: a module of nsswitch may hang, or one of several servers is silent`,
      ]
    : special;
  switch (comparison?.verdict) {
    case undefined:
    case 'same':
    case 'no-such-host':
      return odd;
    case 'different':
      return [
        ...odd,
        'the servers in `dns` give other addresses than the system, as large hosts may',
      ];
    case 'poisoned':
      return [
        ...odd,
        `the system's resolver gives wrong addresses for ${host}: those of the servers in \`dns\` work, its own do not; go and git still ask the system`,
      ];
    case 'system-broken':
      return [
        ...odd,
        `the servers in \`dns\` know ${host}, and the system's resolver ${problemWords[problem ?? 'nxdomain']}; go and git still ask the system`,
      ];
    case 'only-system': {
      const said = comparison?.answers.map(
        ({ server, problem: why }) => `${server} ${problemWords[why ?? 'no-address']}`,
      );
      return [
        ...odd,
        `only the system's resolver knows ${host}; of the servers in \`dns\`: ${said?.join(', ')}`,
      ];
    }
  }
}

function dnsOf(layers: Layers): DnsLayer | undefined {
  return layers.find((layer): layer is LayerResult & DnsLayer => layer.layer === 'dns');
}

const kindWords: Readonly<Record<SpecialKind, string>> = {
  unspecified: 'no address at all',
  loopback: 'this machine itself',
  private: 'in a private network',
  'link-local': 'in this network segment only',
  benchmark: 'reserved for benchmarks',
  documentation: 'reserved for documentation',
  reserved: 'reserved',
};
