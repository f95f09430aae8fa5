import { openNote } from './note.ts';
import { malformed } from './refusal.ts';
import { decodeBase64, parseCount } from './strict-text.ts';
import type { VerifierKey } from './verifier-key.ts';

/** A state of the log that the database has signed. */
export interface TreeHead {
  /** Records in it. */
  readonly size: number;
  /** Root hash, 32 bytes. */
  readonly hash: Buffer;
  /** The signed note, as it came. */
  readonly note: string;
}

/** What every tree head begins with; a later version of the format would begin otherwise. */
const heading = 'go.sum database tree';

/**
 * Reads a signed tree head (golang.org/x/mod/sumdb/tlog, ParseTree). Lines behind the third are left to later versions.
 * @throws FailureError
 */
export function openTreeHead(bytes: Buffer, key: VerifierKey): TreeHead {
  const [first, sizeText = '', hashText = '', ...rest] = openNote(bytes, key).split('\n');
  const size = parseCount(sizeText);
  const hash = decodeBase64(hashText);
  if (first !== heading || size === undefined || hash?.length !== 32 || rest.length === 0) {
    throw malformed('the signed tree head is malformed');
  }
  return { size, hash, note: bytes.toString('utf8') };
}
