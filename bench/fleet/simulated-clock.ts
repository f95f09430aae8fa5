import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Cancel, Clock } from '../../src/effects.ts';

/** A clock that jumps from one event to the next. */
export interface SimulatedClock extends Clock {
  /** Runs what is due, in order of time, until nothing is left or `isOver` says so. */
  run(isOver: () => boolean): Promise<void>;
  /** Time stands still until this has settled: it does real work, of which a clock that jumps knows nothing. */
  waitFor(work: Promise<unknown>): void;
}

interface Event {
  readonly dueMs: number;
  /** Of two events at one moment the one scheduled first comes first: else no two runs were the same. */
  readonly order: number;
  readonly action: () => void;
  isCancelled: boolean;
}

export function createSimulatedClock(): SimulatedClock {
  const queue: Event[] = [];
  const outside = new Set<Promise<unknown>>();
  let nowMs = 0;
  let scheduled = 0;

  return {
    now: () => nowMs,
    after(delayMs, action): Cancel {
      if (!Number.isFinite(delayMs)) throw new RangeError(`not a number of ms: ${delayMs}`);
      scheduled += 1;
      const event = {
        dueMs: nowMs + Math.max(0, delayMs),
        order: scheduled,
        action,
        isCancelled: false,
      };
      push(queue, event);
      return () => {
        event.isCancelled = true;
      };
    },
    waitFor(work) {
      const forget = () => {
        outside.delete(work);
      };
      outside.add(work);
      work.then(forget, forget);
    },
    async run(isOver) {
      await nextTurn();
      while (!isOver()) {
        if (outside.size > 0) {
          await Promise.allSettled(outside);
          await nextTurn();
          continue;
        }
        const event = pop(queue);
        if (event === undefined) return;
        if (event.isCancelled) continue;
        nowMs = event.dueMs;
        event.action();
        // What the event has set off comes to rest before time goes on.
        await nextTurn();
      }
    },
  };
}

function comesBefore(a: Event, b: Event): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

/** Into a binary heap. */
function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const other = heap[parent] as Event;
    if (!comesBefore(event, other)) break;
    heap[at] = other;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const right = left + 1;
    const child =
      right < heap.length && comesBefore(heap[right] as Event, heap[left] as Event) ? right : left;
    if (child >= heap.length || !comesBefore(heap[child] as Event, last)) break;
    heap[at] = heap[child] as Event;
    at = child;
  }
  heap[at] = last;
  return first;
}
