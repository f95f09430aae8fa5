/** The toolchain that `go` will switch to for a go.mod newer than itself, proven and at hand before `go` asks for it. */

import { copyFile, link, lstat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { treeName } from '../cache/content.ts';
import { FailureError } from '../failure.ts';
import { hashZip } from '../module/h1.ts';
import type { ModuleVersion } from '../module/path.ts';
import { findProgram } from '../process/program.ts';
import { findToolchainNeed } from '../project/toolchain-need.ts';
import { chooseAuthority } from '../toolchain/authority.ts';
import { type Spooled, withSource } from '../upstream/spooled.ts';
import { cacheDirectoryOf } from './cache-place.ts';
import type { Connection } from './connection.ts';
import { downloadable } from './download.ts';
import type { DownloadContext } from './download-context.ts';
import { describeGoChoice, type GoChoice } from './go-choice.ts';
import { obtainToolchain, type ToolchainZip } from './obtain-toolchain.ts';
import { moduleOfToolchain } from './toolchain-place.ts';
import { openToolchainStore } from './toolchain-store.ts';

/**
 * Does nothing where `go` will not switch, has the toolchain already, or asks the mirrors itself. Otherwise the relay has it when `go`
 * asks: tried on every mirror, with progress, and proven by us as well, since the `go` that switches may be one that a mirror can
 * mislead (CVE-2026-42501, -56864, -56865).
 * @throws as `obtainToolchain`.
 */
export async function foreseeSwitch(
  context: DownloadContext,
  connection: Connection,
): Promise<void> {
  const { job, record, session, settings, upstreams, world } = context;
  if (upstreams.obstacle !== undefined) return;
  const need = findToolchainNeed(downloadable(job), job.go.version, job.go.gotoolchain);
  // A name with a suffix is nobody's release; one on PATH `go` takes before it asks for any.
  if (need.kind !== 'switch' || need.isOnPathOnly || need.to.includes('-')) return;
  const { env, log, platform } = world.effects;
  if ((await findProgram(`go${need.to}`, env, platform)) !== undefined) return;
  const module = moduleOfToolchain(need.to, platform);
  const tree = join(job.go.gomodcache, ...treeName(module).split('/'));
  if (await isThere(join(tree, 'bin'))) return;
  log.info(`go.mod asks for Go ${need.to}, and Go ${job.go.version} will switch to it`);
  const obtained = await obtainToolchain(
    {
      version: need.to,
      module,
      authority: chooseAuthority(job.go.gosumdb, settings.toolchainSum),
      store: openToolchainStore({ module, settings, world, session, record }),
      mayAskMirrors: settings.offline !== 'always',
      world,
      session,
      record,
      upstreams,
      way: job,
      gopath: job.go.gopath,
      cacheDirectory: cacheDirectoryOf(settings, world),
    },
    async (toolchain) => {
      const file = join(session.directory, `${need.to}.zip`);
      await keepChecked(toolchain, module, file);
      connection.desk.give({ kind: 'zip', module }, await spooledAt(file));
    },
  );
  const choice: GoChoice = {
    version: need.to,
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
