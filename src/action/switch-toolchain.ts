/** The toolchain that `go` will switch to for a go.mod newer than itself, proven and at hand before `go` asks for it. */

import { copyFile, link, lstat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { treeName } from '../cache/content.ts';
import type { Effects } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { hashZip } from '../module/h1.ts';
import type { ModuleVersion } from '../module/path.ts';
import { findProgram } from '../process/program.ts';
import { findToolchainNeed } from '../project/toolchain-need.ts';
import { type Spooled, withSource } from '../upstream/spooled.ts';
import type { Connection } from './connection.ts';
import { downloadable } from './download.ts';
import type { DownloadContext } from './download-context.ts';
import { describeGoChoice, type GoChoice } from './go-choice.ts';
import type { Job } from './job.ts';
import { obtainToolchain, type ToolchainZip } from './obtain-toolchain.ts';
import { proofToolsOf } from './prove-toolchain.ts';
import { moduleOfToolchain } from './toolchain-place.ts';
import { openToolchainStore } from './toolchain-store.ts';

/** A Go that a `go` of this job will run in its own place. */
export interface ExpectedSwitch {
  readonly version: string;
  readonly module: ModuleVersion;
  /** Where `go` unpacks it. */
  readonly tree: string;
}

/** What `go` will switch to in the projects, each once; not what it takes from PATH, or what is nobody's release. */
export async function expectedSwitches(
  job: Job,
  { env, platform }: Pick<Effects, 'env' | 'platform'>,
): Promise<readonly ExpectedSwitch[]> {
  const versions = new Set<string>();
  for (const project of downloadable(job)) {
    const need = findToolchainNeed([project], job.go.version, job.go.gotoolchain);
    if (need.kind !== 'switch' || need.isOnPathOnly || need.to.includes('-')) continue;
    const onPath = await findProgram(`go${need.to}`, env, platform);
    if (onPath === undefined) versions.add(need.to);
  }
  return [...versions].map((version) => {
    const module = moduleOfToolchain(version, platform);
    return { version, module, tree: join(job.go.gomodcache, ...treeName(module).split('/')) };
  });
}

/**
 * Does nothing where `go` will not switch, has the toolchain already, or asks the mirrors itself. Otherwise the relay has it when `go`
 * asks: tried on every mirror, with progress, and proven by us as well, since the `go` that switches may be one that a mirror can
 * mislead (CVE-2026-42501, -56864, -56865). What was there before this run was checked before (`checkPriorToolchains`).
 * @throws as `obtainToolchain`.
 */
export async function foreseeSwitches(
  context: DownloadContext,
  connection: Connection,
): Promise<void> {
  const { job, upstreams, world } = context;
  if (upstreams.obstacle !== undefined) return;
  for (const expected of await expectedSwitches(job, world.effects)) {
    if (!(await isThere(join(expected.tree, 'bin')))) await foresee(expected, context, connection);
  }
}

async function foresee(
  { version, module, tree }: ExpectedSwitch,
  context: DownloadContext,
  connection: Connection,
): Promise<void> {
  const { job, record, session, settings, upstreams, world } = context;
  const { log } = world.effects;
  log.info(`go.mod asks for Go ${version}, and Go ${job.go.version} will switch to it`);
  const obtained = await obtainToolchain(
    {
      ...proofToolsOf(context, job),
      version,
      module,
      store: openToolchainStore({ module, settings, world, session, record }),
      mayAskMirrors: settings.offline !== 'always',
      upstreams,
    },
    async (toolchain) => {
      const file = join(session.directory, `${version}.zip`);
      await keepChecked(toolchain, module, file);
      connection.desk.give({ kind: 'zip', module }, await spooledAt(file));
    },
  );
  const choice: GoChoice = {
    version,
    askedBy: 'projects',
    root: tree,
    ...obtained,
    paths: [],
    variables: {},
  };
  record.go = choice;
  log.info(`Go ${describeGoChoice(choice)}`);
}

/** What is used here is another name of the file, which its owner frees. */
async function keepChecked(
  { zip, hash, isChecked }: ToolchainZip,
  module: ModuleVersion,
  file: string,
): Promise<void> {
  if (!isChecked) await check(zip, module, hash);
  if (zip.kind === 'memory') await writeFile(file, zip.bytes);
  else await link(zip.path, file).catch(() => copyFile(zip.path, file));
}

async function check(zip: Spooled, module: ModuleVersion, hash: string): Promise<void> {
  const found = await withSource(zip, (source) => hashZip(source, module));
  if ('problem' in found) throw new FailureError({ class: 'bad-content', detail: found.problem });
  if (found.hash === hash) return;
  const detail = `it hashes to ${found.hash} in place of ${hash}`;
  throw new FailureError({
    class: 'checksum-mismatch',
    detail,
    expected: hash,
    actual: found.hash,
  });
}

async function spooledAt(path: string): Promise<Spooled> {
  const { size } = await lstat(path);
  return { kind: 'disk', path, size };
}

function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
