import { FailureError, failureOf } from '../failure.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import { forked, refuseTwins } from './fork.ts';
import type { ReadAnswer, RecordProof } from './proof.ts';
import { proveRecord } from './prove-record.ts';
import { lookupOperation } from './record.ts';
import { proveTree } from './tree.ts';
import { openTreeHead, type TreeHead } from './tree-head.ts';
import type { VerifierKey } from './verifier-key.ts';

export interface SumdbClientOptions {
  readonly key: VerifierKey;
  readonly read: ReadAnswer;
  /**
   * Signed notes of trees seen before: each must be a state of the newest tree, or the newest one itself. An empty text
   * is the file that `go` has before its first lookup.
   */
  readonly seen: readonly string[];
}

export interface SumdbClient {
  /**
   * Looks a module version up and proves the answer in the newest tree known.
   * @throws FailureError: `sumdb-mismatch` for an answer that contradicts what is signed, `bad-content` for one in no form
   * of the database, `cache-corrupt` for a seen tree that is not signed; what `read` throws goes through.
   */
  lookup(module: ModuleVersion, signal: AbortSignal): Promise<RecordProof>;
  /** The signed note of the newest tree that lookups have met; every other one was a state of it. */
  readonly latest: string | undefined;
}

/** A client of one checksum database, which trusts its key alone. */
export function createSumdbClient({ key, read, seen }: SumdbClientOptions): SumdbClient {
  let latest: TreeHead | undefined;
  const unchecked = new Set(seen.filter((note) => note !== ''));
  /** Tiles of proofs that held: what has come once is not asked for again. */
  const proven = new Map<string, Buffer>();
  const readAnswer: ReadAnswer = async (operation, signal) =>
    proven.get(operation) ?? (await read(operation, signal));

  /** Makes a tree the newest one, if it is larger than any before and has had them all as its states. */
  async function advance(tree: TreeHead, signal: AbortSignal): Promise<TreeHead> {
    for (;;) {
      const known = latest;
      if (known !== undefined && known.size >= tree.size) return known;
      if (known !== undefined) await checkState(known, tree, signal);
      // Another lookup may have met a newer one in the meantime.
      if (latest !== known) continue;
      latest = tree;
      return tree;
    }
  }

  async function checkState(older: TreeHead, newer: TreeHead, signal: AbortSignal): Promise<void> {
    refuseTwins(older, newer);
    const question = { records: [], sizes: [older.size] };
    const root = (await proveTree(newer, question, readAnswer, signal)).rootAt(older.size);
    if (!root.equals(older.hash)) throw forked(older, newer, root);
  }

  async function takeSeen(signal: AbortSignal): Promise<void> {
    for (const note of unchecked) {
      const tree = openSeen(note, key);
      const newest = await advance(tree, signal);
      if (newest !== tree) await checkState(tree, newest, signal);
      unchecked.delete(note);
    }
  }

  async function lookup(module: ModuleVersion, signal: AbortSignal): Promise<RecordProof> {
    const operation = lookupOperation(module);
    await takeSeen(signal);
    const answer = await read(operation, signal);
    const treeFor = (answerTree: TreeHead) => advance(answerTree, signal);
    const proof = await proveRecord({ module, key, answer, treeFor }, readAnswer, signal);
    for (const [name, content] of proof.evidence) {
      if (name.startsWith('tile/')) proven.set(name, content);
    }
    return proof;
  }

  return {
    async lookup(module, signal) {
      try {
        return await lookup(module, signal);
      } catch (thrown) {
        throw withModule(thrown, module);
      }
    },
    get latest() {
      return latest?.note;
    },
  };
}

/** Names the module that a contradiction was met for. */
function withModule(thrown: unknown, module: ModuleVersion): unknown {
  if (!(thrown instanceof FailureError)) return thrown;
  const { failure } = thrown;
  if (failure.class !== 'sumdb-mismatch' || failure.module !== undefined) return thrown;
  return new FailureError({ ...failure, module: formatModule(module) });
}

/** Nobody but this machine can have put a wrong one there, so it is no lie of the database. */
function openSeen(note: string, key: VerifierKey): TreeHead {
  try {
    return openTreeHead(Buffer.from(note), key);
  } catch (thrown) {
    throw new FailureError({
      class: 'cache-corrupt',
      detail: `the signed tree of the checksum database ${key.name} that was kept is not to be trusted: ${failureOf(thrown).detail}`,
    });
  }
}
