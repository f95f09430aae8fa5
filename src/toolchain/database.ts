import { sleep } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import { askSource, type Source } from '../relay/sumdb-source.ts';
import { backoffDelayMs } from '../resilience/backoff.ts';
import { decide, isOutage } from '../resilience/decision.ts';
import { createSumdbClient } from '../sumdb/client.ts';
import type { RecordProof } from '../sumdb/proof.ts';
import type { FetchTools } from '../upstream/fetch.ts';
import { readSpooled } from '../upstream/spooled.ts';
import { listSources, type SourceList } from './database-sources.ts';
import { firstResult } from './staggered.ts';

export interface DatabaseOptions extends SourceList {
  readonly tools: FetchTools;
  /** Signed notes of trees that this machine has seen before. */
  readonly seen: readonly string[];
}

/** A checksum database, with all who may answer for it. */
export interface ChecksumDatabase {
  /** The name in its key. */
  readonly name: string;
  /**
   * What the database says of a module version, proven, from whichever source has a proof first.
   * @throws FailureError `sumdb-mismatch` where no source has one and one of them contradicts what is signed,
   * `sumdb-unreachable` where all have failed in other ways, or what is wrong on this machine; or the signal's reason.
   */
  lookup(module: ModuleVersion, signal: AbortSignal): Promise<RecordProof>;
  /** The signed note of the newest tree met; undefined before the first proof. */
  readonly latest: string | undefined;
  /** Why sources were not believed, one failure each, although another one may have had a proof. */
  readonly refused: readonly Failure[];
}

/** So long one source is asked alone: a blocked host is silent for much longer than a working one takes. */
const headStartMs = 2_000;

/** A source in one lookup. */
interface Candidate {
  readonly source: Source;
  /** What it has answered so far. */
  readonly answers: Map<string, Buffer>;
  /** The question it was asked last. */
  asked?: string;
  failure?: Failure;
}

/** Opens a checksum database; nobody is asked yet. */
export function openDatabase(options: DatabaseOptions): ChecksumDatabase {
  const { setting, tools } = options;
  const { name } = setting.key;
  const sources = listSources(options);
  const refused = new Map<Source, Failure>();
  let latest: string | undefined;

  /** A proof out of the answers of one source alone, so that it is known whose were wrong. */
  async function prove(candidate: Candidate, module: ModuleVersion, signal: AbortSignal) {
    const { source, answers } = candidate;
    const read = async (operation: string, aborted: AbortSignal): Promise<Buffer> => {
      candidate.asked = operation;
      const answer = answers.get(operation) ?? (await take(tools, source, operation, aborted));
      answers.set(operation, answer);
      return answer;
    };
    const seen = latest === undefined ? options.seen : [latest];
    const client = createSumdbClient({ key: setting.key, read, seen });
    try {
      if (!source.isOfficial) await read('supported', signal);
      const proof = await client.lookup(module, signal);
      return { proof, latest: client.latest };
    } catch (thrown) {
      signal.throwIfAborted();
      const failure: Failure = { ...failureOf(thrown), mirror: source.entry.name };
      if (isOfThisMachine(failure, source)) throw new FailureError(failure);
      candidate.failure = failure;
      if (failure.class === 'sumdb-mismatch' || failure.class === 'bad-content') {
        refused.set(source, failure);
      }
      return undefined;
    }
  }

  async function lookup(module: ModuleVersion, signal: AbortSignal): Promise<RecordProof> {
    const candidates = sources.map((source): Candidate => ({ source, answers: new Map() }));
    let open = candidates;
    let deniedIn: number | undefined;
    for (let pass = 0; ; ) {
      const known = latest;
      const attempts = open.map((one) => (ending: AbortSignal) => prove(one, module, ending));
      const found = await firstResult(attempts, { clock: tools.clock, headStartMs, signal });
      // Another lookup has met a newer tree in the meantime: the two have to agree as well.
      if (found !== undefined && latest !== known) continue;
      if (found !== undefined) {
        latest = found.latest;
        return found.proof;
      }
      // Whoever has lied or said no will not do otherwise in a moment.
      open = open.filter(({ failure }) => failure !== undefined && isOutage(failure));
      // A version that does not exist is not there later either; a mirror may lag behind, and a host be down for a moment.
      deniedIn = isDenied(candidates) ? (deniedIn ?? pass) : undefined;
      const passes = Math.min(tools.limits.retries, (deniedIn ?? Infinity) + 1);
      if (open.length === 0 || pass >= passes) {
        throw new FailureError(verdict(name, module, candidates));
      }
      await sleep(tools.clock, backoffDelayMs(pass, tools.random), signal);
      pass += 1;
    }
  }

  return {
    name,
    lookup,
    get latest() {
      return latest;
    },
    get refused() {
      return [...refused.values()];
    },
  };
}

async function take(
  tools: FetchTools,
  source: Source,
  operation: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const file = await askSource(tools, source, operation, signal);
  try {
    return await readSpooled(file);
  } finally {
    await tools.spool.release(file);
  }
}

/** Whether somebody says that there is no such record, and nobody has it. */
function isDenied(candidates: readonly Candidate[]): boolean {
  const isRecord = (operation = '') => operation.startsWith('lookup/');
  return (
    candidates.some(
      ({ asked, failure }) => isRecord(asked) && failure?.class === 'http-not-found',
    ) && !candidates.some(({ answers }) => [...answers.keys()].some(isRecord))
  );
}

/** Whether no other source could do better. A gatekeeper's "no" does not count: whoever answers, the proof is the same. */
function isOfThisMachine(failure: Failure, { entry }: Source): boolean {
  const facts = { isPublicMirror: entry.isPublic, attemptsInRow: 1 };
  return failure.class !== 'http-auth' && decide(failure, facts) === 'end';
}

/** A contradiction is never passed over for a source that merely did not answer. */
function verdict(name: string, module: ModuleVersion, candidates: readonly Candidate[]): Failure {
  const failures = candidates.flatMap(({ failure }) => (failure ? [failure] : []));
  const [first] = failures;
  const lie = failures.find((failure) => failure.class === 'sumdb-mismatch');
  if (lie !== undefined) return lie;
  const reasons = failures.map(
    (failure) => `${failure.mirror}: ${failure.class}, ${failure.detail}`,
  );
  return {
    class: 'sumdb-unreachable',
    detail: `no source of the checksum database ${name} has a proof (${reasons.join('; ')})`,
    module: formatModule(module),
    ...(first && { because: first, ...(first.mirror !== undefined && { mirror: first.mirror }) }),
  };
}
