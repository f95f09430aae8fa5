import type { ClientRequest } from 'node:http';
import type { Clock } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';

/** What a request sends; every try reads it from its start. */
export interface OutgoingBody {
  readonly size: number;
  chunks(): AsyncIterable<Buffer>;
}

/**
 * Sends a body as fast as the connection takes it, and ends the request. Stops where the answer comes first, or the
 * request is gone: whoever destroyed it knows why.
 * @throws FailureError `stall` when the connection takes nothing for `stallMs`; what reading the body throws.
 */
export async function sendBody(
  asked: ClientRequest,
  body: OutgoingBody,
  options: { readonly clock: Clock; readonly stallMs: number; readonly server: string },
): Promise<void> {
  let isAnswered = false;
  asked.once('response', () => {
    isAnswered = true;
  });
  let sentBytes = 0;
  for await (const chunk of body.chunks()) {
    if (isAnswered || asked.destroyed) return;
    await taken(asked, chunk, () => stallWhileSending(options, sentBytes), options);
    sentBytes += chunk.length;
  }
  if (!isAnswered && !asked.destroyed) asked.end();
}

/** Resolves when the connection has taken the chunk, or is gone. */
function taken(
  asked: ClientRequest,
  chunk: Buffer,
  stalled: () => FailureError,
  { clock, stallMs }: { readonly clock: Clock; readonly stallMs: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => () => {
      cancel();
      asked.removeListener('close', onTaken);
      asked.removeListener('response', onTaken);
      how();
    };
    const onTaken = settle(resolve);
    const cancel = clock.after(
      stallMs,
      settle(() => reject(stalled())),
    );
    asked.once('close', onTaken).once('response', onTaken);
    asked.write(chunk, onTaken);
  });
}

function stallWhileSending(
  { stallMs, server }: { readonly stallMs: number; readonly server: string },
  sentBytes: number,
): FailureError {
  return new FailureError({
    class: 'stall',
    phase: 'body',
    limitMs: stallMs,
    detail: `${server} took nothing for ${formatDuration(stallMs)} after ${sentBytes} bytes of the request`,
  });
}
