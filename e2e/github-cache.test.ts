/** One project through its life in GitHub's cache: empty, unchanged, changed. */
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { goSumOf, makeModule, type TestModule } from '../__tests__/support/modules.ts';
import { unpackEntry } from './cache-service/archive.ts';
import { describeCall } from './cache-service/calls.ts';
import {
  type CacheServers,
  type CacheService,
  openCacheService,
  startCacheServers,
} from './cache-service/service.ts';
import { openRoom, type Room } from './harness.ts';
import { seedStarter, starter } from './seed.ts';
import { expectVerifiedOffline } from './verified.ts';

const extra = makeModule('example.com/extra', 'v1.0.0');
const extraNext = makeModule('example.com/extra', 'v1.1.0');
/** The starter's own, and the extra one. */
const moduleCount = '36';

let servers: CacheServers;
let seed: string;
let room: Room;
let mirror: Mirror;
let service: CacheService;

beforeAll(async () => {
  [servers, seed] = await Promise.all([startCacheServers(), seedStarter()]);
  room = await openRoom();
  mirror = await startMirror({ directory: seed, modules: [extra, extraNext] });
  service = await openCacheService(servers);
  await cp(starter, room.project, { recursive: true });
}, 300_000);

afterAll(async () => {
  await service.close();
  await mirror.close();
  await room.close();
  await servers.stop();
});

/** The starter as it is, with one module more. */
async function requireAlso(module: TestModule): Promise<void> {
  await writeFile(join(room.project, 'go.mod'), await readFile(join(starter, 'go.mod')));
  await writeFile(join(room.project, 'go.sum'), await readFile(join(starter, 'go.sum')));
  await appendFile(
    join(room.project, 'go.mod'),
    `\nrequire ${module.path} ${module.version} // indirect\n`,
  );
  await appendFile(join(room.project, 'go.sum'), goSumOf([module]));
}

/** A run with an empty module cache, and what it asked of the service and of the mirror. */
async function run() {
  await room.emptyModuleCache();
  const [calls, requests] = [service.calls.length, mirror.requests.length];
  const outcome = await room.run({ inputs: { mirrors: mirror.url }, env: service.env });
  expect(outcome).toMatchObject({
    exitCode: 0,
    annotations: [],
    outputs: { 'failure-class': '', modules: moduleCount },
  });
  await expectVerifiedOffline(room);
  return {
    outputs: outcome.outputs,
    calls: service.calls.slice(calls).map(describeCall),
    asked: mirror.requests.slice(requests).map(({ path }) => path),
  };
}

/** Names in the archive of an entry. */
async function archived(index: number): Promise<readonly string[]> {
  const entry = service.entries[index];
  if (entry === undefined) throw new Error(`no entry ${index}`);
  return [...(await unpackEntry(servers.store, entry)).keys()].sort();
}

/** What an archive may hold by the project's go.sum, named as a module cache names it. */
async function namedByGoSum(): Promise<ReadonlySet<string>> {
  const lines = (await readFile(join(room.project, 'go.sum'), 'utf8')).trim().split('\n');
  return new Set(
    lines.flatMap((line) => {
      const [path = '', version = ''] = line.split(' ');
      const isOfMod = version.endsWith('/go.mod');
      const escaped = `${path}/@v/${version.replace('/go.mod', '')}`.replace(
        /[A-Z]/g,
        (letter) => `!${letter.toLowerCase()}`,
      );
      return [isOfMod ? 'mod' : 'zip', 'info'].map((kind) => `modules/${escaped}.${kind}`);
    }),
  );
}

test('miss, save, exact hit; after a change only the difference, and an archive without the old', async () => {
  await requireAlso(extra);
  const first = await run();
  expect(first.outputs).toMatchObject({ 'cache-hit': 'false', 'cache-matched-key': '' });
  expect(first.calls).toEqual(['lookup 200', 'reserve 200', 'upload 201', 'finalize 200']);
  const firstKey = first.outputs['cache-key'];
  expect(service.entries).toMatchObject([{ key: firstKey, isFinished: true }]);

  const unchanged = await run();
  expect(unchanged.outputs).toMatchObject({ 'cache-hit': 'true', 'cache-matched-key': firstKey });
  expect(unchanged).toMatchObject({ calls: ['lookup 200', 'download 200'], asked: [] });

  await requireAlso(extraNext);
  const changed = await run();
  expect(changed.outputs).toMatchObject({ 'cache-hit': 'false', 'cache-matched-key': firstKey });
  // The first question is the probe: a .mod whose hash is known, of whichever module.
  const [probe, ...asked] = changed.asked;
  expect(probe).toMatch(/\.mod$/);
  expect(asked.map((path) => path.split('.').at(-1))).toEqual(expect.arrayContaining(['zip']));
  expect(asked.filter((path) => !path.startsWith('/example.com/extra/@v/v1.1.0.'))).toEqual([]);
  expect(changed.calls).toEqual([
    ...['lookup 200', 'download 200'],
    ...['reserve 200', 'upload 201', 'finalize 200'],
  ]);
  expect(changed.outputs['cache-key']).not.toBe(firstKey);

  const [before, after] = [await archived(0), await archived(1)];
  const allowed = await namedByGoSum();
  expect(after.filter((name) => !allowed.has(name))).toEqual([]);
  const isExtra = (name: string) => name.startsWith('modules/example.com/extra/');
  expect(after.filter(isExtra)).toEqual(
    ['info', 'mod', 'zip'].map((kind) => `modules/example.com/extra/@v/v1.1.0.${kind}`),
  );
  expect(after.filter((name) => !isExtra(name))).toEqual(before.filter((name) => !isExtra(name)));
  // All that the first run had to ask for.
  const zips = first.asked.filter((path) => path.endsWith('.zip') && !path.includes('/extra/'));
  expect(zips.filter((path) => !after.includes(`modules${path}`))).toEqual([]);
}, 300_000);
