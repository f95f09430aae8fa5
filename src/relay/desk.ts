import type { Failure } from '../failure.ts';
import { type Endpoint, endpointPath } from '../module/endpoint.ts';
import { formatModule } from '../module/path.ts';
import { isOutage } from '../resilience/decision.ts';
import { type FetchTools, fetchModule } from '../upstream/fetch.ts';
import type { FetchOutcome } from '../upstream/fetch-outcome.ts';
import type { RelayAnswer } from './server.ts';

/** What to tell `go` about a file that no mirror could deliver. */
export type AfterOutage =
  /** 502: the download fails. */
  | 'fail'
  /** 404, so that `go` goes on with `direct`; only after an outage, never after a refusal or wrong bytes. */
  | 'direct';

export interface Desk {
  answer(endpoint: Endpoint): Promise<RelayAnswer>;
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
  readonly signal: AbortSignal;
  /** Answers what concerns the checksum database. */
  readonly sumdb: (endpoint: Endpoint & { kind: 'sumdb' }) => Promise<FetchOutcome>;
  /** Settles when the mirrors are known well enough for traffic to start. */
  readonly ready: Promise<void>;
}

interface Shared {
  readonly outcome: Promise<FetchOutcome>;
  users: number;
}

/**
 * Between the relay's server and the mirrors: one fetch for all requests of one file that come while it runs, final
 * verdicts kept for the whole run, and the record of what could not be had.
 */
export function openDesk(options: DeskOptions): Desk {
  const { tools, signal } = options;
  const running = new Map<string, Shared>();
  const verdicts = new Map<string, Failure>();
  const failures = new Map<string, Failure>();
  const absences = new Map<string, Failure>();
  const servedZips = new Set<string>();
  let afterOutage: AfterOutage = 'fail';

  function share(endpoint: Endpoint, key: string): Shared {
    const known = running.get(key);
    if (known) return known;
    const fetching: Shared = { outcome: fetchOnce(endpoint), users: 0 };
    running.set(key, fetching);
    return fetching;
  }

  async function fetchOnce(endpoint: Endpoint): Promise<FetchOutcome> {
    if (endpoint.kind === 'sumdb') return options.sumdb(endpoint);
    await options.ready;
    return fetchModule(tools, endpoint, signal);
  }

  async function answer(endpoint: Endpoint): Promise<RelayAnswer> {
    const key = endpointPath(endpoint);
    const verdict = verdicts.get(key);
    if (verdict) return refusal(verdict);
    const shared = share(endpoint, key);
    shared.users += 1;
    let outcome: FetchOutcome;
    try {
      outcome = await shared.outcome;
    } finally {
      // Later requests start anew: the bytes belong to those who waited.
      if (running.get(key) === shared) running.delete(key);
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
        return { status: 404, text: `not found: ${outcome.failure.detail}` };
      case 'failed':
        failures.set(key, outcome.failure);
        if (isFinal(outcome.failure)) verdicts.set(key, outcome.failure);
        return refusal(outcome.failure);
    }
  }

  function refusal(failure: Failure): RelayAnswer {
    const text = `${failure.class}: ${failure.detail}`;
    return { status: afterOutage === 'direct' && isOutage(failure) ? 404 : 502, text };
  }

  return {
    answer,
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
      for (const [key, failure] of verdicts) failures.set(key, failure);
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
