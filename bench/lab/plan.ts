/** What the lab's mirrors are like. Plain data: it crosses to the process that plays them. Sizes in bytes, times in ms. */

/** How far away a mirror is and how wide the way to it. */
export interface Line {
  /** Round trip. A new connection costs one more of them, as TCP does. */
  readonly rttMs: number;
  /** Bytes per second of one connection; undefined: as fast as loopback. */
  readonly bandwidth?: number;
}

/** The share of requests that end in each way; what is left over is served. Drawn per file and attempt. */
export interface FaultShares {
  /** Not one byte of an answer. */
  readonly silence?: number;
  /** Headers, part of the body, then silence. */
  readonly stall?: number;
  /** Headers, then silence. */
  readonly stallAfterHeaders?: number;
  /** Part of the body, then RST. */
  readonly reset?: number;
  /** Part of the body, then an orderly end of the connection. */
  readonly truncation?: number;
  /** One of 500, 502, 503, 504. */
  readonly serverError?: number;
  /** 429 with `Retry-After: 1`. */
  readonly throttle?: number;
}

export interface ServingMirror {
  readonly kind: 'serving';
  readonly line: Line;
  readonly faults?: FaultShares;
  /** Every connection is reset after it carried so many bytes of bodies. */
  readonly cutAfterBytes?: number;
  /** Default: true. */
  readonly supportsRange?: boolean;
  /** Share of modules for which it has other bytes than go.sum names, always the same ones. */
  readonly wrongModules?: number;
}

export type MirrorPlan =
  | ServingMirror
  /** Nobody listens. */
  | { readonly kind: 'refused' }
  /** What is sent there vanishes, as behind a firewall that drops: no connection comes about. */
  | { readonly kind: 'dropped' }
  /** Connections come about, and nothing is ever said. */
  | { readonly kind: 'silent' }
  /** An https address where TCP comes about and TLS never does. */
  | { readonly kind: 'tls-hang' };

/** What the process is told at its start. */
export interface LabPlan {
  /** What all mirrors have, in the GOPROXY layout. */
  readonly directories: readonly string[];
  readonly seed: number;
  readonly mirrors: readonly MirrorPlan[];
  /**
   * After so many requests to all mirrors together every one goes down for so long: what is open is reset, and so is
   * every new connection. A real outage would refuse them, but who refuses cannot count.
   */
  readonly outage?: { readonly afterRequests: number; readonly lastsMs: number };
}

/** What one mirror saw of a run. */
export interface MirrorTally {
  readonly requests: number;
  /** Bytes of bodies handed to the network. */
  readonly bytes: number;
  readonly connections: number;
  /** Answers with other bytes than go.sum names. */
  readonly wrongAnswers: number;
  /** How often each file was asked for. */
  readonly perFile: Readonly<Record<string, number>>;
  /** Connections while it was down, and the most of them in any second; missing where it never was. */
  readonly outage?: { readonly connections: number; readonly busiestSecond: number };
}

export type ToLab = { readonly kind: 'start'; readonly plan: LabPlan } | { readonly kind: 'tally' };

export type FromLab =
  | { readonly kind: 'ready'; readonly urls: readonly string[] }
  | { readonly kind: 'tally'; readonly mirrors: readonly MirrorTally[] };
