import type { Clock } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import { isTooSlow, paceWindowMs, shortSilenceMs } from '../resilience/pace.ts';

/** How often a silent body is looked at again. */
const askAgainMs = 1_000;

export interface PaceOptions {
  readonly clock: Clock;
  /** The limit that silence has where nobody else can be asked. */
  readonly stallMs: number;
  /** Whether a healthy mirror could take over from one that is slow. */
  readonly canAskOther: () => boolean;
  /** Whether any mirror is there to be asked when this one falls silent. */
  readonly mayLeaveSilent?: ((silentMs: number) => boolean) | undefined;
  /** Ends the exchange behind the body: a body that is silent does not hear that nobody reads it any more. */
  readonly breakOff: (reason: FailureError) => void;
}

/**
 * Passes a body on for as long as it keeps the least speed and is not silent for long, or nobody else can be asked. Only
 * time spent waiting for bytes counts: what the reader needs for them is not the server's fault. The silence that nobody
 * has to bear has a limit elsewhere.
 * @throws FailureError `stall` of the phase body.
 */
export async function* keepingPace(
  body: AsyncIterable<Buffer>,
  options: PaceOptions,
): AsyncGenerator<Buffer> {
  const { clock, stallMs, canAskOther, mayLeaveSilent = () => false, breakOff } = options;
  const silenceMs = shortSilenceMs(stallMs);
  let askedAtMs = clock.now();
  let waitedMs = 0;
  let windowBytes = 0;
  let receivedBytes = 0;
  let behind: string | undefined;
  const stall = (detail: string) =>
    new FailureError({ class: 'stall', phase: 'body', receivedBytes, detail });
  for await (const chunk of withoutSilence(body, clock, silenceMs, (silentMs) => {
    if (!mayLeaveSilent(silentMs)) return undefined;
    const said = `sent nothing for ${formatDuration(silentMs)} after ${receivedBytes} bytes of the body`;
    const failure = stall(`${said}, and to ask again promises more`);
    breakOff(failure);
    return failure;
  })) {
    waitedMs += clock.now() - askedAtMs;
    windowBytes += chunk.length;
    receivedBytes += chunk.length;
    yield chunk;
    // Not at the window's own end: the chunk that closed it may have been the last one.
    if (behind !== undefined && canAskOther()) throw stall(behind);
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

/** Ends a body that is silent for `silenceMs` with what `broken` gives then, or later; undefined lets it go on waiting. */
async function* withoutSilence(
  body: AsyncIterable<Buffer>,
  clock: Clock,
  silenceMs: number,
  broken: (silentMs: number) => FailureError | undefined,
): AsyncGenerator<Buffer> {
  const iterator = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = iterator.next();
      // Left alone where the silence is broken first: the body ends it then.
      next.catch(() => {});
      let step = await within(next, clock, silenceMs);
      for (let silentMs = silenceMs; step === undefined; silentMs += askAgainMs) {
        const failure = broken(silentMs);
        if (failure) throw failure;
        // Another mirror may be well again in a moment.
        step = await within(next, clock, askAgainMs);
      }
      if (step.done) return;
      yield step.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** What `promise` resolves to, or undefined where it has not after `limitMs`. */
async function within<T>(
  promise: Promise<T>,
  clock: Clock,
  limitMs: number,
): Promise<T | undefined> {
  const { promise: passed, resolve } = Promise.withResolvers<undefined>();
  const cancel = clock.after(limitMs, () => resolve(undefined));
  return Promise.race([promise, passed]).finally(cancel);
}
