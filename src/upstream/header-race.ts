import type { Cancel, Clock } from '../effects.ts';
import { FailureError } from '../failure.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';

/** What one racer tells the race of itself. */
export interface Racer {
  /** Ends the request, with a FailureError of class `cancelled` where another one's header came first. */
  readonly signal: AbortSignal;
  /** The request is on its way. */
  readonly sent: () => void;
  /** The header of its file has come. */
  readonly gotHeader: () => void;
}

export interface RaceOptions<T> {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly first: MirrorEntry;
  /** How long the first request may be silent before another mirror is asked beside it. */
  readonly delayMs: number;
  /** One request to its end; undefined when nothing came of it. Must settle soon when its signal aborts. */
  readonly ask: (mirror: MirrorEntry, racer: Racer) => Promise<T | undefined>;
  /** Whom to ask beside the first mirror at this moment; undefined for nobody. */
  readonly second: () => MirrorEntry | undefined;
  readonly isSuccess: (result: T) => boolean;
  /** Frees a result that came too late to be of use. */
  readonly discard: (result: T) => Promise<void>;
  readonly onWon: (winner: MirrorEntry, waitedMs: number) => void;
}

/** The reason a request was broken off for: the header of another one came first. */
const overtaken = new FailureError({
  class: 'cancelled',
  detail: 'another mirror answered first',
});

/** Whether this is the end of a request that lost the race of headers. */
export function isOvertaken(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason === overtaken;
}

/**
 * Asks the first mirror, and one more at a time for as long as no header has come (hedged requests, Dean and Barroso,
 * The Tail at Scale). The first header wins; the other request is broken off before its body.
 */
export async function raceHeaders<T>(options: RaceOptions<T>): Promise<T | undefined> {
  const { clock, signal, first, delayMs, ask, second, isSuccess, discard } = options;
  const running = new Map<MirrorEntry, Promise<{ mirror: MirrorEntry; result: T | undefined }>>();
  const endings = new Map<MirrorEntry, AbortController>();
  let winner: MirrorEntry | undefined;
  let verdictOfSecond: T | undefined;
  let sentAtMs: number | undefined;
  let due = Promise.withResolvers<'due'>();
  let cancelDelay: Cancel = () => {};

  const startDelay = () => {
    cancelDelay = clock.after(delayMs, () => {
      // A busy process may have kept a header waiting that is there already: its turn comes before the next timer's.
      cancelDelay = clock.after(0, () => due.resolve('due'));
    });
  };
  const win = (mirror: MirrorEntry) => {
    if (winner !== undefined) return;
    winner = mirror;
    cancelDelay();
    for (const [other, ending] of endings) if (other !== mirror) ending.abort(overtaken);
    if (mirror !== first) options.onWon(mirror, clock.now() - (sentAtMs ?? clock.now()));
  };
  const start = (mirror: MirrorEntry) => {
    const ending = new AbortController();
    endings.set(mirror, ending);
    const racer: Racer = {
      signal: AbortSignal.any([signal, ending.signal]),
      sent: () => {
        if (sentAtMs !== undefined) return;
        sentAtMs = clock.now();
        startDelay();
      },
      gotHeader: () => win(mirror),
    };
    const asking = ask(mirror, racer).then((result) => ({ mirror, result }));
    running.set(mirror, asking);
  };

  start(first);
  try {
    while (running.size > 0) {
      const step = await Promise.race([...running.values(), due.promise]);
      if (step === 'due') {
        due = Promise.withResolvers<'due'>();
        if (winner !== undefined || verdictOfSecond !== undefined) continue;
        const other = running.size === 1 ? second() : undefined;
        if (other) start(other);
        startDelay();
        continue;
      }
      running.delete(step.mirror);
      endings.delete(step.mirror);
      const { mirror, result } = step;
      // A "no" that ends the search must not come before its time: the first mirror may be about to deliver.
      if (result !== undefined && !isSuccess(result) && running.has(first))
        verdictOfSecond = result;
      else if (result !== undefined) {
        if (isSuccess(result)) win(mirror);
        return result;
      }
      // What is left is the hedge: the search asks further mirrors when it has ended, too.
      if (mirror === first) cancelDelay();
    }
    return verdictOfSecond;
  } finally {
    cancelDelay();
    for (const ending of endings.values()) ending.abort(overtaken);
    for (const end of await Promise.allSettled(running.values())) {
      if (end.status === 'fulfilled' && end.value.result !== undefined) {
        await discard(end.value.result);
      }
    }
  }
}
