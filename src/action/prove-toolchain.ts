/** The hash that a toolchain's zip has to have, and who says so. */

import { FailureError } from '../failure.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import { parseEvidence } from '../sumdb/evidence.ts';
import type { RecordProof } from '../sumdb/proof.ts';
import { proveAgain as proveFromEvidence } from '../sumdb/prove-again.ts';
import { type Authority, chooseAuthority } from '../toolchain/authority.ts';
import { openDatabase } from '../toolchain/database.ts';
import { keepSeenTree, readSignedTrees, seenTreeFiles } from '../toolchain/seen-trees.ts';
import { cacheDirectoryOf } from './cache-place.ts';
import type { Connection } from './connection.ts';
import type { Settings } from './inputs.ts';
import type { RunRecord } from './record.ts';
import type { Session } from './session.ts';
import type { UpstreamsJob } from './upstreams.ts';
import type { World } from './world.ts';

export interface ProofTools {
  readonly authority: Authority;
  readonly session: Session;
  readonly record: RunRecord;
  readonly way: UpstreamsJob;
  /** Of this action's local cache; undefined where nothing is to be kept. */
  readonly cacheDirectory: string | undefined;
}

/**
 * Of a run, with the checksum database that its settings and inputs name.
 * @throws as `chooseAuthority`.
 */
export function proofToolsOf(
  run: {
    readonly settings: Settings;
    readonly world: World;
    readonly session: Session;
    readonly record: RunRecord;
  },
  way: UpstreamsJob,
): ProofTools {
  const { settings, world, session, record } = run;
  return {
    authority: chooseAuthority(way.go.gosumdb, settings.toolchainSum),
    session,
    record,
    way,
    cacheDirectory: cacheDirectoryOf(settings, world),
  };
}

/** What of them asking takes. */
export interface OnlineProofTools extends Pick<ProofTools, 'authority' | 'cacheDirectory'> {
  readonly session: Pick<Session, 'signal'>;
  readonly record: Pick<RunRecord, 'findings'>;
  readonly way: Pick<UpstreamsJob, 'shippedMirrors'> & {
    readonly go: Pick<UpstreamsJob['go'], 'gopath'>;
  };
}

export interface Proven {
  readonly hash: string;
  /** Undefined where the workflow itself pins the hash, in place of the database. */
  readonly proof: RecordProof | undefined;
}

/**
 * Asks the checksum database, wherever it can be had: its answers are signed, so any source will do. What it says has to continue
 * every tree that `go` or earlier runs saw on this machine.
 * @throws FailureError `sumdb-unreachable`, `sumdb-mismatch`, `cache-corrupt` where `go` keeps what is no tree, or the signal's
 *   reason.
 */
export async function proveOnline(
  tools: OnlineProofTools,
  connection: Pick<Connection, 'tools'>,
  module: ModuleVersion,
): Promise<Proven> {
  const { authority, cacheDirectory, record, session, way } = tools;
  const { gopath } = way.go;
  if (authority.kind === 'pin') return { hash: authority.hash, proof: undefined };
  const { setting, pinned } = authority;
  const files = seenTreeFiles(setting.key.name, { gopath, cacheDirectory });
  const { notes, damage } = await readSignedTrees(files, setting.key);
  if (damage !== undefined) {
    record.findings.push({ level: 'warning', failure: damage, tried: 'going on without it' });
  }
  const database = openDatabase({
    setting,
    tools: connection.tools,
    mirrors: connection.tools.mirrors.all,
    shippedMirrors: way.shippedMirrors,
    seen: notes,
  });
  try {
    const proof = await database.lookup(module, session.signal);
    if (files.ours && database.latest !== undefined) {
      await keepSeenTree(files.ours, database.latest);
    }
    return { hash: hashIn(proof, module, pinned), proof };
  } finally {
    for (const failure of database.refused) {
      const tried = 'asking another source of the checksum database';
      record.findings.push({ level: 'warning', failure, tried });
    }
  }
}

/**
 * The same from answers that were kept, without a network.
 * @throws FailureError `sumdb-mismatch` for answers that prove nothing.
 */
export async function proveAgain(
  authority: Authority,
  evidence: Buffer | undefined,
  module: ModuleVersion,
): Promise<Proven> {
  if (authority.kind === 'pin') return { hash: authority.hash, proof: undefined };
  if (evidence === undefined) {
    const detail = 'no proof of the checksum database was kept beside it';
    throw new FailureError({ class: 'sumdb-mismatch', detail });
  }
  const answers = parseEvidence(evidence);
  if ('problem' in answers) {
    const detail = `the proof kept beside it cannot be read: ${answers.problem}`;
    throw new FailureError({ class: 'sumdb-mismatch', detail });
  }
  const proof = await proveFromEvidence(answers, module, authority.setting.key);
  return { hash: hashIn(proof, module, authority.pinned), proof };
}

function hashIn(
  { database, zipHash }: RecordProof,
  module: ModuleVersion,
  pinned: string | undefined,
): string {
  const name = formatModule(module);
  if (zipHash === undefined) {
    const detail = `${database} has no hash for the files of ${name}`;
    throw new FailureError({ class: 'sumdb-mismatch', detail, module: name });
  }
  if (pinned !== undefined && pinned !== zipHash) {
    const detail = `\`toolchain-sum\` is ${pinned}, and ${database} has ${zipHash} for ${name}`;
    throw new FailureError({ class: 'sumdb-mismatch', detail, module: name });
  }
  return zipHash;
}
