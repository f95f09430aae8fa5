import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type BlobStore, startAzurite } from './azurite.ts';
import { createBlobStage } from './blobs.ts';
import type { CallRecord } from './calls.ts';
import { createEntries, type Entry } from './entries.ts';
import { type CacheFault, createFaults } from './faults.ts';
import { createFront } from './front.ts';
import { listen } from './listening.ts';
import { startToxiproxy, type Toxiproxy } from './toxiproxy.ts';

/** The programs behind any number of cache services. */
export interface CacheServers {
  readonly store: BlobStore;
  readonly toxiproxy: Toxiproxy;
  stop(): Promise<void>;
}

export async function startCacheServers(): Promise<CacheServers> {
  const [store, toxiproxy] = await Promise.all([startAzurite(), startToxiproxy()]);
  return {
    store,
    toxiproxy,
    stop: async () => {
      await Promise.all([store.stop(), toxiproxy.stop()]);
    },
  };
}

/** A cache service of GitHub's, protocol version 2, empty at first; all traffic goes through toxiproxies. */
export interface CacheService {
  readonly url: string;
  readonly token: string;
  /** What the runner puts into the environment of a job on GitHub. */
  readonly env: Readonly<Record<string, string>>;
  /** Every call so far, in order of arrival. */
  readonly calls: readonly CallRecord[];
  /** Every entry, also those that were reserved and never finished. */
  readonly entries: readonly Entry[];
  setFault(fault: CacheFault | undefined): Promise<void>;
  /** Waits until so many calls have suffered: of a cut upload the client hears before the service does. */
  untilHarmed(times: number): Promise<void>;
  close(): Promise<void>;
}

export async function openCacheService(servers: CacheServers): Promise<CacheService> {
  const { store, toxiproxy } = servers;
  const name = `cache-${randomUUID()}`;
  const token = randomUUID();
  await store.createContainer(name);

  const calls: CallRecord[] = [];
  const startedAt = performance.now();
  const log = (record: Omit<CallRecord, 'atMs'>): CallRecord => {
    const complete = { ...record, atMs: Math.round(performance.now() - startedAt) };
    calls.push(complete);
    return complete;
  };

  // The servers' answers name the proxies before them, and the proxies need the servers' ports.
  const { promise: whenReady, resolve: beReady } = Promise.withResolvers<{
    readonly front: ReturnType<typeof createFront>;
    readonly stage: ReturnType<typeof createBlobStage>;
  }>();
  const frontServer = await listen(async (...exchange) => (await whenReady).front(...exchange));
  const stageServer = await listen(async (...exchange) => (await whenReady).stage(...exchange));
  const front = await toxiproxy.addProxy(`${name}-front`, frontServer.port);
  const blobs = await toxiproxy.addProxy(`${name}-blobs`, stageServer.port);

  const faults = createFaults({ front, blobs });
  const entries = createEntries(
    store,
    name,
    (blob, permissions) =>
      `http://${blobs.host}:${blobs.port}${store.signedPath(blob, permissions)}`,
  );
  beReady({
    front: createFront({ token, entries, faults, log }),
    stage: createBlobStage({ store, faults, log }),
  });

  const url = `http://${front.host}:${front.port}/`;
  return {
    url,
    token,
    env: {
      ACTIONS_RESULTS_URL: url,
      ACTIONS_RUNTIME_TOKEN: token,
      ACTIONS_CACHE_SERVICE_V2: 'true',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/main',
    },
    calls,
    entries: entries.all,
    setFault: (fault) => faults.set(fault),
    untilHarmed: async (times) => {
      const givingUpAt = performance.now() + 30_000;
      while (calls.filter(({ fault }) => fault !== undefined).length < times) {
        if (performance.now() > givingUpAt) throw new Error(`fewer than ${times} calls suffered`);
        await pause(5);
      }
    },
    close: async () => {
      await Promise.all([front.remove(), blobs.remove()]);
      await Promise.all([frontServer.close(), stageServer.close()]);
    },
  };
}
