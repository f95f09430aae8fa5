/** Finds what is wrong in a download cache, by hash, before Go stumbles over it: Go never heals a damaged file itself. */

import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { handleSource } from '../module/byte-source.ts';
import type { SumIndex } from '../module/gosum.ts';
import { hashMod, hashZip } from '../module/h1.ts';
import type { ModuleVersion } from '../module/path.ts';
import { cacheName, type ModuleFile, treeName } from './content.ts';
import { forEachParallel } from './parallel.ts';
import { keepPossible } from './presence.ts';
import { storageError } from './storage-failure.ts';

/** Hashing is bound by the CPU; a few at once keep it busy while others wait for the disk. */
const parallelHashes = 4;
const parallelLookups = 16;

/** What the protocol needs of .info is two short fields; more than this is something else. */
const maxInfoBytes = 1024 * 1024;

export interface DamagedFile extends ModuleFile {
  /** What is wrong, without a final stop. */
  readonly problem: string;
}

export interface DamageReport {
  readonly damaged: readonly DamagedFile[];
  readonly checkedFiles: number;
  readonly checkedBytes: number;
}

/**
 * Hashes those of `files` that exist: .zip and .mod against go.sum, .info (which no hash covers) by its shape and version.
 * A file without a line in go.sum is only looked at where it can be: a zip must still be readable.
 *
 * @param options.downloadDirectory `cache/download` of a module cache, or of a local cache
 * @throws FailureError `permission` or `cache-corrupt` for a file that cannot be read, or the signal's reason.
 */
export async function findDamage(options: {
  readonly downloadDirectory: string;
  readonly sums: SumIndex;
  readonly files: readonly ModuleFile[];
  readonly signal: AbortSignal;
}): Promise<DamageReport> {
  const { downloadDirectory, sums, files, signal } = options;
  const damaged: DamagedFile[] = [];
  let checkedFiles = 0;
  let checkedBytes = 0;
  const possible = await keepPossible(downloadDirectory, files, (file) => file.relativePath);
  await forEachParallel(possible, parallelHashes, signal, async (file) => {
    const checked = await checkFile(path.join(downloadDirectory, file.relativePath), file, sums);
    if (checked === undefined) return;
    checkedFiles += 1;
    checkedBytes += checked.bytes;
    if (checked.problem !== undefined) damaged.push({ ...file, problem: checked.problem });
  });
  damaged.sort((a, b) => (a.relativePath < b.relativePath ? -1 : 1));
  return { damaged, checkedFiles, checkedBytes };
}

interface Checked {
  readonly bytes: number;
  readonly problem: string | undefined;
}

async function checkFile(
  name: string,
  file: ModuleFile,
  sums: SumIndex,
): Promise<Checked | undefined> {
  try {
    switch (file.kind) {
      case 'zip':
        return await checkZip(name, file, sums);
      case 'mod': {
        const content = await readFile(name);
        const hash = { hash: hashMod(content) };
        return { bytes: content.length, problem: findHashProblem(hash, file, sums) };
      }
      case 'info': {
        const { size } = await stat(name);
        if (size > maxInfoBytes) return { bytes: 0, problem: `is ${size} bytes long` };
        const content = await readFile(name, 'utf8');
        return { bytes: size, problem: findInfoProblem(content, file.module.version) };
      }
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'EISDIR') return { bytes: 0, problem: 'is a directory' };
    throw storageError(error, name);
  }
}

async function checkZip(name: string, file: ModuleFile, sums: SumIndex): Promise<Checked> {
  const handle = await open(name);
  try {
    const status = await handle.stat();
    if (!status.isFile()) return { bytes: 0, problem: 'is no regular file' };
    const hashed = await hashZip(handleSource(handle, status.size), file.module);
    return { bytes: status.size, problem: findHashProblem(hashed, file, sums) };
  } finally {
    await handle.close();
  }
}

function findHashProblem(
  hashed: { readonly hash: string } | { readonly problem: string },
  { kind, module }: ModuleFile,
  sums: SumIndex,
): string | undefined {
  if ('problem' in hashed) return hashed.problem;
  if (kind === 'info') return undefined;
  const lines = sums.find(module, kind);
  if (lines.length === 0 || lines.some((line) => line.hash === hashed.hash)) return undefined;
  return `hashes to ${hashed.hash}, go.sum has ${lines.map((line) => line.hash).join(', ')}`;
}

/** The protocol (go.dev/ref/mod#goproxy-protocol): a JSON object with Version, and Time where known. */
function findInfoProblem(content: string, version: string): string | undefined {
  let info: unknown;
  try {
    info = JSON.parse(content);
  } catch {
    return 'is not JSON';
  }
  if (typeof info !== 'object' || info === null || Array.isArray(info)) return 'is no JSON object';
  const { Version, Time } = info as { readonly Version?: unknown; readonly Time?: unknown };
  if (Version !== version) return `is about version ${JSON.stringify(Version)}`;
  const isTime =
    Time === undefined || (typeof Time === 'string' && !Number.isNaN(Date.parse(Time)));
  return isTime ? undefined : `has a Time that is none: ${JSON.stringify(Time)}`;
}

/**
 * Whether one of `modules` was unpacked, or has a .ziphash, that this run did not make: Go believes both without hashing,
 * so that `go mod verify` is due. Two look-ups per module until the first is found.
 *
 * @param options.moduleCacheDirectory GOMODCACHE
 */
export async function hasPriorState(options: {
  readonly moduleCacheDirectory: string;
  readonly modules: readonly ModuleVersion[];
  readonly signal: AbortSignal;
}): Promise<boolean> {
  const { moduleCacheDirectory, modules, signal } = options;
  const downloadDirectory = path.join(moduleCacheDirectory, 'cache', 'download');
  const [trees, hashes] = await Promise.all([
    keepPossible(moduleCacheDirectory, modules.map(treeName), (name) => name),
    keepPossible(
      downloadDirectory,
      modules.map((module) => `${cacheName(module)}.ziphash`),
      (name) => name,
    ),
  ]);
  let isFound = false;
  const places = [
    ...trees.map((name) => path.join(moduleCacheDirectory, name)),
    ...hashes.map((name) => path.join(downloadDirectory, name)),
  ];
  await forEachParallel(places, parallelLookups, signal, async (place) => {
    // Not `||=`, which would read isFound before the await and take back what another look-up found meanwhile.
    if (!isFound && (await exists(place))) isFound = true;
  });
  return isFound;
}

/**
 * The same where nobody can name the modules beforehand: whether anything at all was unpacked, or has a .ziphash.
 *
 * @param moduleCacheDirectory GOMODCACHE
 */
export async function hasAnyPriorState(moduleCacheDirectory: string): Promise<boolean> {
  // Go unpacks beside `cache`, which is the one name there that is no part of a module path.
  if ((await namesIn(moduleCacheDirectory)).some((name) => name !== 'cache')) return true;
  const download = path.join(moduleCacheDirectory, 'cache', 'download');
  return (await namesIn(download, { recursive: true })).some((name) => name.endsWith('.ziphash'));
}

/** A directory that cannot be read is one that `go` cannot use either. */
async function namesIn(
  directory: string,
  options: { readonly recursive?: boolean } = {},
): Promise<readonly string[]> {
  return readdir(directory, options).catch(() => []);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
