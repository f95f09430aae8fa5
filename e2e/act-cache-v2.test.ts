/** The cache of the job's own service in protocol v2, as on github.com, on the emulated runner. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { runAfresh } from './act/afresh.ts';
import { type ActRoom, openActRoom } from './act/room.ts';
import { unpackEntry } from './cache-service/archive.ts';
import { describeCall } from './cache-service/calls.ts';
import {
  type CacheServers,
  type CacheService,
  openCacheService,
  startCacheServers,
} from './cache-service/service.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const newAlpha = makeModule('example.com/alpha', 'v1.3.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');

let servers: CacheServers;
let service: CacheService;
let room: ActRoom;
let mirror: Mirror;

beforeAll(async () => {
  servers = await startCacheServers();
  service = await openCacheService(servers);
  room = await openActRoom();
  mirror = await startMirror({ modules: [alpha, newAlpha, beta] });
}, 600_000);

afterAll(async () => {
  await mirror.close();
  await room.close();
  await service.close();
  await servers.stop();
});

/** A run with an empty module cache, and what it asked of the service. */
async function run() {
  const start = service.calls.length;
  const outcome = await runAfresh(room, mirror, {}, { cacheServiceV2: service });
  expect(outcome).toMatchObject({
    exitCode: 0,
    isUsable: true,
    action: { conclusion: 'success', annotations: [] },
  });
  return {
    outputs: outcome.action.outputs,
    asked: outcome.asked,
    fetched: outcome.fetched,
    calls: service.calls.slice(start).map(describeCall),
  };
}

function filesOf(...modules: readonly { readonly path: string; readonly version: string }[]) {
  return modules
    .flatMap(({ path, version }) =>
      ['info', 'mod', 'zip'].map((type) => `/${path}/@v/${version}.${type}`),
    )
    .sort();
}

/** Paths in the archive of the entry saved as the `index`th. */
async function archived(index: number): Promise<readonly string[]> {
  const entry = service.entries[index];
  if (entry?.isFinished !== true) throw new Error(`no finished entry ${index}`);
  const files = await unpackEntry(servers.store, entry);
  return [...files.keys()].map((name) => name.slice(name.indexOf('/example.com/'))).sort();
}

test('miss, exact hit, prefix hit that fetches the difference, and an archive without the old', async () => {
  await writeProject(room.repository, { requires: [alpha, beta] });
  const missed = await run();
  expect(missed.outputs).toMatchObject({ 'cache-hit': 'false', 'cache-matched-key': '' });
  expect(missed.fetched).toEqual(filesOf(alpha, beta));
  expect(missed.calls).toEqual(['lookup 200', 'reserve 200', 'upload 201', 'finalize 200']);
  expect(await archived(0)).toEqual(filesOf(alpha, beta));
  const key = missed.outputs['cache-key'];

  const hit = await run();
  expect(hit.outputs).toMatchObject({ 'cache-hit': 'true', 'cache-matched-key': key });
  expect(hit).toMatchObject({ asked: [], calls: ['lookup 200', 'download 200'] });

  await writeProject(room.repository, { requires: [newAlpha, beta] });
  const partly = await run();
  expect(partly.outputs).toMatchObject({ 'cache-hit': 'false', 'cache-matched-key': key });
  expect(partly.fetched).toEqual(filesOf(newAlpha));
  expect(partly.calls).toEqual([
    ...['lookup 200', 'download 200'],
    ...['reserve 200', 'upload 201', 'finalize 200'],
  ]);
  expect(await archived(1)).toEqual(filesOf(newAlpha, beta));
});
