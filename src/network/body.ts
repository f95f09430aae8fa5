import type { IncomingMessage } from 'node:http';
import type { Cancel, Clock } from '../effects.ts';
import { type Failure, FailureError } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';

/** Received and not yet consumed bytes above which the connection is told to wait; half of it lets it go on. */
const mostBufferedBytes = 256 * 1024;

export interface BodyOptions {
  readonly clock: Clock;
  readonly stallMs: number;
  /** `host:port` of the server, for messages. */
  readonly server: string;
  /** Bytes that came in on the wire so far: a large TLS record trickles in before any of it can be read. */
  readonly wireBytes: () => number;
  /** Breaks the connection off. */
  readonly destroy: () => void;
  /** What ended the message early, asked once the connection is gone. */
  readonly explain: (receivedBytes: number) => Failure;
}

export interface Body extends AsyncIterable<Buffer> {
  /** Ends the body early with this error, thrown at the consumer's next step; what was buffered is dropped. */
  fail(reason: unknown): void;
  /** Bytes that have come in so far, consumed or not. */
  readonly receivedBytes: number;
}

/**
 * A response body with a stall limit: throws `stall` when, while the consumer waits, no byte comes in for `stallMs`.
 * No timer runs while the consumer is busy with what it has (backpressure is not the server's fault). Bytes received
 * before a break are delivered before its error.
 * `return()` of the iterator breaks off what is not complete.
 */
export function readBody(message: IncomingMessage, options: BodyOptions): Body {
  const queue: Buffer[] = [];
  let bufferedBytes = 0;
  let receivedBytes = 0;
  let end: { readonly error?: unknown } | undefined;
  let wake: () => void = () => {};

  const finish = (error?: unknown) => {
    if (end) return;
    end = error === undefined ? {} : { error };
    wake();
  };
  message.on('data', (chunk: Buffer) => {
    receivedBytes += chunk.length;
    bufferedBytes += chunk.length;
    queue.push(chunk);
    if (bufferedBytes >= mostBufferedBytes) message.pause();
    wake();
  });
  message.on('end', () => finish());
  message.on('error', () => {
    // 'close' follows and knows more: whether the end was orderly, and what the parser said.
  });
  message.on('close', () => {
    if (!end) finish(new FailureError(options.explain(receivedBytes)));
  });

  const take = (): Buffer | undefined => {
    const chunk = queue.shift();
    if (!chunk) return undefined;
    bufferedBytes -= chunk.length;
    if (bufferedBytes < mostBufferedBytes / 2 && message.isPaused()) message.resume();
    return chunk;
  };

  const fail = (reason: unknown) => {
    queue.length = 0;
    bufferedBytes = 0;
    finish(reason);
    options.destroy();
  };

  const arrival = (): Promise<void> =>
    new Promise((resolve) => {
      let seenBytes = options.wireBytes();
      let cancel: Cancel = () => {};
      const watch = () => {
        cancel = options.clock.after(options.stallMs, () => {
          const nowBytes = options.wireBytes();
          if (nowBytes === seenBytes) {
            fail(new FailureError(stallFailure(options, receivedBytes)));
            return;
          }
          seenBytes = nowBytes;
          watch();
        });
      };
      wake = () => {
        cancel();
        wake = () => {};
        resolve();
      };
      watch();
    });

  const iterator: AsyncIterator<Buffer> = {
    async next() {
      for (;;) {
        const chunk = take();
        if (chunk) return { done: false, value: chunk };
        if (end) {
          const { error } = end;
          end = {};
          if (error !== undefined) throw error;
          return { done: true, value: undefined };
        }
        await arrival();
      }
    },
    async return() {
      if (!end) fail(undefined);
      queue.length = 0;
      end = {};
      return { done: true, value: undefined };
    },
  };

  return {
    fail,
    get receivedBytes() {
      return receivedBytes;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
}

function stallFailure({ stallMs, server }: BodyOptions, receivedBytes: number): Failure {
  return {
    class: 'stall',
    phase: 'body',
    limitMs: stallMs,
    receivedBytes,
    detail: `${server} sent nothing for ${formatDuration(stallMs)} after ${receivedBytes} bytes of the body`,
  };
}
