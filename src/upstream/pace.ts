import type { Clock } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import { isTooSlow, paceWindowMs } from '../resilience/pace.ts';

/**
 * Passes a body on for as long as it keeps the least speed, or nobody else can be asked. Only time spent waiting for
 * bytes counts: what the reader needs for them is not the server's fault. Silence has a limit of its own.
 * @throws FailureError `stall` of the phase body.
 */
export async function* keepingPace(
  body: AsyncIterable<Buffer>,
  clock: Clock,
  canAskOther: () => boolean,
): AsyncGenerator<Buffer> {
  let askedAtMs = clock.now();
  let waitedMs = 0;
  let windowBytes = 0;
  let receivedBytes = 0;
  let behind: string | undefined;
  for await (const chunk of body) {
    waitedMs += clock.now() - askedAtMs;
    windowBytes += chunk.length;
    receivedBytes += chunk.length;
    yield chunk;
    // Not at the window's own end: the chunk that closed it may have been the last one.
    if (behind !== undefined && canAskOther()) {
      throw new FailureError({ class: 'stall', phase: 'body', receivedBytes, detail: behind });
    }
    if (waitedMs >= paceWindowMs) {
      behind = isTooSlow(windowBytes, waitedMs)
        ? `only ${windowBytes} bytes of the body in ${formatDuration(waitedMs)}, and another mirror can be asked`
        : undefined;
      waitedMs = 0;
      windowBytes = 0;
    }
    askedAtMs = clock.now();
  }
}
