import type { Endpoint } from '../module/endpoint.ts';
import { hedgeDelayMs, usualFirstByteMs, withFirstByte } from '../resilience/hedge.ts';

/** So many times what 95 % of the first bytes take says that this one is not coming. */
const unusualFactor = 5;

/** How long first bytes of each class of file take in this run, whichever mirror they come from. */
export class FirstBytes {
  readonly #samples = new Map<Endpoint['kind'], readonly number[]>();
  /** Worked out when it is asked for: hundreds of files may come before the next one is. */
  readonly #usual = new Map<Endpoint['kind'], number | undefined>();

  add({ kind }: Endpoint, firstByteMs: number): void {
    this.#samples.set(kind, withFirstByte(this.#samples.get(kind) ?? [], firstByteMs));
    this.#usual.delete(kind);
  }

  /** How long a request for this file may be silent before another mirror is asked beside it. */
  hedgeDelayMs(endpoint: Endpoint): number {
    return hedgeDelayMs(this.#usualMs(endpoint));
  }

  /** Whether a silence of `ms` is out of all proportion for such a file; false as long as too few have come to tell. */
  isUnusual(endpoint: Endpoint, ms: number): boolean {
    const usualMs = this.#usualMs(endpoint);
    return usualMs !== undefined && unusualFactor * usualMs <= ms;
  }

  #usualMs({ kind }: Endpoint): number | undefined {
    if (!this.#usual.has(kind)) {
      this.#usual.set(kind, usualFirstByteMs(this.#samples.get(kind) ?? []));
    }
    return this.#usual.get(kind);
  }
}
