/** Hashes of a Merkle tree as RFC 6962 §2.1 defines them. */

import { hash } from 'node:crypto';

export const hashBytes = 32;

const sha256 = (...parts: readonly Buffer[]) => hash('sha256', Buffer.concat(parts), 'buffer');

/** The root of a tree without records. */
export const emptyRoot = sha256();

const leafMark = Buffer.from([0]);
const nodeMark = Buffer.from([1]);

/** The hash of a record. */
export function leafHash(record: Buffer): Buffer {
  return sha256(leafMark, record);
}

/** The hash above two neighbours. */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return sha256(nodeMark, left, right);
}

/** The hash above neighbours whose number is a power of two, written one behind the other. */
export function subtreeHash(hashes: Buffer): Buffer {
  if (hashes.length === hashBytes) return hashes;
  const half = hashes.length / 2;
  return nodeHash(subtreeHash(hashes.subarray(0, half)), subtreeHash(hashes.subarray(half)));
}

/** The roots of the largest whole subtrees that neighbours make up, from the left. */
export function peaks(hashes: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  let rest = hashes;
  while (rest.length > 0) {
    const count = 2 ** (31 - Math.clz32(rest.length / hashBytes));
    found.push(subtreeHash(rest.subarray(0, count * hashBytes)));
    rest = rest.subarray(count * hashBytes);
  }
  return found;
}

/** The root above whole subtrees of falling size: each joins with all that is right of it. */
export function rootOf(found: readonly Buffer[]): Buffer {
  return found.length === 0 ? emptyRoot : found.reduceRight((right, left) => nodeHash(left, right));
}
