/** Ways to keep the modules of a project between runs, each from a full module cache to an archive and back. */

import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { goParallelism } from '../../src/action/go-options.ts';
import { listModuleFiles } from '../../src/cache/content.ts';
import { compressionLevel } from '../../src/cache-service/operation.ts';
import { archivedPath } from '../../src/cache-service/protocol.ts';
import { stage, unstage } from '../../src/cache-service/staging.ts';
import { offlineVariables } from '../../src/go/command.ts';
import { unhurriedCollector } from '../../src/go/invocation.ts';
import { indexSums, parseGoSum } from '../../src/module/gosum.ts';
import { type Cost, costOf, ownCost, sumOf } from './cost.ts';

export interface CacheSample {
  /** Of the archive, bytes. */
  readonly size: number;
  readonly save: Cost;
  /** From the archive to unpacked modules; `go mod download` without network is part of it. */
  readonly ready: Cost;
}

/** A project and its full module cache, to be saved again and again. */
export interface Subject {
  readonly project: string;
  readonly full: string;
  /** What the action would keep, relative to `cache/download`. */
  readonly files: readonly string[];
  /** For everything that is written. */
  readonly scratch: string;
}

const never = new AbortController().signal;

export async function openSubject(project: string, scratch: string): Promise<Subject> {
  const full = join(scratch, 'full');
  await costOf('go mod download', await copyOf(project, scratch), { GOMODCACHE: full });
  const file = join(project, 'go.sum');
  const { lines } = parseGoSum(await readFile(file, 'utf8'), file);
  const files = listModuleFiles(indexSums(lines)).map(({ relativePath }) => relativePath);
  return { project, full, files, scratch };
}

/** As actions/setup-go does: all of GOMODCACHE. @param check makes it as safe as ours with `go mod verify` */
export async function keepWhole(
  { project, full, scratch }: Subject,
  check: boolean,
): Promise<CacheSample> {
  const place = await mkdtemp(join(scratch, 'whole-'));
  const archive = join(place, 'cache.tzst');
  // Restored to another place than it was saved from, so that every round begins with nothing.
  const moduleCache = join(place, 'modules');
  const manifest = join(place, 'manifest');
  await writeFile(manifest, '.');
  const save = await costOf(pack(archive, full, manifest), place, {});
  await mkdir(moduleCache);
  const commands = [unpack(archive, moduleCache), 'go mod download'];
  if (check) commands.push('go mod verify');
  const cwd = await copyOf(project, place);
  const ready = await costOf(commands.join(' && '), cwd, offline(moduleCache));
  return { size: await closed(place, archive), save, ready };
}

/** As the action does, with its own code and settings. */
export async function keepZips({ project, full, files, scratch }: Subject): Promise<CacheSample> {
  const place = await mkdtemp(join(scratch, 'zips-'));
  const inside = (name: string) => join(place, name);
  const [archive, workspace, restored, moduleCache] = [
    inside('cache.tzst'),
    inside('workspace'),
    inside('restored'),
    inside('modules'),
  ];
  for (const directory of [workspace, restored]) await mkdir(directory);
  const manifest = inside('manifest');
  await writeFile(manifest, archivedPath);

  const level = { ZSTD_CLEVEL: compressionLevel };
  const staging = await ownCost(() => stage(workspace, files, downloadOf(full), never));
  const packing = await costOf(pack(archive, workspace, manifest), place, level);
  const unpacking = await costOf(unpack(archive, restored), place, {});
  const moving = await ownCost(() => unstage(restored, files, downloadOf(moduleCache), never));
  const unzipping = await costOf('go mod download', await copyOf(project, place), {
    ...offline(moduleCache),
    GOGC: unhurriedCollector,
    GOMAXPROCS: String(goParallelism),
  });
  const save = sumOf(staging, packing);
  const ready = sumOf(unpacking, moving, unzipping);
  return { size: await closed(place, archive), save, ready };
}

/** As tar.js of @actions/cache 6.3.0 calls it on Linux with zstd. */
function pack(archive: string, directory: string, manifest: string): string {
  return `tar --posix -cf ${archive} --exclude ${archive} -P -C ${directory} --files-from ${manifest} --use-compress-program zstdmt`;
}

function unpack(archive: string, directory: string): string {
  return `tar -xf ${archive} -P -C ${directory} --use-compress-program unzstd`;
}

function offline(moduleCache: string): Record<string, string> {
  return { ...(offlineVariables as Record<string, string>), GOMODCACHE: moduleCache, GOFLAGS: '' };
}

function downloadOf(moduleCache: string): string {
  return join(moduleCache, 'cache', 'download');
}

/** `go mod download` may complete go.sum: it works on a copy. */
async function copyOf(project: string, parent: string): Promise<string> {
  const copy = await mkdtemp(join(parent, 'project-'));
  await cp(project, copy, { recursive: true });
  return copy;
}

/** The size of the archive, as the last thing before everything goes. */
async function closed(place: string, archive: string): Promise<number> {
  const { size } = await stat(archive);
  await removeModules(place);
  return size;
}

/** Unpacked modules are read-only directories. */
export async function removeModules(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
  await rm(directory, { recursive: true, force: true });
}
