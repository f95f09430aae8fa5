import type { Decision } from './decision.ts';

/** Answers with wrong bytes for one file, over all mirrors, after which no further one is asked for. */
const wrongAnswerLimit = 4;

export interface WrongBytesFacts {
  /** The hash of the bytes that came. */
  readonly hash: string;
  /** The hashes of the wrong answers before, from any mirror. */
  readonly earlierHashes: readonly string[];
  /** No other mirror can be asked for the file. */
  readonly isLoneMirror: boolean;
  /** Attempts made on this mirror in a row, this one included. */
  readonly attemptsInRow: number;
}

/**
 * What follows when a mirror's file is whole and is not what go.sum names (design §7): two answers that agree with each
 * other and not with go.sum end the search; else the next mirror is asked at once, a lone mirror once more.
 */
export function decideOnWrongBytes(
  facts: WrongBytesFacts,
): Extract<Decision, 'same-mirror' | 'leave-mirror' | 'end'> {
  const { hash, earlierHashes, isLoneMirror, attemptsInRow } = facts;
  if (earlierHashes.includes(hash) || earlierHashes.length + 1 >= wrongAnswerLimit) return 'end';
  return isLoneMirror && attemptsInRow < 2 ? 'same-mirror' : 'leave-mirror';
}
