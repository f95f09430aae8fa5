/** Installs a Go from the zip of its module, proven before and while it is unpacked. */

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { makeStaging } from '../cache/staging-directory.ts';
import { storageError } from '../cache/storage-failure.ts';
import { FailureError } from '../failure.ts';
import type { ByteSource } from '../module/byte-source.ts';
import { hashZip } from '../module/h1.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import type { Refusal } from '../module/zip-header.ts';
import { type Spooled, withSource } from '../upstream/spooled.ts';
import { makeDirectory } from './make-directory.ts';
import { placeTree } from './place-tree.ts';
import { goCommand } from './release-files.ts';
import { placeOf, type ToolCacheEntry } from './tool-cache.ts';
import { unpackToolchain } from './unpack.ts';

export interface InstallOptions extends ToolCacheEntry {
  readonly zip: Spooled;
  readonly module: ModuleVersion;
  /** The proven one: `h1:…`. */
  readonly hash: string;
  /** Whether the zip, a file of this process alone, has been found to have it. */
  readonly isChecked?: boolean;
  readonly platform: NodeJS.Platform;
  readonly signal: AbortSignal;
}

export interface Installed {
  readonly goroot: string;
  /** Of the zip; `go` and we make copies of a few. */
  readonly files: number;
  readonly bytes: number;
}

/**
 * Installs a Go into the tool cache, unless another job has done so meanwhile. Nothing is unpacked before the whole zip has
 * the proven hash, and nothing gets its final name before what was written has it, too. Whoever ends this process at
 * whatever moment leaves nothing that would be taken for a Go; the next installation removes what is left.
 *
 * @throws FailureError `bad-content` for what is no zip of this module, `sumdb-mismatch` for other bytes than the proven ones,
 *   `toolchain` for a module without a `go` command, `disk-full`, `permission`, `cache-locked` or `cache-corrupt` of the tool
 *   cache; or the signal's reason. Nothing is left behind then.
 */
export async function installToolchain(options: InstallOptions): Promise<Installed> {
  const place = placeOf(options);
  const { signal } = options;
  try {
    return await withSource(options.zip, async (opened) => {
      const source = stopping(opened, signal);
      if (!options.isChecked) expectProven(await hashZip(source, options.module), options);
      await makeDirectory(place.tool);
      const staging = await makeStaging(place.tool);
      try {
        const tree = path.join(staging, 'tree');
        const unpacked = await unpackToolchain(source, options.module, tree, options);
        const { names, bytes } = expectProven(unpacked, options);
        expectCommand(names, options);
        await placeTree({ ...options, tree, staging, place });
        return { goroot: place.directory, files: names.length, bytes };
      } finally {
        await rm(staging, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
      }
    });
  } catch (error) {
    throw storageError(error, `the tool cache ${options.root}`);
  }
}

/** A source that gives nothing more once the signal has aborted. */
function stopping(source: ByteSource, signal: AbortSignal): ByteSource {
  return {
    size: source.size,
    read: async (offset, length) => {
      signal.throwIfAborted();
      return source.read(offset, length);
    },
  };
}

function expectProven<T extends { readonly hash: string }>(
  hashed: T | Refusal,
  { module, hash }: InstallOptions,
): T {
  const name = formatModule(module);
  if ('problem' in hashed) {
    throw new FailureError({
      class: 'bad-content',
      detail: `not the zip file of ${name}: ${hashed.problem}`,
      module: name,
    });
  }
  if (hashed.hash === hash) return hashed;
  throw new FailureError({
    class: 'sumdb-mismatch',
    detail: `the zip file of ${name} hashes to ${hashed.hash}, proven is ${hash}`,
    module: name,
  });
}

function expectCommand(names: readonly string[], { module, platform }: InstallOptions): void {
  const command = goCommand(platform);
  if (names.includes(command)) return;
  throw new FailureError({
    class: 'toolchain',
    detail: `${formatModule(module)} holds no ${command}: it is for another system`,
    module: formatModule(module),
  });
}
