/** Which files of a download cache belong to an archive. Pure. */

import type { SumIndex } from '../module/gosum.ts';
import { escapePath, escapeVersion, type ModuleVersion, toolchainPath } from '../module/path.ts';

/** A file of GOMODCACHE/cache/download; `relativePath` has slashes and upper case escaped, as on a mirror. */
export interface ModuleFile {
  readonly kind: 'info' | 'mod' | 'zip';
  readonly module: ModuleVersion;
  readonly relativePath: string;
}

/** Where a download cache keeps the files of a module version: add `.zip`, `.mod`, `.info`, or a name of Go's own. */
export function cacheName({ path, version }: ModuleVersion): string {
  return `${escapePath(path)}/@v/${escapeVersion(version)}`;
}

/** The directory below GOMODCACHE that Go unpacks a module version into. */
export function treeName({ path, version }: ModuleVersion): string {
  return `${escapePath(path)}@${escapeVersion(version)}`;
}

/**
 * What is kept of a toolchain, named like the files of a module: its zip, and what the checksum database proves it with.
 */
export function toolchainFiles(toolchain: ModuleVersion): {
  readonly zip: string;
  readonly evidence: string;
} {
  const name = cacheName(toolchain);
  return { zip: `${name}.zip`, evidence: `${name}${evidenceExtension}` };
}

/** Of a file that only the cache knows, beside the zip of a toolchain; no proxy is ever asked for it. */
export const evidenceExtension = '.sumdb';

/** The module versions whose files go.sum vouches for, toolchains left out. */
export function listModules(sums: SumIndex): readonly ModuleVersion[] {
  return sums.zips.filter((module) => module.path !== toolchainPath);
}

/**
 * The files that go.sum vouches for, sorted: .zip where it has the hash of the files, .mod and .info for every module
 * version it names. Whether they exist is another question. What Go keeps beside them never belongs to it: .ziphash
 * (Go would trust it instead of hashing), .lock, list.
 */
export function listModuleFiles(sums: SumIndex): readonly ModuleFile[] {
  const files = new Map<string, ModuleFile>();
  const add = (kind: ModuleFile['kind'], module: ModuleVersion) => {
    // Fetched and verified apart: a line in go.sum makes a toolchain no part of the project.
    if (module.path === toolchainPath) return;
    const relativePath = `${cacheName(module)}.${kind}`;
    files.set(relativePath, { kind, module, relativePath });
  };
  for (const module of sums.zips) {
    for (const kind of ['zip', 'mod', 'info'] as const) add(kind, module);
  }
  for (const module of sums.mods) {
    for (const kind of ['mod', 'info'] as const) add(kind, module);
  }
  return [...files.keys()].sort().flatMap((name) => files.get(name) ?? []);
}
