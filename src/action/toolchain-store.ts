/**
 * A Go toolchain in the caches of a job: an archive of its own, the zip and beside it what the checksum database proves it
 * with. What is restored is as untrusted as what a mirror gives. Whoever takes it proves the evidence again, with the key of
 * the database and without a network, and the zip by the hash that this gives, before a byte of it is unpacked.
 */

import { chmod, copyFile, link, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toolchainFiles } from '../cache/content.ts';
import { createToolchainKey } from '../cache/key.ts';
import { Refused, readSmallFile } from '../cache/safe-read.ts';
import { storageError } from '../cache/storage-failure.ts';
import { operationLimitMs } from '../cache-service/operation.ts';
import { FailureError } from '../failure.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import type { Spooled } from '../upstream/spooled.ts';
import type { Settings } from './inputs.ts';
import type { RunRecord } from './record.ts';
import type { CacheResult } from './result.ts';
import { type KeptIn, openStoreOf, warningAttempt } from './store.ts';

export interface ToolchainFiles {
  /** On disk where it was restored: a copy below the directory of this run, which nobody changes after it was hashed. */
  readonly zip: Spooled;
  /** As `formatEvidence` writes it; undefined for a zip that only an input vouches for. */
  readonly evidence: Buffer | undefined;
}

/** Trouble with a cache is a warning and never fails the job: every method throws the reason of the aborted signal alone. */
export interface ToolchainStore {
  /** Unproven; undefined where the cache has no such zip. */
  restore(signal: AbortSignal): Promise<ToolchainFiles | undefined>;
  /**
   * What was restored is damaged or no toolchain of this name: no later run is to be given it, where the cache can be told
   * so. Not for what only this job cannot prove, with a checksum database of its own: others may share the cache.
   */
  forget(signal: AbortSignal): Promise<void>;
  /** Keeps what was proven, after `restore` was tried. The zip must not change before this resolves. */
  save(files: ToolchainFiles, signal: AbortSignal): Promise<void>;
  /** What became of it so far. */
  readonly result: CacheResult;
  /** What is kept may be evicted from now on: call it at the end of the run. Never throws. */
  close(): Promise<void>;
}

export interface ToolchainStoreOptions extends Pick<KeptIn, 'world' | 'session'> {
  /** A version of golang.org/toolchain. */
  readonly module: ModuleVersion;
  readonly settings: Settings;
  readonly record: Pick<RunRecord, 'findings'>;
}

/** A proof needs some hundred KB: an answer and the tiles above it. */
const mostEvidenceBytes = 4 * 1024 * 1024;

/** Undefined with `cache: off`, and where there is no place for a cache: as for modules, by the same inputs. */
export function openToolchainStore(options: ToolchainStoreOptions): ToolchainStore | undefined {
  const { module, settings, world, session } = options;
  const key = createToolchainKey(module.version, settings.cacheSuffix);
  const names = toolchainFiles(module);
  const files = Object.values(names);
  const directory = path.join(session.directory, `kept-${key.key}`);
  const inside = (name: string) => path.join(directory, ...name.split('/'));
  const record: Pick<RunRecord, 'cache' | 'findings'> = {
    cache: { kind: 'off', isSaved: false },
    findings: options.record.findings,
  };
  const attempt = warningAttempt(record);
  /** Whether what the cache has is to be replaced. */
  let isReplaced = false;
  let lacksEvidence = false;
  const store = openStoreOf(
    {
      key,
      keyParts: formatModule(module),
      files,
      directory,
      isThere: async () => false,
      hasChanged: () => isReplaced,
      notFound: 'Found no toolchain under this key',
      // The modules come after it, with a time of their own, and the mirrors have to have most of the step.
      serviceLimitMs: operationLimitMs(settings.limits) / 2,
    },
    { settings, world, session, record, saving: (work) => work() },
  );
  if (store === undefined) return undefined;

  const forget = async (signal: AbortSignal): Promise<void> => {
    isReplaced = true;
    const { matchedKey, ...unmatched } = record.cache;
    if (matchedKey !== undefined) record.cache = unmatched;
    await store.forget(files, signal);
    await attempt(() => rm(directory, { recursive: true, force: true }), signal);
  };

  return {
    restore: async (signal) => {
      await store.restore(signal);
      let found: ToolchainFiles | undefined;
      const isReadable = await attempt(async () => {
        found = await readRestored(inside(names.zip), inside(names.evidence));
      }, signal);
      if (!isReadable) await forget(signal);
      lacksEvidence = found !== undefined && found.evidence === undefined;
      return found;
    },
    forget,
    save: async (proven, signal) => {
      const isPlaced = await attempt(
        () => place(proven, inside(names.zip), inside(names.evidence)),
        signal,
      );
      if (!isPlaced) return;
      isReplaced ||= lacksEvidence && proven.evidence !== undefined;
      if (isReplaced && record.cache.kind === 'github') {
        const notSavedBecause = 'the cache service never replaces what it has under a key';
        world.effects.log.info(`Not saved: ${notSavedBecause}`);
        record.cache = { ...record.cache, notSavedBecause };
        return;
      }
      await store.save(true, signal);
    },
    get result() {
      return record.cache;
    },
    close: () => store.close(),
  };
}

async function readRestored(zip: string, evidence: string): Promise<ToolchainFiles | undefined> {
  try {
    const { size } = await lstat(zip);
    const restored = { kind: 'disk', path: zip, size } as const;
    return { zip: restored, evidence: readSmallFile(evidence, mostEvidenceBytes) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (!(error instanceof Refused)) throw storageError(error, 'the restored toolchain');
    const detail = `${path.basename(evidence)}, restored from the cache, ${error.message}`;
    throw new FailureError({ class: 'cache-corrupt', detail });
  }
}

/** Puts the files where the cache takes them from. */
async function place(proven: ToolchainFiles, zip: string, evidence: string): Promise<void> {
  try {
    await mkdir(path.dirname(zip), { recursive: true });
    // One that was restored may be read-only.
    await rm(evidence, { force: true });
    if (proven.evidence) await writeFile(evidence, proven.evidence);
    await placeZip(proven.zip, zip);
  } catch (error) {
    throw storageError(error, 'the toolchain for the cache');
  }
}

async function placeZip(zip: Spooled, target: string): Promise<void> {
  if (zip.kind === 'disk' && zip.path === target) return;
  await rm(target, { force: true });
  if (zip.kind === 'memory') return writeFile(target, zip.bytes);
  // A spooled file is for its owner alone; what is kept is for all that the user's own files are for.
  await writeFile(target, '');
  const { mode } = await lstat(target);
  await rm(target);
  await link(zip.path, target).catch(() => copyFile(zip.path, target));
  await chmod(target, mode & 0o777);
}
