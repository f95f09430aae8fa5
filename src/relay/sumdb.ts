import { sleep } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import { isDedicated } from '../module/audience.ts';
import { endpointModule } from '../module/endpoint.ts';
import { backoffDelayMs } from '../resilience/backoff.ts';
import { isOutage } from '../resilience/decision.ts';
import type { FetchOutcome } from '../upstream/fetch-outcome.ts';
import type { Spooled } from '../upstream/spooled.ts';
import {
  askSource,
  chooseSource,
  database,
  type Source,
  type SourceOptions,
  type SumdbEndpoint,
} from './sumdb-source.ts';

/** The answer to `supported`, which the database's own hosts do not know: to have a source is to support it. */
const emptyFile: Spooled = { kind: 'memory', bytes: Buffer.alloc(0), size: 0 };

export interface Sumdb {
  fetch(endpoint: SumdbEndpoint): Promise<FetchOutcome>;
}

/**
 * Passes requests for the checksum database on to one source, bytes untouched: `go` verifies the signed log. The
 * source is chosen once and again only after it has failed for good.
 * A mirror between `go` and the database is the last resort (design §7).
 */
export function createSumdb(options: SourceOptions): Sumdb {
  let choosing: Promise<Source> | undefined;
  const fetch = async (endpoint: SumdbEndpoint): Promise<FetchOutcome> => {
    if (endpoint.database !== database) {
      return {
        kind: 'absent',
        failure: { class: 'http-not-found', detail: 'another database than the relay passes on' },
      };
    }
    let choice: Promise<Source> | undefined;
    try {
      choosing ??= chooseSource(options);
      choice = choosing;
      const source = await choice;
      const path = endpointModule(endpoint);
      if (path !== undefined && isDedicated(options.tools.mirrors.list, path)) {
        return { kind: 'failed', failure: limitedFailure(path) };
      }
      if (path !== undefined && options.tools.isPrivate(path) && !mayHearOfPrivate(source)) {
        return {
          kind: 'failed',
          failure: {
            class: 'sumdb-unreachable',
            detail: `only ${source.entry.name} passes the checksum database on, and ${path} is private`,
            module: path,
          },
        };
      }
      if (endpoint.operation === 'supported')
        return { kind: 'found', file: emptyFile, mirror: source.entry.name };
      return await ask(options, source, endpoint);
    } catch (thrown) {
      if (options.signal.aborted) throw thrown;
      // The next request chooses anew: neither an outage that has passed nor a source that has gone may outlast it.
      if (choosing === choice) choosing = undefined;
      return { kind: 'failed', failure: unreachable(failureOf(thrown)) };
    }
  };
  return { fetch };
}

/** `go` is told not to ask (GONOSUMDB); a setting of its own that says otherwise ends here. */
function limitedFailure(path: string): Failure {
  return {
    class: 'sumdb-unreachable',
    detail: `${path} is limited to mirrors of its own (\`only=\`), and the checksum database must not hear of it`,
    module: path,
  };
}

/**
 * A private path that `go` wants looked up all the same (GONOSUMDB decides that) goes where `go` would send it, to the
 * database; a public mirror in between is nobody's wish.
 */
function mayHearOfPrivate({ isOfficial, entry }: Source): boolean {
  return isOfficial || !entry.isPublic;
}

async function ask(
  { tools, signal }: SourceOptions,
  source: Source,
  endpoint: SumdbEndpoint,
): Promise<FetchOutcome> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const file = await askSource(tools, source, endpoint.operation, signal);
      return { kind: 'found', file, mirror: source.entry.name };
    } catch (thrown) {
      signal.throwIfAborted();
      const failure = failureOf(thrown);
      if (failure.class === 'http-not-found') return { kind: 'absent', failure };
      if (!isOutage(failure) || attempt >= tools.limits.retries)
        throw new FailureError(unreachable(failure));
      await sleep(tools.clock, backoffDelayMs(attempt, tools.random), signal);
    }
  }
}

function unreachable(failure: Failure): Failure {
  if (failure.class === 'sumdb-unreachable') return failure;
  return {
    class: 'sumdb-unreachable',
    detail: `no source of the checksum database answers (${failure.mirror ?? database}: ${failure.class}, ${failure.detail})`,
    because: failure,
    ...(failure.mirror !== undefined && { mirror: failure.mirror }),
  };
}
