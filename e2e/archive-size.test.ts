/** Four real releases of one project, one after the other in GitHub's cache: its archive does not grow with their number. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { goSumOf, makeModule, type TestModule, writeGoMod } from '../__tests__/support/modules.ts';
import { parseGoMod } from '../src/module/gomod.ts';
import { escapePath, escapeVersion, formatModule } from '../src/module/path.ts';
import { unpackEntry } from './cache-service/archive.ts';
import {
  type CacheServers,
  type CacheService,
  openCacheService,
  startCacheServers,
} from './cache-service/service.ts';
import { openRoom, type Room } from './harness.ts';
import { repository } from './tools.ts';

const project = join(repository, '__tests__', 'fixtures', 'projects', 'golangci-lint');
const releases = [
  ...['v2.12.0', 'v2.13.0', 'v2.14.0'].map((version) => join('earlier', `${version}.mod`)),
  'go.mod',
];
const toolchain = 'golang.org/toolchain/@v/v0.0.1-go1.26.9.linux-amd64.zip';

/** An eighth of what a release requires, under its real names and versions, with small contents of our own. */
interface Release {
  readonly goMod: string;
  readonly modules: readonly TestModule[];
}

let servers: CacheServers;
let room: Room;
let mirror: Mirror;
let services: readonly CacheService[] = [];

const made = new Map<string, TestModule>();

function makeOnce(path: string, version: string): TestModule {
  const name = `${path}@${version}`;
  const known = made.get(name);
  if (known) return known;
  // Incompressible, and the same in every run: what an archive has too much would be seen in its size.
  const data = Array.from({ length: 64 }, (_, index) =>
    createHash('sha256').update(`${name} ${index}`).digest(),
  );
  const module = makeModule(path, version, { 'data.bin': Buffer.concat(data) });
  made.set(name, module);
  return module;
}

async function readRelease(file: string): Promise<Release> {
  const { requirements } = parseGoMod(await readFile(join(project, file), 'utf8'), file).value;
  const modules = requirements
    .map(({ module }) => module)
    .filter(({ path }) => isOfTheEighth(path))
    .map(({ path, version }) => makeOnce(path, version));
  const goMod = writeGoMod({ module: 'github.com/golangci/golangci-lint/v2', requires: modules });
  return { goMod, modules };
}

/** All of them take as long as all other tests of the cache. */
function isOfTheEighth(path: string): boolean {
  return createHash('sha256').update(path).digest().readUInt8(0) < 32;
}

beforeAll(async () => {
  [servers, room] = await Promise.all([startCacheServers(), openRoom()]);
}, 300_000);

afterAll(async () => {
  await Promise.all(services.map((service) => service.close()));
  await mirror.close();
  await room.close();
  await servers.stop();
});

/** The step in a job of its own, which has a toolchain in its module cache from before. */
async function run({ goMod, modules }: Release, service: CacheService) {
  await writeFile(join(room.project, 'go.mod'), goMod);
  await writeFile(join(room.project, 'go.sum'), goSumOf(modules));
  await room.emptyModuleCache();
  const other = join(room.moduleCache, 'cache', 'download', toolchain);
  await mkdir(dirname(other), { recursive: true });
  await writeFile(other, 'a toolchain');
  const asked = mirror.requests.length;
  const outcome = await room.run({
    inputs: { mirrors: mirror.url, cache: 'github', profile: 'intranet' },
    env: service.env,
  });
  expect(outcome).toMatchObject({
    exitCode: 0,
    annotations: [],
    outputs: { modules: String(modules.length), 'cache-hit': 'false' },
  });
  const zips = mirror.requests.slice(asked).flatMap(({ path }) => {
    return path.endsWith('.zip') ? [path.slice(1)] : [];
  });
  const entry = service.entries.at(-1);
  if (entry === undefined) throw new Error('nothing was saved');
  return {
    matchedKey: outcome.outputs['cache-matched-key'],
    key: outcome.outputs['cache-key'],
    zips: zips.toSorted(),
    bytes: (await servers.store.read(entry.blob)).length,
    names: [...(await unpackEntry(servers.store, entry)).keys()].sort(),
  };
}

const nameOf = ({ path, version }: TestModule) =>
  `${escapePath(path)}/@v/${escapeVersion(version)}`;

test('each takes the archive of the one before, fetches the difference, and saves its own alone', async () => {
  const all = await Promise.all(releases.map(readRelease));
  mirror = await startMirror({ modules: [...made.values()] });
  const service = await openCacheService(servers);
  const afresh = await openCacheService(servers);
  services = [service, afresh];
  let before: { readonly key: string | undefined; readonly modules: readonly TestModule[] } = {
    key: '',
    modules: [],
  };
  const sizes: number[] = [];
  for (const release of all) {
    const result = await run(release, service);
    expect(result.matchedKey).toBe(before.key);
    const known = new Set(before.modules.map(formatModule));
    const fetched = release.modules.filter((module) => !known.has(formatModule(module)));
    expect(result.zips).toEqual(fetched.map((module) => `${nameOf(module)}.zip`).toSorted());
    // No more and no less than what this release's go.sum names.
    const kept = release.modules.flatMap((module) =>
      ['info', 'mod', 'zip'].map((ending) => `modules/${nameOf(module)}.${ending}`),
    );
    expect(result.names).toEqual(kept.toSorted());
    sizes.push(result.bytes);
    before = { key: result.key, modules: release.modules };
  }
  expect(made.size).toBeGreaterThan(1.25 * (all.at(-1)?.modules.length ?? 0));
  const fresh = await run(all.at(-1) as Release, afresh);
  expect((sizes.at(-1) ?? 0) / fresh.bytes).toBeCloseTo(1, 1);
  expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.1);
});
