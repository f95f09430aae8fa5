/** A job of the product with a small project, a mirror and a cache service of its own. */
import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { type Mirror, startMirror } from '../../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../../__tests__/support/modules.ts';
import { parseDuration } from '../../src/module/duration.ts';
import { type Outcome, openRoom, type Room, type RunOptions } from '../harness.ts';
import { unpackEntry } from './archive.ts';
import { type CacheServers, type CacheService, openCacheService } from './service.ts';

/** Incompressible, so that the archive is long enough to be cut and to stall. */
const modules = Array.from({ length: 3 }, (_, i) =>
  makeModule(`example.com/m${i}`, 'v1.0.0', {
    'm.go': 'package m\n',
    'data.bin': randomBytes(300_000),
  }),
);

/** What the archive of a run has to hold, no more and no less. */
const wholeArchive: ReadonlyMap<string, Buffer> = new Map(
  modules.flatMap(({ path, version, info, mod, zip }) =>
    Object.entries({ info, mod, zip }).map(
      ([kind, bytes]) => [`modules/${path}/@v/${version}.${kind}`, bytes] as const,
    ),
  ),
);

export interface Job {
  readonly room: Room;
  readonly service: CacheService;
  readonly mirror: Mirror;
  /** For the room: short limits, the cache service, the mirror. */
  options(inputs?: Readonly<Record<string, string>>): RunOptions;
  /** The action, with nothing in the module cache. */
  run(inputs?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** Whatever is finished under a key is all there; and it is so many. */
  expectWhole(count: number): Promise<void>;
}

export async function withJob(
  servers: CacheServers,
  work: (job: Job) => Promise<void>,
): Promise<void> {
  const room = await openRoom();
  const mirror = await startMirror({ modules });
  const service = await openCacheService(servers);
  const options: Job['options'] = (inputs = {}) => ({
    inputs: {
      mirrors: mirror.url,
      cache: 'github',
      profile: 'intranet',
      timeout: '3m',
      'connect-timeout': '2s',
      'stall-timeout': '2s',
      ...inputs,
    },
    env: service.env,
  });
  try {
    await writeProject(room.project, { requires: modules, imports: [] });
    await work({
      room,
      service,
      mirror,
      options,
      run: async (inputs) => {
        await room.emptyModuleCache();
        return room.run(options(inputs));
      },
      expectWhole: async (count) => {
        const finished = service.entries.filter(({ isFinished }) => isFinished);
        expect(finished).toHaveLength(count);
        for (const entry of finished) {
          const files = await unpackEntry(servers.store, entry);
          expect([...files.keys()].sort()).toEqual([...wholeArchive.keys()].sort());
          const altered = [...files].filter(([name, bytes]) => {
            return wholeArchive.get(name)?.equals(bytes) !== true;
          });
          expect(altered.map(([name]) => name)).toEqual([]);
        }
      },
    });
  } finally {
    await service.close();
    await mirror.close();
    await room.close();
  }
}

/** More than what a run needs that has no trouble, next to several others. */
const aloneMs = 15_000;

/** The step did its work, and what it did with the cache kept to the limit that the log states. */
export function expectGreen(outcome: Outcome): void {
  expect(outcome).toMatchObject({
    exitCode: 0,
    outputs: { 'failure-class': '', modules: String(modules.length) },
  });
  const limit = /in the cache service, within (\S+)$/m.exec(outcome.stdout)?.[1];
  const limitMs = parseDuration(limit ?? '');
  if (limitMs === undefined) throw new Error(`no limit in the log: ${outcome.stdout}`);
  expect(outcome.wallMs).toBeLessThan(limitMs + aloneMs);
}
