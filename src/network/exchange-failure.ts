import type { Failure } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import { isCut } from './connect-failure.ts';

/** What is known when a connection ends before the answer is complete. */
export interface BrokenExchange {
  /** `host:port` of the server. */
  readonly server: string;
  readonly phase: 'headers' | 'body';
  /** The first error Node reported, if any. */
  readonly error: NodeJS.ErrnoException | undefined;
  /** True when the server closed its side (FIN) rather than cut the connection. */
  readonly isOrderlyEnd: boolean;
  /** Bytes of the body that arrived. */
  readonly receivedBytes: number;
  readonly expectedBytes: number | undefined;
  readonly reusedConnection: boolean;
}

/**
 * `http-other` for bytes that are no HTTP, `truncated` for an orderly end in the body, `connection-reset` for all else:
 * a clean close before any header is what a crashing server and an expired keep-alive look like.
 */
export function brokenExchange(broken: BrokenExchange): Failure {
  const { server, phase, error, receivedBytes, expectedBytes, reusedConnection } = broken;
  if (error?.code?.startsWith('HPE_')) {
    return {
      class: 'http-other',
      detail: `${server} sent what is no HTTP in the ${phase}: ${error.message}`,
      cause: error,
    };
  }
  const part =
    phase === 'headers' ? 'before the header' : `after ${receivedBytes} bytes of the body`;
  if (phase === 'body' && broken.isOrderlyEnd && !isCut(error?.code)) {
    const of = expectedBytes === undefined ? 'without marking its end' : `of ${expectedBytes}`;
    return {
      class: 'truncated',
      receivedBytes,
      ...(expectedBytes === undefined ? {} : { expectedBytes }),
      detail: `${server} ended the response after ${receivedBytes} bytes ${of}`,
    };
  }
  return {
    class: 'connection-reset',
    phase,
    receivedBytes,
    reusedConnection,
    detail: `${server} ${broken.isOrderlyEnd ? 'closed' : 'cut'} the ${reusedConnection ? 'reused ' : ''}connection ${part}`,
    ...(error === undefined ? {} : { cause: error }),
  };
}

/** No header within the first-byte limit. */
export function firstByteStall(server: string, limitMs: number): Failure {
  return {
    class: 'stall',
    phase: 'headers',
    limitMs,
    receivedBytes: 0,
    detail: `${server} sent no header within ${formatDuration(limitMs)}`,
  };
}
