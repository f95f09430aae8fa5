/** What a diagnosis finds: data only, without secrets; words for people are `words.ts` and `render.ts`. */

import type { Failure, FailureClass } from '../failure.ts';
import type { NameProblem } from '../network/name-server.ts';
import type { SpecialKind } from '../network/special-address.ts';
import type { ShownCertificate } from '../network/tls.ts';

/** From the bottom up. Over a forward proxy there is one layer in the place of `dns` and `tcp`. */
export type LayerName = 'directory' | 'dns' | 'tcp' | 'forward proxy' | 'tls' | 'http' | 'protocol';

/** Why a layer does not work: a class of the closed set and one sentence without a final stop. */
export interface Fault {
  readonly class: FailureClass;
  readonly detail: string;
}

/** One layer of the way to one mirror. Without `fault` it works. */
export type LayerResult = (
  | { readonly layer: 'directory' }
  | DnsLayer
  | { readonly layer: 'tcp'; readonly attempts: readonly TcpAttempt[] }
  | {
      readonly layer: 'forward proxy';
      /** `host:port`. */
      readonly name: string;
      readonly variable: string;
    }
  | TlsLayer
  | HttpLayer
  | ProtocolLayer
) & { readonly durationMs: number; readonly fault?: Fault };

export interface DnsLayer {
  readonly layer: 'dns';
  readonly host: string;
  /** Of the system's resolver, which `go` and git use. Empty where it gave none. */
  readonly addresses: readonly string[];
  /** Why the system gave none, as its name servers tell when asked without it. */
  readonly problem?: NameProblem;
  /** The system's resolver did not come back, though its name servers answer: `addresses` are theirs. */
  readonly isHanging?: true;
  /** The name servers that the system is set to. */
  readonly servers: readonly string[];
  readonly suspicious: readonly SuspiciousAddress[];
  /** What the servers of the input `dns` say; missing without the input. */
  readonly comparison?: DnsComparison;
}

export interface SuspiciousAddress {
  readonly address: string;
  readonly kind: SpecialKind;
}

export interface DnsComparison {
  readonly answers: readonly ServerAnswer[];
  readonly verdict: ComparisonVerdict;
}

export interface ServerAnswer {
  readonly server: string;
  readonly durationMs: number;
  readonly addresses: readonly string[];
  readonly problem?: NameProblem;
}

/**
 * `same`: an address in common. `different`: none, as with a host that has many. `poisoned`: none, and the system's lead
 * nowhere while the others work. `system-broken`: only the others know an address. `only-system`: only the system does.
 * `no-such-host`: nobody does.
 */
export type ComparisonVerdict =
  | 'same'
  | 'different'
  | 'poisoned'
  | 'system-broken'
  | 'only-system'
  | 'no-such-host';

export interface TcpAttempt {
  readonly address: string;
  readonly family: 4 | 6;
  readonly outcome: TcpOutcome;
  readonly durationMs: number;
}

export type TcpOutcome = 'connected' | 'refused' | 'reset' | 'silent' | 'unreachable' | 'other';

export interface TlsLayer {
  readonly layer: 'tls';
  readonly certificate?: ShownCertificate;
  /** What is wrong with the certificate; missing where it verifies or none was shown. */
  readonly problem?: CertificateProblem;
  /** Peer's clock minus ours, as an answer says whose certificate could not be verified for its dates. */
  readonly skewMs?: number;
}

export type CertificateProblem = 'expired' | 'not-yet-valid' | 'wrong-name' | 'untrusted' | 'other';

export interface HttpLayer {
  readonly layer: 'http';
  readonly status?: number;
  /** From the start of the request, connecting included. */
  readonly firstByteMs?: number;
  readonly server?: string;
  /** Peer's clock minus ours. */
  readonly skewMs?: number;
  /** An HTML page came where a file was asked for: a portal or a web server. */
  readonly isPage?: boolean;
}

export interface ProtocolLayer {
  readonly layer: 'protocol';
  /** `path@version` of the go.mod that was asked for. */
  readonly module: string;
  /** `verified`: the hash is the known one. `unknown-module`: a 404, which a mirror of other modules may give. */
  readonly answer: 'verified' | 'unknown-module' | 'wrong';
  /** Whether the mirror passes the checksum database on; missing where it did not say. */
  readonly servesDatabase?: boolean;
}

export interface MirrorDiagnosis {
  readonly mirror: string;
  readonly isPublic: boolean;
  /** Whether modules can be had from it now. */
  readonly isUsable: boolean;
  /** As far as they were reached. */
  readonly layers: readonly LayerResult[];
  /** One sentence without a final stop: the first layer that fails, or that all work. */
  readonly verdict: string;
  /** What is odd and stops nothing, one clause each. */
  readonly notes: readonly string[];
}

/** Whether `direct` can work. */
export interface DirectDiagnosis {
  /** Missing where there is no git. */
  readonly gitVersion?: string;
  readonly repository?: RepositoryCheck;
  readonly isUsable: boolean;
  readonly verdict: string;
}

/** `git ls-remote` of one repository that the project needs. */
export interface RepositoryCheck {
  readonly url: string;
  readonly durationMs: number;
  readonly fault?: Fault;
}

export interface DirectoryCheck {
  readonly role: 'module cache' | 'temporary directory';
  readonly path: string;
  readonly freeBytes?: number;
  /** Missing where the file system does not count them. */
  readonly freeInodes?: number;
  readonly fault?: Fault;
}

/** What all mirrors have in common. */
export type MachineVerdict =
  | 'usable'
  | 'mirrors-differ'
  | 'no-mirrors'
  | 'no-network'
  | 'dns'
  | 'forward-proxy'
  | 'clock'
  | 'interception'
  | 'portal';

export interface MachineDiagnosis {
  readonly directories: readonly DirectoryCheck[];
  /** Median of the answers' clocks minus ours; missing where nobody told the time. */
  readonly skewMs?: number;
  readonly common: MachineVerdict;
  /** One sentence without a final stop. */
  readonly verdict: string;
  /** What is odd about the settings of the network, one sentence each, without a final stop. */
  readonly notes: readonly string[];
}

export interface Diagnosis {
  readonly durationMs: number;
  readonly mirrors: readonly MirrorDiagnosis[];
  /** Missing where the list does not end with `direct`. */
  readonly direct?: DirectDiagnosis;
  readonly machine: MachineDiagnosis;
}

/** A failure without what is for the debug log only. */
export function faultOf({ class: failureClass, detail }: Failure): Fault {
  return { class: failureClass, detail };
}

/** The first layer that does not work. */
export function firstFault(
  layers: readonly LayerResult[],
): (LayerResult & { readonly fault: Fault }) | undefined {
  return layers.find(
    (layer): layer is LayerResult & { readonly fault: Fault } => layer.fault !== undefined,
  );
}
