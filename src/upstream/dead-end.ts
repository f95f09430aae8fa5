import { type Endpoint, endpointPath } from '../module/endpoint.ts';

/** So many zips that met nothing but silence are enough to know. */
const enough = 3;

/**
 * A way on which small files come and large ones do not: a packet size that a router swallows, a filter that holds back what
 * it cannot scan. The mirrors answer, so that no outage is seen, and every zip costs the stall limit once for each of its
 * attempts. When none has come and `enough` of them met nothing but silence in two passes over all mirrors (with none
 * that ever answered, too, two passes are the verdict), the others are not waited for.
 */
export class DeadEnd {
  readonly #silent = new Set<string>();
  #hasMoved = false;

  /** A file has come, or a part of one that brings it on. */
  moved({ kind }: Endpoint): void {
    if (kind === 'zip') this.#hasMoved = true;
  }

  /** Every mirror has kept this file from us until a time limit, twice or as often as it may be asked. */
  metSilence(endpoint: Endpoint): void {
    if (endpoint.kind === 'zip') this.#silent.add(endpointPath(endpoint));
  }

  /** Whether to ask for this file is no use. */
  holds({ kind }: Endpoint): boolean {
    return kind === 'zip' && !this.#hasMoved && this.#silent.size >= enough;
  }
}
