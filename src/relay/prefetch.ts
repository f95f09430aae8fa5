import type { Endpoint } from '../module/endpoint.ts';
import { untilAborted } from '../network/abort.ts';
import type { Desk } from './desk.ts';

/** Waiting files stay below this, and below this part of the disk's free space, or nothing more is foreseen. */
const mostWaitingBytes = 1024 * 1024 * 1024;
const partOfFreeSpace = 1 / 4;

export interface Prefetch {
  /**
   * Begins to fetch what `go` is expected to ask for and does not have, in this order; returns at once. Only the first
   * call counts: the rest `go` asks for itself.
   */
  start(files: () => Promise<readonly Endpoint[]>): void;
  /** Breaks off what is under way and frees what nobody asked for. */
  stop(): Promise<void>;
}

export interface PrefetchOptions {
  readonly desk: Desk;
  /** Searches under way at once; how many requests that makes is for the gate to say. */
  readonly searches: number;
  /** Free bytes of the disk that the files wait on. */
  readonly freeBytes: () => Promise<number>;
  /** Settles when the mirrors are known well enough for traffic to start. */
  readonly ready: Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Fetches ahead of `go`, which asks for one thing after the other, so that the round trips of hundreds of files pass side
 * by side. Nothing here can fail the run: what could not be had ahead is asked for when `go` asks.
 */
export class FetchAhead implements Prefetch {
  readonly #options: PrefetchOptions;
  readonly #stopping = new AbortController();
  readonly #signal: AbortSignal;
  #working: Promise<unknown> | undefined;
  #mostWaitingBytes = mostWaitingBytes;
  /** Called when a waiting file was taken. */
  readonly #paused = new Set<() => void>();

  constructor(options: PrefetchOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#stopping.signal]);
    this.#signal.addEventListener('abort', () => this.fileTaken(), { once: true });
  }

  start(files: () => Promise<readonly Endpoint[]>): void {
    this.#working ??= this.#fetchAll(files).catch(() => {
      // Broken off, or something is wrong that `go` will meet itself.
    });
  }

  /** Room may have become free. */
  fileTaken(): void {
    for (const goOn of this.#paused) goOn();
    this.#paused.clear();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('go did not ask for it'));
    await this.#working;
    await this.#options.desk.forgetForeseen();
  }

  async #fetchAll(files: () => Promise<readonly Endpoint[]>): Promise<void> {
    const { ready, freeBytes, searches } = this.#options;
    const preparing = Promise.all([files(), freeBytes(), ready]);
    // On a file system that is gone neither of them ends.
    const [queue, free] = await untilAborted(preparing, this.#signal);
    this.#mostWaitingBytes = Math.min(mostWaitingBytes, free * partOfFreeSpace);
    const waiting = queue.values();
    await Promise.allSettled(Array.from({ length: searches }, () => this.#work(waiting)));
  }

  async #work(queue: Iterator<Endpoint>): Promise<void> {
    const { desk } = this.#options;
    for (;;) {
      while (desk.waitingBytes >= this.#mostWaitingBytes) await this.#roomMadeFree();
      this.#signal.throwIfAborted();
      const next = queue.next();
      if (next.done) return;
      await desk.foresee(next.value, this.#signal);
    }
  }

  #roomMadeFree(): Promise<void> {
    this.#signal.throwIfAborted();
    return new Promise((resolve) => {
      this.#paused.add(resolve);
    });
  }
}
