import type { ModuleVersion } from '../module/path.ts';
import type { RecordProof } from './proof.ts';
import { proveRecord } from './prove-record.ts';
import { lookupOperation } from './record.ts';
import { malformed } from './refusal.ts';
import { openTreeHead } from './tree-head.ts';
import type { VerifierKey } from './verifier-key.ts';

/**
 * Proves a module version once more from the evidence of an earlier proof, wherever that has been in the meantime: it is
 * believed no more than the answers of a database. Asks nobody.
 * @throws FailureError where the evidence does not prove it, or holds more than that takes.
 */
export async function proveAgain(
  evidence: ReadonlyMap<string, Buffer>,
  module: ModuleVersion,
  key: VerifierKey,
): Promise<RecordProof> {
  const take = (operation: string): Buffer => {
    const answer = evidence.get(operation);
    if (answer === undefined) throw malformed(`the evidence has no ${operation}`);
    return answer;
  };
  const latest = evidence.get('latest');
  const proof = await proveRecord(
    {
      module,
      key,
      answer: take(lookupOperation(module)),
      treeFor: async (answerTree) => {
        const tree = latest === undefined ? answerTree : openTreeHead(latest, key);
        if (tree.size >= answerTree.size) return tree;
        throw malformed('the tree of the evidence is older than the answer in it');
      },
    },
    async (operation) => take(operation),
    new AbortController().signal,
  );
  if (proof.evidence.size === evidence.size) return proof;
  throw malformed('the evidence holds more than the proof takes');
}
