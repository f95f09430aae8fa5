import type { IncomingHttpHeaders } from 'node:http';
import type { FaultAction } from './faults.ts';

/** How an exchange ended: the answer went out whole, or the connection closed first. */
export type ExchangeEnd = 'finished' | 'aborted';

/** What a mirror saw of one request. Entries stand in the order in which requests arrived. */
export interface RequestRecord {
  /** Counts from 0 over all requests of this mirror. */
  readonly order: number;
  readonly method: string;
  /** Path and query, percent escapes undone: `go` sends `%21` for the `!` of an escaped path, others do not. */
  readonly path: string;
  /** Path and query exactly as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** Tells connections apart: requests with the same port came over the same one. */
  readonly remotePort: number;
  /** 1 for the first request on its connection. */
  readonly orderOnConnection: number;
  /** By the mirror's clock. */
  readonly startedAtMs: number;
  /** The fault this request ran into. */
  readonly fault: FaultAction['kind'] | undefined;
  /** Bytes of the body handed to the connection so far, without chunk framing. */
  readonly bodyBytes: number;
  /** Resolves when the exchange is over, one way or the other. */
  readonly ended: Promise<ExchangeEnd>;
}

/** A record while its exchange goes on. */
export interface OpenRecord extends RequestRecord {
  fault: FaultAction['kind'] | undefined;
  bodyBytes: number;
  end(how: ExchangeEnd): void;
}

export interface RequestLog {
  readonly requests: readonly RequestRecord[];
  open(facts: Omit<RequestRecord, 'order' | 'fault' | 'bodyBytes' | 'ended'>): OpenRecord;
  /** Tells those who wait, once all that is known on arrival (the fault too) is in the record. */
  announce(record: RequestRecord): void;
  /** The first request, past or to come, for which `isWanted` holds. Rejects when the log closes. */
  waitFor(isWanted: (request: RequestRecord) => boolean): Promise<RequestRecord>;
  close(): void;
}

export function createRequestLog(): RequestLog {
  interface Waiter {
    readonly isWanted: (request: RequestRecord) => boolean;
    readonly resolve: (request: RequestRecord) => void;
    readonly reject: (reason: Error) => void;
  }
  const requests: RequestRecord[] = [];
  const waiters = new Set<Waiter>();
  let isClosed = false;
  const closedError = () => new Error('the mirror was closed before such a request came');

  return {
    requests,
    open(facts) {
      let end: OpenRecord['end'] = () => {};
      const ended = new Promise<ExchangeEnd>((resolve) => {
        end = resolve;
      });
      const record: OpenRecord = {
        ...facts,
        order: requests.length,
        fault: undefined,
        bodyBytes: 0,
        ended,
        end,
      };
      requests.push(record);
      return record;
    },
    announce(record) {
      for (const waiter of waiters) {
        if (!waiter.isWanted(record)) continue;
        waiters.delete(waiter);
        waiter.resolve(record);
      }
    },
    waitFor(isWanted) {
      const past = requests.find(isWanted);
      if (past !== undefined) return Promise.resolve(past);
      if (isClosed) return Promise.reject(closedError());
      return new Promise((resolve, reject) => waiters.add({ isWanted, resolve, reject }));
    },
    close() {
      isClosed = true;
      for (const waiter of waiters) waiter.reject(closedError());
      waiters.clear();
    },
  };
}
