/**
 * GitHub's cache service: one archive per key, of files named as a module cache names them, modules or a toolchain. What it
 * gives is as untrusted as what a mirror gives: `go` hashes every zip against go.sum, and a toolchain is proven again.
 */

import type { ArchiveKey } from '../cache/key.ts';
import { type Failure, FailureError } from '../failure.ts';
import { serviceFailure } from './forward.ts';
import {
  type OperationEnd,
  type OperationResult,
  type OperationTools,
  runOperation,
} from './operation.ts';
import type { ClientRequest } from './protocol.ts';
import { type StagedFiles, stage, unstage } from './staging.ts';

export type RestoreOutcome =
  /** The job has no cache service that @actions/cache can use. */
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'missed' }
  /** This job may not read; `why` in the service's words. */
  | { readonly kind: 'denied'; readonly why: string }
  | {
      readonly kind: 'restored';
      /** The key asked for, or one with the same prefix. */
      readonly matchedKey: string;
      readonly restored: StagedFiles;
      readonly archiveBytes: number;
    };

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly files: number; readonly archiveBytes: number }
  /** Another job has saved this key meanwhile, or is about to. */
  | { readonly kind: 'taken' }
  /** The service does not want it of this job; `why` in its words. */
  | { readonly kind: 'denied'; readonly why: string };

/** Files are named relative to `cache/download` of the module cache, with slashes (see `listModuleFiles`). */
export interface GithubCache {
  /**
   * Looks the key up, and one with its prefix, if it has one, where it is not found; puts what is missing into the module
   * cache.
   * @throws FailureError `cache-service` for what the service or the way to it did not allow, `disk-full`, `permission`
   *   or `cache-corrupt` of this machine, or the signal's reason.
   */
  restore(
    key: ArchiveKey,
    files: readonly string[],
    moduleCacheDownloadDirectory: string,
    end: OperationEnd,
  ): Promise<RestoreOutcome>;
  /** Saves those of `files` that the module cache has under the key. Throws as `restore` does. */
  save(
    key: ArchiveKey,
    files: readonly string[],
    moduleCacheDownloadDirectory: string,
    end: OperationEnd,
  ): Promise<SaveOutcome>;
}

export function openGithubCache(tools: OperationTools): GithubCache {
  return {
    restore: ({ key, restorePrefix }, files, moduleCache, end) =>
      runOperation<RestoreOutcome>(tools, restoreRequest(key, restorePrefix), end, {
        collect: async (workspace, result) => {
          const { client, complaints, archiveBytes } = result;
          switch (client.kind) {
            case 'unavailable':
              return { kind: 'unavailable' };
            case 'restored': {
              const restored = await unstage(workspace, files, moduleCache, end.signal);
              return { kind: 'restored', matchedKey: client.key, restored, archiveBytes };
            }
            default: {
              const why = denialIn(result);
              if (why !== undefined) return { kind: 'denied', why };
              // @actions/cache answers a failure as it answers a miss; only its complaint tells them apart.
              if (complaints.length > 0) throw new FailureError(restoreFailure(result));
              return { kind: 'missed' };
            }
          }
        },
      }),
    save: ({ key }, files, moduleCache, end) => {
      let staged: StagedFiles = { names: [], bytes: 0 };
      return runOperation<SaveOutcome>(tools, { operation: 'save', key }, end, {
        prepare: async (workspace) => {
          staged = await stage(workspace, files, moduleCache, end.signal);
        },
        collect: async (_workspace, result) => saveOutcome(result, staged),
      });
    },
  };
}

function restoreRequest(key: string, restorePrefix: string | undefined): ClientRequest {
  return { operation: 'restore', key, ...(restorePrefix !== undefined && { restorePrefix }) };
}

/**
 * How the service refuses a token without the right, and how @actions/cache heeds ACTIONS_CACHE_MODE (6.3.0, cache.ts):
 * both are the owner's will and no fault.
 */
const denial = /cache (?:write|read) denied:[^"]*/;
const skipped = /^Cache (?:save|restore) skipped/;

function denialIn({ refusal, complaints, remarks }: OperationResult): string | undefined {
  const said = [refusal?.because.detail, ...complaints].join(' ');
  return denial.exec(said)?.[0] ?? remarks.find((line) => skipped.test(line));
}

/** What a refused reservation says where it does not say it by its status. */
const keyExists = /already.?exists?/i;

function isKeyTaken({ refusal }: OperationResult): boolean {
  if (refusal?.call !== 'reserve') return false;
  return refusal.status === 409 || keyExists.test(refusal.because.detail);
}

function saveOutcome(result: OperationResult, staged: StagedFiles): SaveOutcome {
  const { complaints, remarks, refusal, archiveBytes } = result;
  if (isKeyTaken(result)) return { kind: 'taken' };
  const why = denialIn(result);
  if (why !== undefined) return { kind: 'denied', why };
  if (refusal || complaints.length > 0) throw new FailureError(failureIn(result));
  if (archiveBytes === 0) {
    const detail = `nothing was sent: ${remarks.at(-1) ?? 'the client gave no reason'}`;
    throw new FailureError({ class: 'cache-service', detail });
  }
  return { kind: 'saved', files: staged.names.length, archiveBytes };
}

/** With every call answered, what failed is the archive itself, and a key cannot be written over. */
function restoreFailure(result: OperationResult): Failure {
  const failure = failureIn(result);
  if (result.refusal || failure.class !== 'cache-service') return failure;
  return { ...failure, isArchiveDamaged: true };
}

/** The archive is packed and unpacked by other programs, of which only the text is left. */
function failureIn({ complaints, refusal, remarks }: OperationResult): Failure {
  if (refusal) return serviceFailure(refusal.call, 1, refusal.because);
  const reason = remarks.findLast((line) => /^(?:tar|zstd|unzstd|gzip): /.test(line));
  const detail = [...complaints, ...(reason === undefined ? [] : [reason])]
    .join('; ')
    .replace(/\s+/g, ' ')
    .slice(0, 400);
  const isDiskFull = /no space left|ENOSPC|disk quota/i.test(`${detail} ${remarks.join(' ')}`);
  return { class: isDiskFull ? 'disk-full' : 'cache-service', detail };
}
