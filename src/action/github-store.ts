import { openGithubCache, type RestoreOutcome } from '../cache-service/github-cache.ts';
import type { ServicePlace } from '../cache-service/place.ts';
import { findSaveObstacle } from '../cache-service/save-policy.ts';
import { formatDuration } from '../module/duration.ts';
import { loadCertificates } from '../network/certificates.ts';
import { createRouter } from '../network/forward-proxy.ts';
import { formatBytes } from './progress.ts';
import type { Store, StoreContext } from './store.ts';
import { countOf } from './wording.ts';

export interface GithubStoreOptions {
  readonly context: StoreContext;
  readonly place: ServicePlace;
  /** The cache to use where @actions/cache cannot use the service. */
  readonly otherwise: () => Store | undefined;
}

/** Left of the step's time for what comes after saving. */
const reserveMs = 3_000;
/** In less time nothing is saved that would be worth the try. */
const leastMs = 5_000;

/** What the run knows of the service, which decides whether it is worth saving to. */
type State =
  | { readonly kind: 'unknown' }
  /** The module cache had everything: the service was not asked. */
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'hit' }
  | { readonly kind: 'to-be-saved' }
  /** One failure is told once; what broke a moment ago is not asked to take an archive. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'replaced'; readonly by: Store | undefined };

/** The cache in GitHub's cache service. */
export function openGithubStore(options: GithubStoreOptions): Store {
  const { context, place } = options;
  const { world, session, settings, record, kept } = context;
  const { key, files, directory } = kept;
  const { effects } = world;
  const { log } = effects;
  record.cache = { kind: 'github', key: key.key, keyParts: key.parts, isSaved: false };
  const cache = openGithubCache({
    effects,
    place,
    limits: settings.limits,
    http: async () => ({
      router: createRouter(effects.env),
      certificates: (await loadCertificates(effects.env, effects.platform)).ca,
    }),
    directory: session.directory,
    clientScript: world.cacheClient,
  });
  const mostMs = kept.serviceLimitMs;
  const restoredFiles = new Set<string>();
  let state: State = { kind: 'unknown' };

  async function restore(signal: AbortSignal): Promise<void> {
    if (await kept.isThere()) {
      log.info('The module cache has everything: the cache service is not asked');
      state = { kind: 'not-needed' };
      return;
    }
    log.info(
      `Key ${key.key} (${kept.keyParts}) in the cache service, within ${formatDuration(mostMs)}`,
    );
    state = { kind: 'failed' };
    await context.attempt(async () => {
      const end = { limitMs: mostMs, signal };
      const outcome = await cache.restore(key, files, directory, end);
      state = await takeOutcome(outcome, signal);
    }, signal);
  }

  async function takeOutcome(outcome: RestoreOutcome, signal: AbortSignal): Promise<State> {
    switch (outcome.kind) {
      case 'unavailable': {
        record.cache = { kind: 'off', isSaved: false };
        const by = options.otherwise();
        if (by) log.info('This job has no cache service that can be used: the local cache instead');
        await by?.restore(signal);
        return { kind: 'replaced', by };
      }
      case 'missed':
        log.info(kept.notFound);
        return { kind: 'to-be-saved' };
      case 'denied':
        log.info(`Not restored: ${outcome.why}`);
        return { kind: 'to-be-saved' };
      case 'restored': {
        const { matchedKey, restored, archiveBytes } = outcome;
        for (const name of restored.names) restoredFiles.add(name);
        record.cache = { ...record.cache, matchedKey, archiveBytes };
        const isExactHit = matchedKey === key.key;
        log.info(
          `${isExactHit ? 'Found this key' : `Found ${matchedKey}, of other versions`}: restored ${countOf(restored.names.length, 'file')}, ${formatBytes(restored.bytes)} from an archive of ${formatBytes(archiveBytes)}`,
        );
        return { kind: isExactHit ? 'hit' : 'to-be-saved' };
      }
    }
  }

  async function save(signal: AbortSignal): Promise<void> {
    const obstacle = findSaveObstacle(effects.env);
    if (obstacle !== undefined) return leaveUnsaved(obstacle);
    // A deadline that struck while it saves would fail a step whose modules are all there.
    const limitMs = Math.min(mostMs, session.remainingMs() - reserveMs);
    if (limitMs < leastMs) return leaveUnsaved('no time is left');
    log.info(`Key ${key.key}, within ${formatDuration(Math.round(limitMs))}`);
    await context.attempt(async () => {
      const end = { limitMs, signal };
      const outcome = await cache.save(key, files, directory, end);
      switch (outcome.kind) {
        case 'saved':
          record.cache = { ...record.cache, isSaved: true, archiveBytes: outcome.archiveBytes };
          log.info(
            `Saved ${countOf(outcome.files, 'file')} in an archive of ${formatBytes(outcome.archiveBytes)}`,
          );
          return;
        case 'taken':
          return leaveUnsaved(
            'the key is taken: another job saves it, or began to and did not finish',
          );
        case 'denied':
          return leaveUnsaved(outcome.why);
      }
    }, signal);
  }

  function leaveUnsaved(why: string): void {
    log.info(`Not saved: ${why}`);
    record.cache = { ...record.cache, notSavedBecause: why };
  }

  return {
    get restored() {
      return state.kind === 'replaced' && state.by ? state.by.restored : restoredFiles;
    },
    restore,
    forget: async (damaged, signal) => {
      // A key of the service cannot be changed; the files are fetched again in every run until the key changes.
      if (state.kind === 'replaced') await state.by?.forget(damaged, signal);
    },
    close: async () => {
      if (state.kind === 'replaced') await state.by?.close();
    },
    save: async (complete, signal) => {
      switch (state.kind) {
        case 'replaced':
          return state.by?.save(complete, signal);
        case 'to-be-saved':
          // Only what was verified and is complete: a later exact hit must need no mirror.
          if (complete) await context.saving(() => save(signal));
          return;
        case 'unknown':
        case 'not-needed':
        case 'hit':
        case 'failed':
          return;
      }
    },
  };
}
