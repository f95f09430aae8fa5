import type { Clock } from '../effects.ts';
import { failureOf } from '../failure.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import {
  afterRequest,
  initialLimit,
  type LoadSign,
  loadSign,
  type MirrorLimit,
  shareOfForeseen,
} from '../resilience/concurrency.ts';

/** Leave to have one request in flight. */
export interface Turn {
  /** Whether time has passed, in which another mirror may have become the better one. */
  readonly hasWaited: boolean;
  /** Makes the request, and learns from its end how much the mirror bears. The turn is over then. */
  during<T>(request: () => Promise<T>): Promise<T>;
  /** No request is made after all. */
  giveBack(): undefined;
}

/** One search's way through the gate. */
export interface Lane {
  /** Resolves when a request to this mirror may go out; rejects with the signal's reason when it aborts before that. */
  enter(mirror: MirrorEntry, signal: AbortSignal): Promise<Turn>;
  /** From now on this is what `go` waits for. */
  promote(): void;
  /** Nobody has asked for it yet. */
  readonly isForeseen: boolean;
}

interface Waiting {
  readonly lane: LaneState;
  readonly mirror: MirrorEntry;
  admit(): void;
}

interface LaneState {
  isForeseen: boolean;
  /** Where its requests in flight are. */
  readonly inFlight: Set<{ readonly load: Load }>;
}

interface Load {
  limit: MirrorLimit;
  all: number;
  foreseen: number;
}

/**
 * What every request for a module's file passes before it goes out: bounds how many are in flight, in all and on each
 * mirror. What `go` asks for goes before what is foreseen, the earlier before the later.
 */
export class RequestGate {
  readonly #most: number;
  readonly #clock: Clock;
  readonly #loads = new Map<MirrorEntry, Load>();
  /** In the order they came. */
  readonly #waiting = new Set<Waiting>();
  #all = 0;
  #foreseen = 0;

  constructor(most: number, clock: Clock) {
    this.#most = most;
    this.#clock = clock;
  }

  /** A way through the gate for what `go` asks for, or for what it is only expected to. */
  lane(purpose: 'asked' | 'foreseen'): Lane {
    const lane: LaneState = { isForeseen: purpose === 'foreseen', inFlight: new Set() };
    return {
      enter: (mirror, signal) => this.#enter(lane, mirror, signal),
      promote: () => this.#promote(lane),
      get isForeseen() {
        return lane.isForeseen;
      },
    };
  }

  async #enter(lane: LaneState, mirror: MirrorEntry, signal: AbortSignal): Promise<Turn> {
    signal.throwIfAborted();
    if (this.#hasRoom(lane, mirror)) return this.#admit(lane, mirror, false);
    return new Promise<Turn>((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(waiting);
        reject(signal.reason);
      };
      const waiting: Waiting = {
        lane,
        mirror,
        admit: () => {
          this.#waiting.delete(waiting);
          signal.removeEventListener('abort', onAbort);
          resolve(this.#admit(lane, mirror, true));
        },
      };
      this.#waiting.add(waiting);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #admit(lane: LaneState, mirror: MirrorEntry, hasWaited: boolean): Turn {
    const load = this.#loadOf(mirror);
    const startedAtMs = this.#clock.now();
    const request = { load };
    lane.inFlight.add(request);
    this.#count(load, lane, 1);
    const leave = (): undefined => {
      lane.inFlight.delete(request);
      this.#count(load, lane, -1);
      this.#letIn();
    };
    const learn = (sign: LoadSign) => {
      load.limit = afterRequest(load.limit, sign, startedAtMs, this.#clock.now());
    };
    return {
      hasWaited,
      giveBack: leave,
      during: async (ask) => {
        try {
          const received = await ask();
          learn('answer');
          return received;
        } catch (thrown) {
          learn(loadSign(failureOf(thrown)));
          throw thrown;
        } finally {
          leave();
        }
      },
    };
  }

  #promote(lane: LaneState): void {
    if (!lane.isForeseen) return;
    lane.isForeseen = false;
    for (const { load } of lane.inFlight) load.foreseen -= 1;
    this.#foreseen -= lane.inFlight.size;
    this.#letIn();
  }

  #count(load: Load, lane: LaneState, change: 1 | -1): void {
    load.all += change;
    this.#all += change;
    if (!lane.isForeseen) return;
    load.foreseen += change;
    this.#foreseen += change;
  }

  #letIn(): void {
    for (const isForeseen of [false, true]) {
      for (const waiting of this.#waiting) {
        if (this.#all >= this.#most) return;
        if (waiting.lane.isForeseen !== isForeseen) continue;
        if (this.#hasRoom(waiting.lane, waiting.mirror)) waiting.admit();
      }
    }
  }

  #hasRoom(lane: LaneState, mirror: MirrorEntry): boolean {
    const load = this.#loadOf(mirror);
    if (this.#all >= this.#most || load.all >= load.limit.limit) return false;
    return (
      !lane.isForeseen ||
      (this.#foreseen < shareOfForeseen(this.#most) &&
        load.foreseen < shareOfForeseen(load.limit.limit))
    );
  }

  #loadOf(mirror: MirrorEntry): Load {
    const known = this.#loads.get(mirror);
    if (known) return known;
    const load: Load = { limit: initialLimit(this.#most), all: 0, foreseen: 0 };
    this.#loads.set(mirror, load);
    return load;
  }
}
