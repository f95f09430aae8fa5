/** From a version of Go to its zip, every byte of it vouched for. */

import { type Failure, FailureError, failureOf } from '../failure.ts';
import { indexSums, type SumIndex } from '../module/gosum.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import { formatEvidence } from '../sumdb/evidence.ts';
import { type FetchTools, fetchModule } from '../upstream/fetch.ts';
import type { Spooled } from '../upstream/spooled.ts';
import type { GoChoice } from './go-choice.ts';
import { type ProofTools, type Proven, proveAgain, proveOnline } from './prove-toolchain.ts';
import type { ToolchainStore } from './toolchain-store.ts';
import type { Upstreams } from './upstreams.ts';

export interface ObtainTools extends ProofTools {
  readonly upstreams: Upstreams;
  readonly version: string;
  readonly module: ModuleVersion;
  readonly store: ToolchainStore | undefined;
  readonly mayAskMirrors: boolean;
}

/** A toolchain's zip, there for as long as it is being used. */
export interface ToolchainZip {
  readonly zip: Spooled;
  /** Proven to be that of this version. */
  readonly hash: string;
  /** Whether the zip has been found to have it; one out of a cache has not. */
  readonly isChecked: boolean;
}

export type Obtained = Pick<GoChoice, 'source' | 'mirror' | 'hash' | 'proof' | 'cache'>;

/**
 * Has the toolchain used from the run's cache, or from the mirrors, and keeps it for later runs.
 * @param use throws FailureError `bad-content` or `checksum-mismatch` for a zip that is not what the hash says.
 * @throws FailureError `toolchain` for what the network did, `sumdb-mismatch` for bytes or answers that the checksum database does not
 *   vouch for, and what this machine did as it is (`disk-full`, `permission`); or the signal's reason.
 */
export async function obtainToolchain(
  tools: ObtainTools,
  use: (zip: ToolchainZip) => Promise<void>,
): Promise<Obtained> {
  const { session, store } = tools;
  try {
    const obtained = (await fromCache(tools, use)) ?? (await fromMirrors(tools, use));
    if (store === undefined) return obtained;
    const { keyParts: _, ...cache } = store.result;
    return { ...obtained, cache };
  } catch (thrown) {
    session.signal.throwIfAborted();
    throw new FailureError(whyNotThere(tools, failureOf(thrown)));
  } finally {
    await store?.close();
  }
}

/** Nothing of it is believed for having been kept: the proof is made again, and the zip held against it. */
async function fromCache(
  tools: ObtainTools,
  use: (zip: ToolchainZip) => Promise<void>,
): Promise<Obtained | undefined> {
  const { store, module, authority, session, record } = tools;
  const kept = await store?.restore(session.signal);
  if (kept === undefined) return undefined;
  let isProven = false;
  try {
    const proven = await proveAgain(authority, kept.evidence, module);
    isProven = true;
    await use({ zip: kept.zip, hash: proven.hash, isChecked: false });
    return { source: 'cache', ...vouched(proven) };
  } catch (thrown) {
    session.signal.throwIfAborted();
    const failure = failureOf(thrown);
    if (!isOfContent(failure)) throw thrown;
    // What this job cannot prove may be good for one with another checksum database; a proof is written over in any case.
    if (isProven) await store?.forget(session.signal);
    record.findings.push({
      level: 'warning',
      failure: {
        class: 'cache-corrupt',
        detail: `${formatModule(module)} in the cache is not what it has to be: ${failure.detail}`,
        module: formatModule(module),
      },
      tried: 'fetching it anew',
    });
    return undefined;
  }
}

async function fromMirrors(
  tools: ObtainTools,
  use: (zip: ToolchainZip) => Promise<void>,
): Promise<Obtained> {
  const { module, session, store, upstreams, version } = tools;
  const { signal } = session;
  if (!tools.mayAskMirrors) {
    throw new FailureError({
      class: 'offline-miss',
      isForced: true,
      detail: `Go ${version} is neither on PATH, nor in the tool cache, nor in the cache of this action`,
      module: formatModule(module),
    });
  }
  const connection = await upstreams.open();
  await connection.ready;
  upstreams.meter.start(() => ({
    subject: `Go ${version}`,
    modulesDone: 0,
    modulesKnown: undefined,
  }));
  try {
    const { file, mirror, proven } = await fetchProven(tools, connection.tools, module, signal);
    try {
      await use({ zip: file, hash: proven.hash, isChecked: true });
      await store?.save(
        { zip: file, evidence: proven.proof && formatEvidence(proven.proof) },
        signal,
      );
      return { source: 'mirror', mirror, ...vouched(proven) };
    } finally {
      await connection.tools.spool.release(file);
    }
  } finally {
    upstreams.meter.stop();
  }
}

/**
 * The zip of a toolchain from whichever mirror has the bytes that are vouched for.
 * @throws FailureError of the search or of the proof, or the signal's reason.
 */
export async function fetchProven(
  tools: ProofTools,
  search: FetchTools,
  module: ModuleVersion,
  signal: AbortSignal,
): Promise<{ readonly file: Spooled; readonly mirror: string; readonly proven: Proven }> {
  const proven = await proveOnline(tools, { tools: search }, module);
  const sums = sumsOf(module, proven.hash);
  const outcome = await fetchModule({ ...search, sums }, { kind: 'zip', module }, signal);
  if (outcome.kind !== 'found') throw new FailureError(outcome.failure);
  return { file: outcome.file, mirror: outcome.mirror, proven };
}

/** The proven hash and nothing else: what a go.sum of the job says of a toolchain does not count (CVE-2026-94447). */
function sumsOf(module: ModuleVersion, hash: string): SumIndex {
  return indexSums([{ module, kind: 'zip', hash, file: '', line: 0 }]);
}

function vouched({ hash, proof }: Proven): Pick<GoChoice, 'hash' | 'proof'> {
  if (proof === undefined) return { hash };
  const { database, record, treeSize, treeHash } = proof;
  return { hash, proof: { database, record, treeSize, treeHash } };
}

/** What other bytes, from another place, may mend. */
function isOfContent({ class: name }: Failure): boolean {
  return name === 'bad-content' || name === 'checksum-mismatch' || name === 'sumdb-mismatch';
}

/** As the user has to see it: the network's failures are why there is no Go; this machine's own stay what they are. */
function whyNotThere({ version, authority }: ObtainTools, failure: Failure): Failure {
  const detail = `Go ${version} could not be installed: ${failure.detail}`;
  const { mirror, module } = failure;
  const where = {
    ...(mirror !== undefined && { mirror }),
    ...(module !== undefined && { module }),
  };
  switch (failure.class) {
    case 'checksum-mismatch':
      if (authority.kind === 'pin') {
        const pinned = `Go ${version} could not be installed: no mirror has the bytes that \`toolchain-sum\` pins (${failure.actual} in place of ${failure.expected})`;
        return { class: 'toolchain', detail: pinned, ...where };
      }
      return { class: 'sumdb-mismatch', detail, ...where, because: failure };
    case 'toolchain':
    case 'sumdb-mismatch':
    case 'input':
    case 'offline-miss':
    case 'cache-corrupt':
    case 'cache-locked':
    case 'disk-full':
    case 'permission':
    case 'internal':
      return failure;
    case 'http-not-found':
      return { class: 'toolchain', lacks: 'version', detail, ...where, because: failure };
    default:
      return { class: 'toolchain', detail, ...where, because: failure };
  }
}
