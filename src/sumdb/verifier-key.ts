import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { decodeBase64 } from './strict-text.ts';

/** A key that signs trees: what `name+hash+key` stands for (golang.org/x/mod/sumdb/note). */
export interface VerifierKey {
  readonly name: string;
  /** The first four bytes of SHA-256 over name and key, in hexadecimal: signatures carry it. */
  readonly id: string;
  readonly publicKey: KeyObject;
  readonly text: string;
}

const ed25519 = 1;

/** Reads a verifier key; the hash in it is checked against name and key. */
export function parseVerifierKey(text: string): VerifierKey | { readonly problem: string } {
  const [name = '', id = '', ...rest] = text.split('+');
  // The base64 behind the second plus may hold more of them.
  const key = decodeBase64(rest.join('+'));
  if (!isSignerName(name) || !/^[0-9a-f]{8}$/i.test(id) || key === undefined || key.length === 0) {
    return { problem: 'malformed verifier key (it must be name+hash+key)' };
  }
  if (keyId(name, key) !== id.toLowerCase()) {
    return { problem: 'the hash in the verifier key is not that of its name and key' };
  }
  if (key[0] !== ed25519) return { problem: 'the verifier key is not of the kind Ed25519' };
  if (key.length !== 33) return { problem: 'malformed verifier key (it must be name+hash+key)' };
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: key.subarray(1).toString('base64url') },
    format: 'jwk',
  });
  return { name, id: id.toLowerCase(), publicKey, text };
}

/** Whether a key or a signature may have this name: no white space (as Go's unicode.IsSpace has it) and no plus. */
export function isSignerName(name: string): boolean {
  return /^[^+\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/.test(name);
}

function keyId(name: string, key: Buffer): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), key]), 'hex').slice(0, 8);
}
