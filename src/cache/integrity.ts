/** Finds what is wrong in a download cache or a module cache, by hash, before Go stumbles over it or believes it. */

import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { SumIndex } from '../module/gosum.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import { cacheName, listModuleFiles, type ModuleFile, treeName } from './content.ts';
import { checkModules, type ThreadOptions, type WeighedCheck } from './hash-threads.ts';
import type { CheckedPlace, Damage, ModuleCheck } from './module-check.ts';
import { forEachParallel } from './parallel.ts';
import { keepPossible } from './presence.ts';
import { storageError } from './storage-failure.ts';

const parallelLookups = 16;

/** An unpacked module has about three times the bytes of its zip, and they are hashed as well. */
const bytesPerZipByte = 4;

export interface DamagedModule {
  readonly module: ModuleVersion;
  /** At least one. */
  readonly damages: readonly Damage[];
}

export interface Inspection {
  /** Sorted by name. */
  readonly damaged: readonly DamagedModule[];
  /** Whose .ziphash is right, but would let `go` unpack a zip unhashed: see `checkModule`. */
  readonly openZiphashes: readonly ModuleVersion[];
  readonly checkedFiles: number;
  readonly checkedBytes: number;
}

/**
 * Everything that `go` may believe of the modules that go.sum names: files, unpacked trees and what `go` keeps beside them.
 */
export function checksOfAll(sums: SumIndex): readonly ModuleCheck[] {
  const checks = checksOfFiles(listModuleFiles(sums), sums);
  return checks.map((check) => (check.zip === undefined ? check : { ...check, unpacked: true }));
}

/** These files: .zip and .mod against go.sum, .info (which no hash covers) by its shape and version. */
export function checksOfFiles(
  files: readonly ModuleFile[],
  sums: SumIndex,
): readonly ModuleCheck[] {
  const checks = new Map<string, ModuleCheck>();
  for (const { kind, module } of files) {
    const name = formatModule(module);
    const known = checks.get(name) ?? { module };
    const what =
      kind === 'info'
        ? { info: true as const }
        : { [kind]: sums.find(module, kind).map(({ hash }) => hash) };
    checks.set(name, { ...known, ...what });
  }
  return [...checks.values()];
}

/**
 * Those of `checks` for which anything can be there, and how much there is to hash.
 * @throws FailureError `cache-corrupt` or `permission` where the place itself cannot be used.
 */
export async function findCandidates(
  place: CheckedPlace,
  checks: readonly ModuleCheck[],
  signal: AbortSignal,
): Promise<readonly WeighedCheck[]> {
  const { downloadDirectory, moduleCacheDirectory } = place;
  for (const directory of [moduleCacheDirectory, downloadDirectory]) await refuseOther(directory);
  const withFiles = await keepPossible(downloadDirectory, checks, ({ module }) =>
    cacheName(module),
  );
  const withTrees = await keepPossible(
    moduleCacheDirectory,
    checks.filter(({ unpacked }) => unpacked),
    ({ module }) => treeName(module),
  );
  const weighed: WeighedCheck[] = [];
  const possible = [...new Set([...withFiles, ...withTrees])];
  await forEachParallel(possible, parallelLookups, signal, async (check) => {
    const zip = path.join(downloadDirectory, `${cacheName(check.module)}.zip`);
    const size = check.zip
      ? await lstat(zip).then(
          (status) => status.size,
          () => 0,
        )
      : 0;
    weighed.push({ check, bytes: check.unpacked ? size * bytesPerZipByte : size });
  });
  return weighed;
}

/**
 * Carries out the checks that `findCandidates` gave. What seems damaged is looked at twice: another process may have been
 * unpacking it.
 *
 * @throws FailureError for an error that is no module's, or the signal's reason.
 */
export async function inspect(
  place: CheckedPlace,
  weighed: readonly WeighedCheck[],
  threads: ThreadOptions,
): Promise<Inspection> {
  const first = await checkModules(place, weighed, threads);
  const suspects = weighed.filter(({ check }) => first.get(check)?.damages.length);
  const second = await checkModules(place, suspects, threads);
  const damaged: DamagedModule[] = [];
  const openZiphashes: ModuleVersion[] = [];
  let checkedFiles = 0;
  let checkedBytes = 0;
  for (const [check, before] of first) {
    const { module } = check;
    const { damages, hasOpenZiphash, files, bytes } = second.get(check) ?? before;
    checkedFiles += files;
    checkedBytes += bytes;
    if (damages.length > 0) damaged.push({ module, damages });
    if (hasOpenZiphash) openZiphashes.push(module);
  }
  damaged.sort((a, b) => (cacheName(a.module) < cacheName(b.module) ? -1 : 1));
  return { damaged, openZiphashes, checkedFiles, checkedBytes };
}

async function refuseOther(directory: string): Promise<void> {
  try {
    if ((await stat(directory)).isDirectory()) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw storageError(error, directory);
  }
  throw storageError(Object.assign(new Error('no directory'), { code: 'ENOTDIR' }), directory);
}

export interface DamagedFile extends ModuleFile {
  /** What is wrong, without a final stop. */
  readonly problem: string;
}

/**
 * Those of `files` that exist and are damaged, sorted by name.
 *
 * @param options.downloadDirectory `cache/download` of a module cache, or of a local cache
 * @throws as `inspect`.
 */
export async function findDamage(
  options: ThreadOptions & {
    readonly downloadDirectory: string;
    readonly sums: SumIndex;
    readonly files: readonly ModuleFile[];
  },
): Promise<readonly DamagedFile[]> {
  const { downloadDirectory, sums, files } = options;
  const place = { downloadDirectory, moduleCacheDirectory: path.dirname(downloadDirectory) };
  const candidates = await findCandidates(place, checksOfFiles(files, sums), options.signal);
  const { damaged } = await inspect(place, candidates, options);
  const byName = new Map(damaged.map((each) => [formatModule(each.module), each.damages]));
  return files
    .flatMap((file) => {
      const damages = byName.get(formatModule(file.module)) ?? [];
      const damage = damages.find(({ part }) => part === file.kind || part === 'versions');
      return damage === undefined ? [] : [{ ...file, problem: damage.problem }];
    })
    .toSorted((a, b) => (a.relativePath < b.relativePath ? -1 : 1));
}

/**
 * Whether anything at all was unpacked, or has a .ziphash: asked where nobody can name the modules beforehand.
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
