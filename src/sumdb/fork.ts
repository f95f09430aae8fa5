import type { FailureError } from '../failure.ts';
import { contradiction } from './refusal.ts';
import type { TreeHead } from './tree-head.ts';

/** Two signed trees that cannot both be states of one log: the signatures under them are the evidence. */
export class ForkError extends Error {
  override readonly name = 'ForkError' as const;
  readonly older: TreeHead;
  readonly newer: TreeHead;
  /** What the records that both have hash to in the newer one. */
  readonly rootInNewer: string;
  constructor(older: TreeHead, newer: TreeHead, rootInNewer: string) {
    super(
      [
        'the checksum database has signed two trees that contradict each other',
        `older:\n${older.note}`,
        `newer:\n${newer.note}`,
        `its first ${older.size} records hash to ${rootInNewer}`,
      ].join('\n'),
    );
    this.older = older;
    this.newer = newer;
    this.rootInNewer = rootInNewer;
  }
}

/** The refusal of a log that has forked. */
export function forked(older: TreeHead, newer: TreeHead, root: Buffer): FailureError {
  const rootInNewer = root.toString('base64');
  return contradiction(
    `the database has signed two trees that contradict each other: one of ${older.size} records with the root ${older.hash.toString('base64')}, and one of ${newer.size} (${newer.hash.toString('base64')}) in which these hash to ${rootInNewer}`,
    new ForkError(older, newer, rootInNewer),
  );
}

/**
 * Two signed trees of one size have one root: to see that they have not takes no tiles.
 * @throws FailureError
 */
export function refuseTwins(one: TreeHead, other: TreeHead): void {
  if (one.size === other.size && !one.hash.equals(other.hash)) throw forked(one, other, other.hash);
}
