import { isNativeError } from 'node:util/types';
import type { CertificateFault, Failure } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import { describeProxy } from './proxy-refusal.ts';
import { CertificateError } from './tls.ts';

/** The part of making a connection that is under way; all of them share one limit. */
export type Step = 'dns' | 'tcp' | 'tls' | 'proxy-dns' | 'proxy-tcp' | 'proxy-tls' | 'tunnel';

/** Whom a step talks to, as people write it: never with credentials. */
export interface Peers {
  /** `host:port` of the target. */
  readonly target: string;
  /** `host:port` of the forward proxy and the variable that names it. */
  readonly forwardProxy?: { readonly name: string; readonly variable: string };
}

/** The failure when the connect limit passes during `step`. */
export function limitFailure(step: Step, limitMs: number, peers: Peers): Failure {
  return { ...limitOf(step, limitMs, peers), host: peers.target };
}

function limitOf(step: Step, limitMs: number, peers: Peers): Failure {
  const within = `within ${formatDuration(limitMs)}`;
  switch (step) {
    case 'dns':
      return { class: 'dns', detail: `no address for ${peers.target} ${within}` };
    case 'tcp':
      return {
        class: 'connect-timeout',
        detail: `no TCP connection to ${peers.target} ${within}`,
        limitMs,
      };
    case 'tls':
      return {
        class: 'tls-handshake',
        detail: `TLS handshake with ${peers.target} not finished ${within}`,
        limitMs,
      };
    case 'proxy-dns':
      return proxyUnreachable(peers, `has no address ${within}`);
    case 'proxy-tcp':
      return proxyUnreachable(peers, `gave no TCP connection ${within}`);
    case 'proxy-tls':
      return proxyUnreachable(peers, `did not finish the TLS handshake ${within}`);
    case 'tunnel':
      return proxyUnreachable(peers, `opened no tunnel to ${peers.target} ${within}`);
  }
}

/** The failure for what a step threw: a system error, an AggregateError of them, or a `CertificateError`. */
export function stepFailure(step: Step, thrown: unknown, peers: Peers): Failure {
  const error = isNativeError(thrown) ? thrown : new Error(String(thrown));
  const failure =
    step === 'tls' || step === 'proxy-tls' ? tlsFailure(step, error, peers) : undefined;
  return { host: peers.target, ...(failure ?? plainFailure(step, error, peers)), cause: thrown };
}

function plainFailure(step: Step, error: Error, peers: Peers): Failure {
  switch (step) {
    case 'dns':
      return { class: 'dns', detail: `no address for ${peers.target}: ${describe(error)}` };
    case 'tcp':
      return tcpFailure(error, peers);
    case 'tls':
      return {
        class: 'tls-handshake',
        detail: `TLS handshake with ${peers.target} failed: ${describe(error)}`,
      };
    case 'proxy-dns':
      return proxyUnreachable(peers, `has no address: ${describe(error)}`);
    case 'proxy-tcp':
      return proxyUnreachable(peers, `cannot be reached: ${describe(error)}`);
    case 'proxy-tls':
      return proxyUnreachable(peers, `failed the TLS handshake: ${describe(error)}`);
    case 'tunnel':
      return proxyUnreachable(peers, `opened no tunnel to ${peers.target}: ${describe(error)}`);
  }
}

function tlsFailure(step: 'tls' | 'proxy-tls', error: Error, peers: Peers): Failure | undefined {
  const peer = step === 'tls' ? peers.target : `forward proxy ${peers.forwardProxy?.name}`;
  if (error instanceof CertificateError) {
    const { issuer } = error;
    const issued = issuer === undefined ? '' : `, issued by ${JSON.stringify(issuer)}`;
    const fault = faultOf(error.code);
    return {
      class: 'tls-certificate',
      detail: `certificate of ${peer} does not verify${issued}: ${describe(error)}`,
      ...(step === 'proxy-tls' && peers.forwardProxy && { host: peers.forwardProxy.name }),
      ...(issuer !== undefined && { issuer }),
      ...(fault !== undefined && { fault }),
    };
  }
  // Cut by a middlebox or the server itself; an alert or a protocol error says so and is `tls-handshake`.
  if (step === 'tls' && isCut(codesOf(error)[0])) {
    return {
      class: 'connection-reset',
      phase: 'tls',
      receivedBytes: 0,
      reusedConnection: false,
      detail: `connection to ${peer} cut during the TLS handshake: ${describe(error)}`,
    };
  }
  return undefined;
}

/** By the codes of Node and OpenSSL; what else is wrong with a chain has no cure of its own. */
function faultOf(code: string | undefined): CertificateFault | undefined {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'expired';
    case 'CERT_NOT_YET_VALID':
      return 'not-yet-valid';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'other-name';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'untrusted';
    default:
      return undefined;
  }
}

/** With several addresses the most telling answer counts: an unreachable IPv6 says little beside a refusing IPv4. */
function tcpFailure(error: Error, peers: Peers): Failure {
  const codes = codesOf(error);
  const detail = `no TCP connection to ${peers.target}: ${describe(error)}`;
  if (codes.includes('ECONNREFUSED')) return { class: 'connect-refused', detail };
  if (codes.some(isCut)) {
    return {
      class: 'connection-reset',
      phase: 'connect',
      receivedBytes: 0,
      reusedConnection: false,
      detail,
    };
  }
  if (codes.includes('ETIMEDOUT')) return { class: 'connect-timeout', detail };
  if (codes.some((code) => unreachableCodes.has(code))) return { class: 'unreachable', detail };
  return { class: 'internal', detail };
}

/** EACCES and EPERM come from a local packet filter that rejects, EADDRNOTAVAIL from a missing address family. */
const unreachableCodes: ReadonlySet<string> = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EACCES',
  'EPERM',
]);

/** True for the system's words for a connection somebody cut. */
export function isCut(code: string | undefined): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED';
}

function proxyUnreachable(peers: Peers, what: string): Failure {
  const proxy = peers.forwardProxy ?? { name: 'unknown', variable: 'unknown' };
  return {
    class: 'proxy-unreachable',
    forwardProxy: proxy.name,
    proxyVariable: proxy.variable,
    detail: `${describeProxy(proxy)} ${what}`,
  };
}

function errorsOf(error: Error): readonly Error[] {
  return error instanceof AggregateError ? error.errors.filter(isNativeError) : [error];
}

function codesOf(error: Error): readonly string[] {
  return errorsOf(error).flatMap((one) => {
    const code = (one as NodeJS.ErrnoException).code;
    return code === undefined ? [] : [code];
  });
}

function describe(error: Error): string {
  return errorsOf(error)
    .map(({ message }) => inWords(message))
    .join('; ');
}

/** Of OpenSSL's line (thread, code, library, function, reason, source file) the reason; without Node's advice for Node. */
function inWords(message: string): string {
  return message
    .replace(/^[0-9A-F]*:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):.*$/is, '$1')
    .replace(/; if the root CA is installed locally, try running Node\.js .*$/s, '');
}
