import { isUtf8 } from 'node:buffer';
import { verify } from 'node:crypto';
import { contradiction, malformed } from './refusal.ts';
import { decodeBase64, isPlainText } from './strict-text.ts';
import { isSignerName, type VerifierKey } from './verifier-key.ts';

/** Enough for every note that was ever signed; Go's reader stops there as well. */
const mostSignatures = 100;

/**
 * The text of a signed note (golang.org/x/mod/sumdb/note), which the key has signed. Signatures of others are looked at
 * for their form alone.
 * @throws FailureError
 */
export function openNote(bytes: Buffer, key: VerifierKey): string {
  const note = bytes.toString('utf8');
  const border = note.lastIndexOf('\n\n');
  if (!isUtf8(bytes) || !isPlainText(note) || border < 0 || !note.endsWith('\n')) {
    throw malformed('the signed note is malformed');
  }
  const text = note.slice(0, border + 1);
  const lines = note.slice(border + 2, -1).split('\n');
  if (lines.length > mostSignatures) throw malformed('the signed note has too many signatures');
  const own = lines
    .map(parseSignature)
    .filter(({ name, id }) => name === key.name && id === key.id);
  const [signature] = own;
  if (signature === undefined) {
    throw contradiction(`the tree is not signed by ${key.name}+${key.id}`);
  }
  // Of several by one key Go looks at the first; here all have to hold, as none can be wrong by accident.
  if (!own.every(({ value }) => verify(null, Buffer.from(text), key.publicKey, value))) {
    throw contradiction(`the signature of ${key.name} under the tree is forged`);
  }
  return text;
}

function parseSignature(line: string): { name: string; id: string; value: Buffer } {
  const found = /^— ([^ ]+) ([^ ]+)$/.exec(line);
  const [, name = '', base64 = ''] = found ?? [];
  const bytes = decodeBase64(base64);
  if (!isSignerName(name) || bytes === undefined || bytes.length < 5) {
    throw malformed('a signature of the signed note is malformed');
  }
  return { name, id: bytes.toString('hex', 0, 4), value: bytes.subarray(4) };
}
