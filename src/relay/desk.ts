import type { Failure } from '../failure.ts';
import { type Endpoint, endpointModule, endpointPath } from '../module/endpoint.ts';
import { formatModule, type ModuleVersion, toolchainPath } from '../module/path.ts';
import { isOutage } from '../resilience/decision.ts';
import { type FetchTools, fetchModule } from '../upstream/fetch.ts';
import type { FetchOutcome } from '../upstream/fetch-outcome.ts';
import type { Lane, RequestGate } from '../upstream/request-gate.ts';
import type { Spooled } from '../upstream/spooled.ts';
import type { RelayAnswer } from './server.ts';

/** What to tell `go` about a file that no mirror could deliver. */
export type AfterOutage =
  /** 502: the download fails. */
  | 'fail'
  /** 404, so that `go` goes on with `direct`; only after an outage, never after a refusal or wrong bytes. */
  | 'direct';

/** When a `go` whose GOPROXY ends with `direct` may turn to it for a module. */
export type DirectRule =
  /** No mirror is to hear of the module. */
  | 'at-once'
  /** When every mirror said that it is not there. */
  | 'after-mirrors'
  /** Its mirrors are the only place to have it from. */
  | 'never';

export interface Desk {
  answer(endpoint: Endpoint): Promise<RelayAnswer>;
  /**
   * Fetches a file that `go` is expected to ask for and keeps it until then. Does nothing where it was asked for or fetched
   * before; a file that cannot be had is forgotten, unless that is final. Rejects only with the signal's reason.
   */
  foresee(endpoint: Endpoint, signal: AbortSignal): Promise<void>;
  /** Keeps a file from elsewhere for `go`, which takes it once; the desk frees it then. */
  give(endpoint: Endpoint, file: Spooled): void;
  /** Bytes of the files that wait for `go`. */
  readonly waitingBytes: number;
  /** Frees the files that nobody asked for. */
  forgetForeseen(): Promise<void>;
  /** Why files could not be delivered since the last `startRun`, in the order of the first failures. */
  readonly failures: readonly Failure[];
  /** What every mirror said does not exist, since the last `startRun`. */
  readonly absences: readonly Failure[];
  /** `path@version` of the zips handed to `go` so far. */
  readonly servedZips: ReadonlySet<string>;
  /** Before `go` starts (again): forgets failures that another time may mend. */
  startRun(afterOutage: AfterOutage): void;
}

export interface DeskOptions {
  readonly tools: FetchTools;
  readonly gate: RequestGate;
  readonly signal: AbortSignal;
  /** Fetches a Go for a `go` that switches to it, by a hash of its own; without it, as any module. */
  readonly fetchToolchain?: (module: ModuleVersion, signal: AbortSignal) => Promise<FetchOutcome>;
  /** Answers what concerns the checksum database. */
  readonly sumdb: (endpoint: Endpoint & { kind: 'sumdb' }) => Promise<FetchOutcome>;
  /** Settles when the mirrors are known well enough for traffic to start. */
  readonly ready: Promise<void>;
  readonly directFor?: (modulePath: string) => DirectRule;
  /** Hears each time that a waiting file was taken by `go`. */
  readonly onTaken?: () => void;
}

interface Shared {
  readonly outcome: Promise<FetchOutcome>;
  readonly lane: Lane;
  /** Requests of `go` that wait for it or read it. */
  users: number;
  /** Of a file that waits for `go`. */
  waitingBytes: number;
}

/**
 * Between the relay's server and the mirrors: one fetch for all requests of one file that come while it runs, files
 * fetched ahead, final verdicts kept for the whole run, and the record of what could not be had.
 */
export function openDesk(options: DeskOptions): Desk {
  const { tools, gate, signal, fetchToolchain } = options;
  /** Fetches under way, and files that wait for `go`. */
  const running = new Map<string, Shared>();
  const asked = new Set<string>();
  const verdicts = new Map<string, Failure>();
  const failures = new Map<string, Failure>();
  const absences = new Map<string, Failure>();
  const servedZips = new Set<string>();
  let afterOutage: AfterOutage = 'fail';
  let waitingBytes = 0;

  function share(endpoint: Endpoint, key: string, lane: Lane, until: AbortSignal): Shared {
    const outcome = fetchOnce(endpoint, lane, until);
    const fetching: Shared = { outcome, lane, users: 0, waitingBytes: 0 };
    running.set(key, fetching);
    return fetching;
  }

  async function fetchOnce(
    endpoint: Endpoint,
    lane: Lane,
    until: AbortSignal,
  ): Promise<FetchOutcome> {
    if (endpoint.kind === 'sumdb') return options.sumdb(endpoint);
    await options.ready;
    if (endpoint.kind === 'zip' && endpoint.module.path === toolchainPath && fetchToolchain) {
      return fetchToolchain(endpoint.module, until);
    }
    return fetchModule({ ...tools, lane }, endpoint, until);
  }

  /** Later requests start anew: the bytes belong to those who waited. */
  function take(key: string, shared: Shared): void {
    if (running.get(key) !== shared) return;
    running.delete(key);
    if (shared.waitingBytes === 0) return;
    waitingBytes -= shared.waitingBytes;
    options.onTaken?.();
  }

  function directRule(endpoint: Endpoint): DirectRule {
    const path = endpoint.kind === 'sumdb' ? undefined : endpointModule(endpoint);
    return path === undefined ? 'after-mirrors' : (options.directFor?.(path) ?? 'after-mirrors');
  }

  async function answer(endpoint: Endpoint): Promise<RelayAnswer> {
    const key = endpointPath(endpoint);
    asked.add(key);
    const direct = directRule(endpoint);
    if (direct === 'at-once') return { status: 404, text: 'not found: for git, not for a mirror' };
    const verdict = verdicts.get(key);
    if (verdict) {
      failures.set(key, verdict);
      return refusal(verdict, direct);
    }
    const shared = running.get(key) ?? share(endpoint, key, gate.lane('asked'), signal);
    shared.users += 1;
    shared.lane.promote();
    let outcome: FetchOutcome;
    try {
      outcome = await shared.outcome;
    } finally {
      take(key, shared);
    }
    switch (outcome.kind) {
      case 'found': {
        const { file } = outcome;
        // In the end it could be had: what failed before explains nothing any more.
        failures.delete(key);
        absences.delete(key);
        if (endpoint.kind === 'zip') servedZips.add(formatModule(endpoint.module));
        return {
          status: 200,
          file,
          release: async () => {
            shared.users -= 1;
            if (shared.users === 0) await tools.spool.release(file);
          },
        };
      }
      case 'absent':
        // Another database is not missing: `go` asks its host itself, and what comes of it only `go` can tell.
        if (endpoint.kind !== 'sumdb') absences.set(key, outcome.failure);
        return {
          // At 404 `go` would turn to `direct`.
          status: direct === 'never' ? 502 : 404,
          text: `not found: ${outcome.failure.detail}`,
        };
      case 'failed':
        failures.set(key, outcome.failure);
        if (isFinal(outcome.failure)) verdicts.set(key, outcome.failure);
        return refusal(outcome.failure, direct);
    }
  }

  async function foresee(endpoint: Endpoint, until: AbortSignal): Promise<void> {
    const key = endpointPath(endpoint);
    if (asked.has(key) || running.has(key) || verdicts.has(key)) return;
    const shared = share(endpoint, key, gate.lane('foreseen'), until);
    let outcome: FetchOutcome | undefined;
    try {
      outcome = await shared.outcome;
    } finally {
      if (shared.users === 0 && outcome?.kind !== 'found') take(key, shared);
    }
    // Those who joined take care of what came of it.
    if (shared.users > 0) return;
    if (outcome.kind === 'failed' && isFinal(outcome.failure)) verdicts.set(key, outcome.failure);
    if (outcome.kind !== 'found' || running.get(key) !== shared) return;
    shared.waitingBytes = outcome.file.size;
    waitingBytes += shared.waitingBytes;
  }

  function give(endpoint: Endpoint, file: Spooled): void {
    const outcome = Promise.resolve<FetchOutcome>({ kind: 'found', file, mirror: '' });
    const given = { outcome, lane: gate.lane('foreseen'), users: 0, waitingBytes: file.size };
    running.set(endpointPath(endpoint), given);
    waitingBytes += file.size;
  }

  async function forgetForeseen(): Promise<void> {
    const unused = [...running].filter(([, { users }]) => users === 0);
    await Promise.all(
      unused.map(async ([key, shared]) => {
        take(key, shared);
        const outcome = await shared.outcome.catch(() => undefined);
        if (outcome?.kind === 'found') await tools.spool.release(outcome.file);
      }),
    );
  }

  function refusal(failure: Failure, direct: DirectRule): RelayAnswer {
    const text = `${failure.class}: ${failure.detail}`;
    const mayGoOn = afterOutage === 'direct' && direct !== 'never' && isOutage(failure);
    return { status: mayGoOn ? 404 : 502, text };
  }

  return {
    answer,
    foresee,
    give,
    forgetForeseen,
    get waitingBytes() {
      return waitingBytes;
    },
    get failures() {
      return [...failures.values()];
    },
    get absences() {
      return [...absences.values()];
    },
    servedZips,
    startRun(next) {
      afterOutage = next;
      failures.clear();
      absences.clear();
      for (const [key, failure] of verdicts) if (asked.has(key)) failures.set(key, failure);
    },
  };
}

/** Failures that no further request of this run can mend. */
function isFinal(failure: Failure): boolean {
  return (
    failure.class === 'checksum-mismatch' ||
    failure.class === 'http-auth' ||
    failure.class === 'proxy-auth'
  );
}
