import { createHash } from 'node:crypto';
import { seededRandom } from '../../__tests__/support/random.ts';
import type { FaultShares } from './plan.ts';

/** How one request ends. `at` is the share of the body that is sent before, in [0, 1). */
export type Fate =
  | { readonly kind: 'served' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'stall'; readonly at: number }
  | { readonly kind: 'reset'; readonly at: number }
  | { readonly kind: 'truncation'; readonly at: number }
  | { readonly kind: 'server-error'; readonly status: number }
  | { readonly kind: 'throttle'; readonly retryAfterSeconds: number };

const serverErrors = [500, 502, 503, 504] as const;

/**
 * A source of numbers that depends on these words and nothing else: two runs meet the same fate at the same request,
 * whatever else they ask, and in whatever order.
 */
export function randomFor(...words: readonly (string | number)[]): () => number {
  const digest = createHash('sha256').update(JSON.stringify(words)).digest();
  return seededRandom(digest.readUInt32LE(0));
}

/** What becomes of request number `attempt` (from 1) for `file` to mirror number `mirror`. */
export function fateOf(
  shares: FaultShares,
  seed: number,
  mirror: number,
  file: string,
  attempt: number,
): Fate {
  const random = randomFor('fate', seed, mirror, file, attempt);
  let rest = random();
  const at = random();
  const falls = (share = 0): boolean => {
    const does = rest < share;
    rest -= share;
    return does;
  };
  if (falls(shares.silence)) return { kind: 'silence' };
  if (falls(shares.stall)) return { kind: 'stall', at };
  if (falls(shares.stallAfterHeaders)) return { kind: 'stall', at: 0 };
  if (falls(shares.reset)) return { kind: 'reset', at };
  if (falls(shares.truncation)) return { kind: 'truncation', at };
  if (falls(shares.serverError)) {
    return {
      kind: 'server-error',
      status: serverErrors[Math.floor(at * serverErrors.length)] ?? 500,
    };
  }
  if (falls(shares.throttle)) return { kind: 'throttle', retryAfterSeconds: 1 };
  return { kind: 'served' };
}

/** Whether a mirror has other bytes than go.sum names for `module` (`path@version`). */
export function isWrongModule(
  share: number,
  seed: number,
  mirror: number,
  module: string,
): boolean {
  return randomFor('module', seed, mirror, module)() < share;
}
