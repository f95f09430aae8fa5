import type { OutgoingHttpHeaders } from 'node:http';
import type { RequestRecord } from './request-log.ts';

type Bytes = string | Buffer;

/** What a mirror does instead of answering as it should. Times in ms; sizes count bytes of the body. */
export type FaultAction =
  /** The ordinary answer, its first byte `ms` late. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** The ordinary answer as soon as the promise resolves. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }
  /** Reads the request and sends not one byte; the connection stays open. */
  | { readonly kind: 'never-answer' }
  /** Headers and `afterBytes` of the body, then silence on an open connection. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** RST in place of an answer. */
  | { readonly kind: 'reset-before-headers' }
  /** Headers and `afterBytes` of the body arrive, then RST. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** As `reset`, but an answer of at most this length goes out whole: a line that is cut every so often. */
  | { readonly kind: 'reset-beyond'; readonly bytes: number }
  /** FIN in place of an answer. */
  | { readonly kind: 'close-before-headers' }
  /**
   * `afterBytes` of the body, then FIN. `length`: Content-Length told of more. `chunked`: the last
   * chunk is missing. `close`: the body lasts until the connection ends, so nothing on the wire tells.
   */
  | {
      readonly kind: 'truncate';
      readonly afterBytes: number;
      readonly framing: 'length' | 'chunked' | 'close';
    }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: Bytes;
      readonly headers?: OutgoingHttpHeaders;
    }
  /** The ordinary answer with one bit of the byte at `offset` (default: the middle) turned over. */
  | { readonly kind: 'flip-byte'; readonly offset?: number }
  /** Status 200 with these bytes: another zip, nothing at all, a web page. */
  | { readonly kind: 'body'; readonly body: Bytes; readonly contentType?: string }
  /** Status 200 with a portal's page. */
  | { readonly kind: 'html' }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** A redirect to the very same URL. */
  | { readonly kind: 'redirect-loop' }
  /** A redirect to a login page on this server, as captive portals do. */
  | { readonly kind: 'portal' }
  /** The ordinary answer, `bytes` of its body every `everyMs`. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number }
  /**
   * The whole body under a Content-Length that is off by `by`. Nothing is closed: with `by` > 0 the
   * client waits for bytes that never come, with `by` < 0 the surplus runs into the next answer.
   */
  | { readonly kind: 'wrong-length'; readonly by: number }
  | { readonly kind: 'malformed'; readonly part: MalformedPart }
  /** These bytes and nothing else, then FIN. */
  | { readonly kind: 'raw'; readonly bytes: Bytes }
  /** The ordinary answer with headers added or replaced; `undefined` removes one. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string | undefined>> }
  /** The ordinary body gzipped under `Content-Encoding: gzip`, whatever was accepted. */
  | { readonly kind: 'gzip' }
  /** An .info (or @latest) that names another version. */
  | { readonly kind: 'wrong-version'; readonly version: string }
  /** A 206 whose Content-Range has its start or total moved; the body is the one asked for. */
  | { readonly kind: 'wrong-range'; readonly startBy?: number; readonly totalBy?: number }
  /** A whole 200 although a range was asked for. */
  | { readonly kind: 'ignore-range' };

export const malformedParts = ['status-line', 'header', 'chunk-size', 'two-lengths'] as const;
export type MalformedPart = (typeof malformedParts)[number];

export interface Fault {
  /** Substring of the path and query, a pattern tested against them, or any rule of its own. */
  readonly match: string | RegExp | ((request: RequestRecord) => boolean);
  /** How many matching requests suffer from it; default: all. */
  readonly times?: number;
  /** How many matching requests pass unharmed before the first that does not; default: none. */
  readonly after?: number;
  /** Wait before the action, in ms. */
  readonly delayMs?: number;
  readonly action: FaultAction;
}

/** A list of faults with the count of what each has seen. */
export interface FaultPlan {
  /**
   * The fault this request suffers from: the first in the list that matches and is neither still
   * skipping nor used up. A fault counts the requests that reach it in the list.
   */
  take(request: RequestRecord): Fault | undefined;
}

function doesMatch(match: Fault['match'], request: RequestRecord): boolean {
  if (typeof match === 'string') return request.path.includes(match);
  if (typeof match === 'function') return match(request);
  // A sticky or global pattern would otherwise go on from where its last test ended.
  match.lastIndex = 0;
  return match.test(request.path);
}

export function planFaults(faults: readonly Fault[]): FaultPlan {
  const counters = faults.map((fault) => ({ fault, seen: 0 }));
  return {
    take(request) {
      for (const counter of counters) {
        const { match, after = 0, times = Number.POSITIVE_INFINITY } = counter.fault;
        if (!doesMatch(match, request)) continue;
        counter.seen += 1;
        if (counter.seen > after && counter.seen <= after + times) return counter.fault;
      }
      return undefined;
    },
  };
}
