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
  /** On disk where it was restored: below the directory of this run, and read by nobody else. */
  readonly zip: Spooled;
  /** As `formatEvidence` writes it. */
  readonly evidence: Buffer;
}

/** Trouble with a cache is a warning and never fails the job: every method throws the reason of the aborted signal alone. */
export interface ToolchainStore {
  /** Both files, unproven; undefined where the cache lacks one of them. */
  restore(signal: AbortSignal): Promise<ToolchainFiles | undefined>;
  /** What was restored is not what it should be: no later run is to be given it, where the cache can be told so. */
  forget(signal: AbortSignal): Promise<void>;
  /** Keeps what was proven. The zip is read until this resolves. */
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
  let isForgotten = false;
  const store = openStoreOf(
    {
      key,
      keyParts: formatModule(module),
      files,
      directory,
      isThere: async () => false,
      hasChanged: () => isForgotten,
      notFound: 'Found no toolchain under this key',
      // The modules come after it, with a time of their own, and the mirrors have to have most of the step.
      serviceLimitMs: operationLimitMs(settings.limits) / 2,
    },
    { settings, world, session, record, saving: (work) => work() },
  );
  if (store === undefined) return undefined;

  const forget = async (signal: AbortSignal): Promise<void> => {
    isForgotten = true;
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
      return found;
    },
    forget,
    save: async (proven, signal) => {
      const isPlaced = await attempt(
        () => place(proven, inside(names.zip), inside(names.evidence)),
        signal,
      );
      if (!isPlaced) return;
      if (isForgotten && record.cache.kind === 'github') {
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
    const bytes = readSmallFile(evidence, mostEvidenceBytes);
    if (bytes === undefined) return undefined;
    const { size } = await lstat(zip);
    return { zip: { kind: 'disk', path: zip, size }, evidence: bytes };
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
    await writeFile(evidence, proven.evidence);
    if (proven.zip.kind === 'memory') await writeFile(zip, proven.zip.bytes);
    else if (proven.zip.path !== zip) await bring(proven.zip.path, zip, evidence);
  } catch (error) {
    throw storageError(error, 'the toolchain for the cache');
  }
}

/** A spooled file is for its owner alone; what is kept is for all that the user's own files are for. */
async function bring(source: string, target: string, example: string): Promise<void> {
  await rm(target, { force: true });
  await link(source, target).catch(() => copyFile(source, target));
  await chmod(target, (await lstat(example)).mode & 0o777);
}
