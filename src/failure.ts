/**
 * Everything that can go wrong, as data: a closed set of classes (the public contract: annotation titles and the
 * `failure-class` output) and the facts that decisions and remedies need.
 */

export const failureClasses = [
  'input',
  'go-missing',
  'toolchain',
  'module-file',
  'gosum-missing',
  'vendor',
  'dns',
  'connect-refused',
  'connect-timeout',
  'unreachable',
  'connection-reset',
  'tls-handshake',
  'tls-certificate',
  'proxy-auth',
  'proxy-unreachable',
  'captive-portal',
  'stall',
  'truncated',
  'http-auth',
  'http-not-found',
  'http-throttled',
  'http-server',
  'http-other',
  'bad-content',
  'checksum-mismatch',
  'sumdb-mismatch',
  'sumdb-unreachable',
  'vcs-auth',
  'vcs-missing',
  'vcs-not-found',
  'vcs-network',
  'cache-corrupt',
  'cache-locked',
  'cache-service',
  'disk-full',
  'permission',
  'offline-miss',
  'deadline',
  'cancelled',
  'internal',
] as const;

export type FailureClass = (typeof failureClasses)[number];

/** A line of a file of the job, for annotations; `line` counts from 1. */
export interface Position {
  readonly file: string;
  readonly line?: number;
}

/** A position as people write it: `file:line`. */
export function formatPosition({ file, line }: Position): string {
  return line === undefined ? file : `${file}:${line}`;
}

interface Common {
  /** What happened, one sentence without a final stop and without secrets. */
  readonly detail: string;
  /** Display name of the mirror, never with credentials. */
  readonly mirror?: string;
  /** `host:port` that a connection was for; after a redirect another than the mirror's. */
  readonly host?: string;
  /** `path@version`, or the path alone where no version is involved. */
  readonly module?: string;
  readonly position?: Position;
  /** The error object behind it, for the debug log only. */
  readonly cause?: unknown;
}

/** In which part of an exchange a connection broke. */
export type ExchangePhase = 'connect' | 'tls' | 'headers' | 'body';

/** What is wrong with a certificate: each has a cure of its own. */
export type CertificateFault = 'untrusted' | 'expired' | 'not-yet-valid' | 'other-name';

/** What stands in the way of a file other than its owner. */
export type PermissionObstacle = 'read-only' | 'too-many-open-files' | 'repository-owner';

/** Why no mirror is of use for a Go: nobody vouches for its bytes, or no list has a version that was asked for. */
export type ToolchainLack = 'voucher' | 'version';

/** Servers for private modules whose ways to refuse are known. */
export type ServerKind =
  | 'artifactory'
  | 'nexus'
  | 'gitlab'
  | 'gitea'
  | 'athens'
  | 'google-artifact-registry';

/** Where the credentials that a server got came from. */
export type CredentialSource = 'url' | 'netrc' | 'token' | 'none';

/** Of a server of the user's own that refused, or says that there is no such file. */
interface Refused {
  readonly server?: ServerKind;
  readonly credentials?: CredentialSource;
}

/** The classes with facts of their own. */
type ClassWithFacts =
  /**
   * `relayObstacle`: nothing is wrong, but with this setting `go` has to ask the mirrors itself. `trustsSystemOnly`: then it
   * takes no notice of the input `ca-certificates`. `isPlainHttp`: a host of the internet is asked unencrypted, as somebody
   * wished.
   */
  | {
      readonly class: 'input';
      readonly trustsSystemOnly?: boolean;
      readonly relayObstacle?: 'goauth' | 'forward-proxy-scheme';
      readonly isNodeTooOld?: boolean;
      readonly isPlainHttp?: boolean;
    }
  | {
      readonly class: 'connection-reset';
      readonly phase?: ExchangePhase;
      readonly receivedBytes?: number;
      readonly reusedConnection?: boolean;
    }
  | { readonly class: 'connect-timeout' | 'tls-handshake'; readonly limitMs?: number }
  /** `isMerelySlow`: it answers, and lost its place to faster mirrors. */
  | {
      readonly class: 'stall';
      readonly isMerelySlow?: boolean;
      readonly phase?: 'headers' | 'body' | 'go';
      readonly limitMs?: number;
      readonly receivedBytes?: number;
    }
  | {
      readonly class: 'truncated';
      readonly expectedBytes?: number;
      readonly receivedBytes?: number;
    }
  | {
      readonly class: 'tls-certificate';
      readonly issuer?: string;
      readonly fault?: CertificateFault;
    }
  | ({ readonly class: 'http-not-found'; readonly status?: number } & Refused)
  | { readonly class: 'http-server' | 'http-other'; readonly status?: number }
  /** `isPublicMirror`: of the built-in list, which asks nobody for credentials. */
  | ({
      readonly class: 'http-auth';
      readonly status?: number;
      readonly isPublicMirror?: boolean;
    } & Refused)
  | { readonly class: 'http-throttled'; readonly status?: number; readonly retryAfterMs?: number }
  /** `proxyVariable`: the environment variable that names it. `lacksBasic`: it offers only ways to log in that Go does not know. */
  | {
      readonly class: 'proxy-auth' | 'proxy-unreachable';
      readonly lacksBasic?: boolean;
      readonly forwardProxy?: string;
      readonly proxyVariable?: string;
    }
  | { readonly class: 'bad-content'; readonly isHtml?: boolean }
  /** `isMirrorFile`: in the directory of a `file://` mirror, which the next mirror can make up for. */
  | {
      readonly class: 'permission';
      readonly isMirrorFile?: boolean;
      readonly path?: string;
      readonly obstacle?: PermissionObstacle;
    }
  | { readonly class: 'disk-full'; readonly path?: string }
  /** `pid`: of the process that holds the lock. */
  | { readonly class: 'cache-locked'; readonly pid?: number }
  | { readonly class: 'checksum-mismatch'; readonly expected?: string; readonly actual?: string }
  | { readonly class: 'sumdb-unreachable' | 'sumdb-mismatch'; readonly because?: Failure }
  /** `isFileFaulty`: what names the version is a file, and it names none that can be had. */
  | {
      readonly class: 'toolchain';
      readonly lacks?: ToolchainLack;
      readonly isFileFaulty?: boolean;
      readonly because?: Failure;
    }
  /** `isArchiveDamaged`: it came whole and could not be unpacked. */
  | {
      readonly class: 'cache-service';
      readonly because?: Failure;
      readonly isArchiveDamaged?: boolean;
    }
  /** `because`: what kept every mirror from being asked; without it nobody was to be asked. */
  | { readonly class: 'offline-miss'; readonly because?: Failure; readonly isForced?: boolean }
  | { readonly class: 'deadline'; readonly limitMs?: number; readonly because?: Failure }
  /** `isBroken`: there is a `go`, and it does not work. */
  | { readonly class: 'go-missing'; readonly isBroken?: boolean }
  /** `isStarved`: the machine had no memory or no process left, or the system ended the command for it. */
  | { readonly class: 'cancelled'; readonly isStarved?: boolean }
  /** What a report of the fault needs; `stack` is without directories of the machine. */
  | {
      readonly class: 'internal';
      readonly stack?: string;
      readonly version?: string;
      readonly reportAt?: string;
    };

type ClassWithoutFacts = { readonly class: Exclude<FailureClass, ClassWithFacts['class']> };

/** One member for each class, so that a choice among some of them is a type, too. */
type EachAlone<Union> = Union extends { readonly class: infer Classes }
  ? Classes extends FailureClass
    ? Common & Omit<Union, 'class'> & { readonly class: Classes }
    : never
  : never;

export type Failure = EachAlone<ClassWithFacts | ClassWithoutFacts>;

/** Failures of some of the classes, with their facts. */
export type FailureOf<Class extends FailureClass> = Extract<Failure, { readonly class: Class }>;

/** Carries a failure through code that can only throw. */
export class FailureError extends Error {
  override readonly name = 'FailureError' as const;
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(`${failure.class}: ${failure.detail}`, { cause: failure.cause });
    this.failure = failure;
  }
}

/** The failure an unknown thrown value stands for; what nobody foresaw is `internal`. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof FailureError) {
    const { failure } = thrown;
    const isBare = failure.class === 'internal' && failure.cause === undefined;
    return isBare ? { ...failure, cause: thrown } : failure;
  }
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return { class: 'internal', detail, cause: thrown };
}
