import type { Endpoint } from '../module/endpoint.ts';
import { hedgeDelayMs, withFirstByte } from '../resilience/hedge.ts';

/** How long first bytes of each class of file take in this run, whichever mirror they come from. */
export class FirstBytes {
  readonly #samples = new Map<Endpoint['kind'], readonly number[]>();
  /** Worked out when it is asked for: hundreds of files may come before the next one is. */
  readonly #delays = new Map<Endpoint['kind'], number>();

  add({ kind }: Endpoint, firstByteMs: number): void {
    this.#samples.set(kind, withFirstByte(this.#samples.get(kind) ?? [], firstByteMs));
    this.#delays.delete(kind);
  }

  /** How long a request for this file may be silent before another mirror is asked beside it. */
  hedgeDelayMs({ kind }: Endpoint): number {
    const delayMs = this.#delays.get(kind) ?? hedgeDelayMs(this.#samples.get(kind) ?? []);
    this.#delays.set(kind, delayMs);
    return delayMs;
  }
}
