/** Toolchains in the module cache from before this run, which a `go` that switches would run as they are. */

import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheName } from '../cache/content.ts';
import { readSmallFile } from '../cache/safe-read.ts';
import { type Failure, failureOf } from '../failure.ts';
import type { ModuleVersion } from '../module/path.ts';
import { createSumdbClient } from '../sumdb/client.ts';
import type { Authority } from '../toolchain/authority.ts';
import { hashUnpacked } from '../toolchain/unpacked-hash.ts';
import { discard } from './damage.ts';
import type { DownloadContext } from './download-context.ts';
import { inPhase } from './phase.ts';
import { proofToolsOf, proveOnline } from './prove-toolchain.ts';
import { type ExpectedSwitch, expectedSwitches } from './switch-toolchain.ts';

/** A full tile has 8 KiB, a lookup less than one. */
const mostAnswerBytes = 64 * 1024;

type Context = Pick<
  DownloadContext,
  'job' | 'record' | 'session' | 'settings' | 'upstreams' | 'world'
>;

/**
 * Compares each toolchain that `go` would switch to with the hash that the checksum database has for it, and takes out what is not
 * proven: `go` runs an unpacked one without looking at it again, whoever put it there, and unpacks a zip without hashing it where a
 * .ziphash lies beside it. Has to come before the first `go` in a project, as `checkPriorState` has.
 * @throws FailureError `permission` for what cannot be deleted, or the signal's reason.
 */
export async function checkPriorToolchains(context: Context): Promise<void> {
  const { job, record, session, world } = context;
  for (const expected of await expectedSwitches(job, world.effects)) {
    if (!(await isAnythingThere(expected, job.downloadDirectory))) continue;
    await inPhase(world.effects, record.phases, 'verify', async () => {
      const problem = await findProblem(expected, context);
      session.signal.throwIfAborted();
      const verdict = problem ?? 'as the checksum database says';
      world.effects.log.info(`Go ${expected.version} in the module cache: ${verdict}`);
      if (problem === undefined) return;
      const damages = [{ part: 'tree', problem } as const, { part: 'zip', problem } as const];
      await discard(job, record, [{ module: expected.module, damages }]);
    });
  }
}

async function isAnythingThere(
  { module, tree }: ExpectedSwitch,
  downloadDirectory: string,
): Promise<boolean> {
  const name = join(downloadDirectory, ...cacheName(module).split('/'));
  const places = [tree, `${name}.zip`, `${name}.ziphash`, `${name}.partial`];
  const found = await Promise.all(places.map((place) => lstat(place).catch(() => undefined)));
  return found.some((status) => status !== undefined);
}

/** Why it must not be used; without a final stop. */
async function findProblem(
  { module, tree }: ExpectedSwitch,
  context: Context,
): Promise<string | undefined> {
  const { session } = context;
  try {
    const found = await hashUnpacked(tree, module);
    if ('problem' in found) return found.problem;
    const proven = await findHash(module, context);
    if (typeof proven !== 'string') return `cannot be proven: ${proven.detail}`;
    return found.hash === proven ? undefined : `hashes to ${found.hash} in place of ${proven}`;
  } catch (thrown) {
    session.signal.throwIfAborted();
    const { code } = thrown as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'is not unpacked, and its zip is not proven' : 'cannot be read';
  }
}

/** From what `go` itself kept of the database when it fetched the toolchain, which proves itself; else from the database. */
async function findHash(module: ModuleVersion, context: Context): Promise<string | Failure> {
  const { job, session, settings, upstreams } = context;
  try {
    const tools = proofToolsOf(context, job);
    const kept = await hashKeptByGo(tools.authority, module, context);
    if (kept !== undefined) return kept;
    if (settings.offline === 'always') {
      return { class: 'offline-miss', detail: 'no proof is kept here, and nobody may be asked' };
    }
    const connection = await upstreams.open();
    await connection.ready;
    return (await proveOnline(tools, connection, module)).hash;
  } catch (thrown) {
    session.signal.throwIfAborted();
    return failureOf(thrown);
  }
}

async function hashKeptByGo(
  authority: Authority,
  module: ModuleVersion,
  { job, session }: Context,
): Promise<string | undefined> {
  if (authority.kind === 'pin') return authority.hash;
  const { key } = authority.setting;
  const directory = join(job.downloadDirectory, 'sumdb', ...key.name.split('/'));
  const read = async (operation: string): Promise<Buffer> => {
    const answer = readSmallFile(join(directory, ...operation.split('/')), mostAnswerBytes);
    if (answer === undefined) throw new Error(`nothing is kept of ${operation}`);
    return answer;
  };
  try {
    const { zipHash } = await createSumdbClient({ key, read, seen: [] }).lookup(
      module,
      session.signal,
    );
    return zipHash;
  } catch {
    // What is missing there, or wrong, is asked of the database.
    session.signal.throwIfAborted();
    return undefined;
  }
}
