import type { ModuleVersion } from '../module/path.ts';
import { forked, refuseTwins } from './fork.ts';
import { leafHash } from './merkle.ts';
import type { ReadAnswer, RecordProof } from './proof.ts';
import { lookupOperation, parseLookup, readHashes } from './record.ts';
import { contradiction } from './refusal.ts';
import { proveTree } from './tree.ts';
import { openTreeHead, type TreeHead } from './tree-head.ts';
import type { VerifierKey } from './verifier-key.ts';

/** An answer to `lookup/…`, to be proven. */
export interface RecordClaim {
  readonly module: ModuleVersion;
  readonly key: VerifierKey;
  readonly answer: Buffer;
  /** The tree to prove it in, by the one that came with the answer; it must be at least as large. */
  readonly treeFor: (answerTree: TreeHead) => Promise<TreeHead>;
}

/**
 * Proves that the record is in the tree, that the tree the answer came with is a state that it had before, and that the
 * record speaks of the module and of nothing else.
 * @throws FailureError for what contradicts the tree; what `read` throws goes through.
 */
export async function proveRecord(
  { module, key, answer, treeFor }: RecordClaim,
  read: ReadAnswer,
  signal: AbortSignal,
): Promise<RecordProof> {
  const { record, text, note } = parseLookup(answer);
  const answerTree = openTreeHead(note, key);
  const tree = await treeFor(answerTree);
  refuseTwins(answerTree, tree);
  if (record >= tree.size) {
    throw contradiction(`record ${record} is not in the signed tree of ${tree.size} records`);
  }
  const question = { records: [record], sizes: [answerTree.size] };
  const proven = await proveTree(tree, question, read, signal);
  const root = proven.rootAt(answerTree.size);
  if (!root.equals(answerTree.hash)) throw forked(answerTree, tree, root);
  if (!proven.recordHash(record).equals(leafHash(text))) {
    throw contradiction(`the answer is not record ${record} of the signed tree`);
  }
  const hashes = readHashes(text, module);
  return {
    database: key.name,
    record,
    treeSize: tree.size,
    treeHash: tree.hash.toString('base64'),
    ...hashes,
    signedTree: tree.note,
    evidence: new Map([
      [lookupOperation(module), answer],
      ...(tree.note === answerTree.note ? [] : [['latest', Buffer.from(tree.note)] as const]),
      ...proven.tiles,
    ]),
  };
}
