/** What the tests of this room have in common: databases of any size, and a client's way to them without a network. */
import { createHash } from 'node:crypto';
import { FailureError } from '../../src/failure.ts';
import type { ReadAnswer } from '../../src/sumdb/proof.ts';
import { parseVerifierKey, type VerifierKey } from '../../src/sumdb/verifier-key.ts';
import {
  createChecksumDatabase,
  makeRecord,
  type TestDatabase,
} from '../support/checksum-database.ts';

/** A signal that nobody aborts. */
export const never = new AbortController().signal;

export function databaseOf(size: number): TestDatabase {
  return createChecksumDatabase({
    records: Array.from({ length: size }, (_, at) => makeRecord(at)),
  });
}

export function keyOf({ verifierKey }: Pick<TestDatabase, 'verifierKey'>): VerifierKey {
  const key = parseVerifierKey(verifierKey);
  if ('problem' in key) throw new Error(key.problem);
  return key;
}

/** Answers as a server that says 404 to what it does not have; writes down what it was asked. */
export function readFrom({ ask }: Pick<TestDatabase, 'ask'>, asked: string[] = []): ReadAnswer {
  return async (operation, signal) => {
    signal.throwIfAborted();
    asked.push(operation);
    const found = ask(operation);
    if (found === undefined) throw new FailureError({ class: 'http-not-found', detail: '404' });
    return found;
  };
}

/** MTH of RFC 6962 §2.1, word for word. */
export function naiveRoot({ records }: TestDatabase, size: number): Buffer {
  const sha256 = (...parts: readonly (Buffer | string)[]) =>
    parts.reduce((digest, part) => digest.update(part), createHash('sha256')).digest();
  const mth = (leaves: readonly string[]): Buffer => {
    if (leaves.length === 0) return sha256();
    if (leaves.length === 1) return sha256(Buffer.from([0]), leaves[0] ?? '');
    let k = 1;
    while (k * 2 < leaves.length) k *= 2;
    return sha256(Buffer.from([1]), mth(leaves.slice(0, k)), mth(leaves.slice(k)));
  };
  return mth(records.slice(0, size).map(({ lines }) => `${lines.join('\n')}\n`));
}
