/** The genuine modules wherever they can lie before a run: made once, copied for each cell. */
import { cp, lstat, mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { type Mirror, startMirror } from '../../__tests__/support/mirror.ts';
import { writeProject } from '../../__tests__/support/modules.ts';
import { type TarEntry, writeTar } from '../../__tests__/support/tar.ts';
import { putEntry } from '../cache-service/put-entry.ts';
import {
  type CacheServers,
  type CacheService,
  openCacheService,
  startCacheServers,
} from '../cache-service/service.ts';
import { openRoom, type Room, removeTree } from '../harness.ts';
import { modules, treeName } from './modules.ts';
import type { Place } from './row.ts';

export interface Stage {
  readonly mirror: Mirror;
  readonly service: CacheService;
  readonly servers: CacheServers;
  /** The module cache as `go` filled it, and the local cache as the action did. */
  readonly seed: Room;
  /** Key and version of the archive that the action saved of them. */
  readonly entry: { readonly key: string; readonly version: string };
  close(): Promise<void>;
}

/** The local cache in the runner's tool cache. */
export const localName = 'go-mod-resilient';

export async function openStage(): Promise<Stage> {
  const [servers, mirror, seed] = await Promise.all([
    startCacheServers(),
    startMirror({ modules }),
    openRoom({ user: 'ordinary' }),
  ]);
  const service = await openCacheService(servers);
  await writeProject(seed.project, { requires: modules });
  const inputs = { mirrors: mirror.url, profile: 'intranet' };
  for (const cache of ['local', 'github']) {
    await seed.emptyModuleCache();
    const outcome = await seed.run({ inputs: { ...inputs, cache }, env: service.env });
    if (outcome.exitCode !== 0) throw new Error(outcome.stdout);
  }
  const [entry] = service.entries;
  if (entry === undefined) throw new Error('nothing was saved');
  return {
    mirror,
    service,
    servers,
    seed,
    entry,
    close: async () => {
      await service.close();
      await mirror.close();
      await seed.close();
      await servers.stop();
    },
  };
}

/** A room with the project, and a place outside of everything with a file in it. */
export async function openCell(): Promise<{ readonly room: Room; readonly outside: string }> {
  const room = await openRoom({ user: 'ordinary' });
  const outside = join(room.directory, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'kept'), 'kept');
  await writeProject(room.project, { requires: modules });
  return { room, outside };
}

/** The module cache of the seed, for `room`. */
export async function placeModuleCache(
  { seed }: Stage,
  room: Room,
  outside: string,
  hasTree: boolean,
): Promise<Place> {
  await cp(seed.moduleCache, room.moduleCache, { recursive: true, verbatimSymlinks: true });
  const tree = join(room.moduleCache, treeName);
  if (!hasTree) await removeTree(tree);
  return { download: join(room.moduleCache, 'cache', 'download'), tree, outside };
}

/** The local cache of the seed. */
export async function placeLocalEntry(
  { seed }: Stage,
  room: Room,
  outside: string,
): Promise<Place> {
  await cp(seed.toolCache, room.toolCache, { recursive: true });
  return { download: join(room.toolCache, localName, 'download'), tree: outside, outside };
}

/** The files of the archive to be, in a directory for the row to change. */
export async function prepareArchive(stage: Stage, room: Room, outside: string): Promise<Place> {
  const download = join(room.directory, 'archive', 'modules');
  await cp(join(stage.seed.toolCache, localName, 'download'), download, { recursive: true });
  return { download, tree: outside, outside };
}

/** What the row left of these files, as entries of an archive. */
export async function entriesOf({ download }: Place): Promise<readonly TarEntry[]> {
  const root = join(download, '..');
  const entries: TarEntry[] = [];
  for (const name of (await readdir(root, { recursive: true })).sort()) {
    const file = join(root, name);
    const status = await lstat(file);
    if (status.isDirectory()) entries.push({ name: `${name}/`, type: 'directory' });
    else if (status.isFIFO()) entries.push({ name, type: 'pipe' });
    else if (status.isSymbolicLink()) {
      entries.push({ name, type: 'symbolicLink', link: await readlink(file) });
    } else entries.push({ name, data: await readFile(file) });
  }
  await rm(root, { recursive: true });
  return entries;
}

/**
 * Puts an archive of `entries` where a job with this `cache-suffix` finds it: by its key, or, `isOlder`, by the beginning of
 * it, so that the job saves an archive of its own.
 */
export async function putArchive(
  { service, entry }: Stage,
  suffix: string,
  isOlder: boolean,
  entries: readonly TarEntry[],
): Promise<{ readonly newKey: string }> {
  const [version = '', , paths = '', contents = ''] = entry.key.split('_');
  const prefix = `${version}_${suffix}_${paths}_`;
  const key = `${prefix}${isOlder ? '0'.repeat(32) : contents}`;
  const archive = zstdCompressSync(writeTar(entries));
  await putEntry(service, { key, version: entry.version }, archive);
  return { newKey: `${prefix}${contents}` };
}
