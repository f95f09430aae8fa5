import type { Endpoint } from '../module/endpoint.ts';
import { hedgeDelayMs, withFirstByte } from '../resilience/hedge.ts';

/** How long first bytes of each class of file take in this run, whichever mirror they come from. */
export class FirstBytes {
  readonly #samples = new Map<Endpoint['kind'], readonly number[]>();

  add({ kind }: Endpoint, firstByteMs: number): void {
    this.#samples.set(kind, withFirstByte(this.#samples.get(kind) ?? [], firstByteMs));
  }

  /** How long a request for this file may be silent before another mirror is asked beside it. */
  hedgeDelayMs({ kind }: Endpoint): number {
    return hedgeDelayMs(this.#samples.get(kind) ?? []);
  }
}
