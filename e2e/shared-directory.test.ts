/** The local cache's directory as others use it: served to plain `go`, read-only, damaged, too small. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { type Mirror, type MirrorOptions, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, type TestModule, writeProject } from '../__tests__/support/modules.ts';
import {
  describeAsOrdinaryUser as describe,
  testAsOrdinaryUser as test,
} from './as-ordinary-user.ts';
import { type Outcome, openRoom, type Room, type RoomOptions } from './harness.ts';
import { giveAway } from './ordinary-user.ts';

/** Of each zip; incompressible. */
const zipBytes = 200_000;

const rooms: Room[] = [];
const served: Mirror[] = [];
/** Of the user whose jobs use the directory. */
let room: Room;
/** Of another one, whose the directory is. */
let owner: Room;
let directory: string;
let mirror: Mirror;

function bigModule(name: string, version: string): TestModule {
  const files = { [`${name}.go`]: `package ${name}\n`, data: randomBytes(zipBytes) };
  return makeModule(`example.com/${name}`, version, files, { method: 'store' });
}

async function serve(options: MirrorOptions): Promise<Mirror> {
  const server = await startMirror(options);
  served.push(server);
  return server;
}

async function openAnother(options: RoomOptions = { user: 'ordinary' }): Promise<Room> {
  const another = await openRoom(options);
  rooms.push(another);
  return another;
}

beforeEach(async () => {
  room = await openAnother();
  owner = await openAnother({ user: 'tester' });
  await chmod(owner.directory, 0o755);
  directory = join(owner.directory, 'shared');
  await mkdir(directory);
  await giveAway(directory);
});

afterEach(async () => {
  for (const each of served.splice(0)) await each.close();
  for (const each of rooms.splice(0)) await each.close();
});

/** One run in an empty module cache. */
async function runWith(
  where: Room,
  requires: readonly TestModule[],
  inputs: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  await where.emptyModuleCache();
  await writeProject(where.project, { requires, imports: [] });
  const all = {
    mirrors: mirror.url,
    profile: 'intranet',
    cache: 'local',
    'cache-dir': directory,
    ...inputs,
  };
  return where.run({ inputs: all });
}

const green = { exitCode: 0, annotations: [] };
const download = () => join(directory, 'download');

async function zipsThere(): Promise<readonly string[]> {
  const names = await readdir(download(), { recursive: true });
  return names.filter((name) => name.endsWith('.zip')).sort();
}

function zipName({ path, version }: TestModule): string {
  return `${path}/@v/${version}.zip`;
}

/** Plain `go`, for one module, in a module cache of its own; the zip it got, or what it said. */
async function askGo(
  { path, version }: TestModule,
  goproxy: string,
): Promise<{ readonly zip: Buffer } | { readonly said: string }> {
  const scratch = await mkdtemp(join(room.directory, 'reader-'));
  const env = { GOPROXY: goproxy, GOMODCACHE: scratch, GOFLAGS: '-modcacherw' };
  const { exitCode, output } = await room.go(['mod', 'download', `${path}@${version}`], env);
  const zip = join(scratch, 'cache', 'download', path, '@v', `${version}.zip`);
  const answer = exitCode === 0 ? { zip: await readFile(zip) } : { said: output };
  await rm(scratch, { recursive: true });
  return answer;
}

describe('served to plain go', () => {
  test('while jobs fill it and evict from it, every file is whole or not there', async () => {
    const sets = [0, 1, 2].map((job) =>
      [0, 1, 2].map((round) =>
        [0, 1, 2].map((index) => bigModule(`job${job}m${index}`, `v1.${round}.0`)),
      ),
    );
    const modules = sets.flat(2);
    mirror = await serve({ modules });
    const http = await serve({ directory: download() });
    let isOver = false;
    const jobs = Promise.all(
      sets.map(async (rounds) => {
        const own = await openAnother();
        for (const requires of rounds) {
          // Room for half of what there is.
          const outcome = await runWith(own, requires, { 'cache-max-size': '2700KB' });
          expect(outcome).toMatchObject(green);
        }
      }),
    ).finally(() => {
      isOver = true;
    });
    const answers = { whole: 0, missing: 0 };
    const read = async (goproxy: string) => {
      for (let turn = 0; !isOver; turn += 1) {
        const module = modules[(turn * 7) % modules.length];
        if (module === undefined) throw new Error('no module');
        const answer = await askGo(module, goproxy);
        if ('zip' in answer) {
          expect(answer.zip.equals(module.zip)).toBe(true);
          answers.whole += 1;
        } else {
          expect(answer.said).toMatch(/no such file or directory|404 Not Found/);
          answers.missing += 1;
        }
      }
    };
    await Promise.all([jobs, read(pathToFileURL(download()).href), read(http.url)]);
    expect(answers.whole).toBeGreaterThan(0);
    expect((await zipsThere()).length).toBeLessThan(modules.length);
  });

  test('which versions there are is a question for others: there is no list', async () => {
    const [older, newer] = [bigModule('alpha', 'v1.0.0'), bigModule('alpha', 'v1.1.0')];
    mirror = await serve({ modules: [older, newer] });
    expect(await runWith(room, [older])).toMatchObject(green);
    const here = pathToFileURL(download()).href;
    const versions = (goproxy: string) =>
      room.go(['list', '-m', '-versions', older.path], { GOPROXY: goproxy, GOFLAGS: '-mod=mod' });

    // Pinned versions come, and nobody else is asked.
    const asked = mirror.requests.length;
    await room.emptyModuleCache();
    expect(await room.go(['mod', 'download'], { GOPROXY: here })).toMatchObject({ exitCode: 0 });
    expect(mirror.requests).toHaveLength(asked);
    // Alone it does not pretend that what it holds is all there is; the next proxy is asked.
    expect((await versions(here)).exitCode).not.toBe(0);
    expect((await versions(`${here},${mirror.url}`)).output).toContain('v1.0.0 v1.1.0');
  });
});

describe('trouble with the directory is a warning', () => {
  const [alpha, beta] = [bigModule('alpha', 'v1.0.0'), bigModule('beta', 'v1.0.0')];
  const gamma = bigModule('gamma', 'v1.0.0');

  async function chmodAll(mode: { readonly files: number; readonly directories: number }) {
    for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      await chmod(path, entry.isDirectory() ? mode.directories : mode.files);
    }
    await chmod(directory, mode.directories);
  }

  beforeEach(async () => {
    mirror = await serve({ modules: [alpha, beta, gamma] });
    expect(await runWith(owner, [alpha, beta])).toMatchObject(green);
    await chmodAll({ files: 0o444, directories: 0o555 });
  });
  // Where these tests run as an ordinary user, the room could not be removed otherwise.
  afterEach(() => chmodAll({ files: 0o644, directories: 0o755 }));

  const warned = (failureClass: string) => ({
    exitCode: 0,
    annotations: [{ level: 'warning', failureClass }],
    outputs: { 'failure-class': '' },
  });

  test('one that can only be read serves an exact hit without a word', async () => {
    const asked = mirror.requests.length;
    const outcome = await runWith(room, [alpha, beta]);
    expect(outcome).toMatchObject({ ...green, outputs: { 'cache-hit': 'true' } });
    expect(mirror.requests).toHaveLength(asked);
  });

  test('one that can only be read serves what it has, and keeps nothing', async () => {
    const asked = mirror.requests.length;
    expect(await runWith(room, [alpha, gamma])).toMatchObject(warned('permission'));
    const paths = mirror.requests.slice(asked).map(({ path }) => path);
    expect(paths.filter((path) => path.includes('alpha') && path.endsWith('.zip'))).toEqual([]);
    expect(await zipsThere()).toEqual([zipName(alpha), zipName(beta)]);
  });

  test('a file that cannot be read: the others are', async () => {
    await chmod(join(download(), zipName(alpha)), 0o000);
    const asked = mirror.requests.length;
    expect(await runWith(room, [alpha, beta])).toMatchObject(warned('permission'));
    const zips = mirror.requests.slice(asked).filter(({ path }) => path.endsWith('.zip'));
    expect(zips.map(({ path }) => path)).toEqual([`/${zipName(alpha)}`]);
  });

  test('a directory that cannot be read at all', async () => {
    await chmod(directory, 0o000);
    expect(await runWith(room, [alpha, beta])).toMatchObject(warned('permission'));
    await chmod(directory, 0o755);
  });

  test('a damaged file that cannot be deleted', async () => {
    const file = join(download(), zipName(alpha));
    await chmod(file, 0o644);
    await writeFile(file, 'not a zip');
    await chmod(file, 0o444);
    const outcome = await runWith(room, [alpha, beta]);
    expect(outcome.exitCode).toBe(0);
    const classes = outcome.annotations.map(({ failureClass }) => failureClass);
    expect(classes.toSorted()).toEqual(['cache-corrupt', 'permission']);
  });
});

test('four versions of one go.sum: the size stays flat, and the last one is an exact hit', async () => {
  // As a project updates: of ten modules three are new every time.
  const versions = [0, 1, 2, 3].map((version) =>
    Array.from({ length: 10 }, (_, index) =>
      index < 7 ? `fixed${index}@v1.0.0` : `moving${index}@v1.${version}.0`,
    ),
  );
  const modules = new Map(
    [...new Set(versions.flat())].map((id) => {
      const [name = '', version = ''] = id.split('@');
      return [id, bigModule(name, version)];
    }),
  );
  const setOf = (ids: readonly string[]) => ids.flatMap((id) => modules.get(id) ?? []);
  mirror = await serve({ modules: [...modules.values()] });
  const limit = 2_100_000;
  const sizes: number[] = [];
  for (const ids of versions) {
    const outcome = await runWith(room, setOf(ids), { 'cache-max-size': `${limit}` });
    expect(outcome).toMatchObject(green);
    const zips = await zipsThere();
    sizes.push(zips.length);
    let bytes = 0;
    for (const name of zips) bytes += (await stat(join(download(), name))).size;
    expect(bytes).toBeLessThanOrEqual(limit);
  }
  expect(sizes).toEqual([10, 10, 10, 10]);
  const last = await runWith(room, setOf(versions[3] ?? []), { 'cache-max-size': `${limit}` });
  expect(last).toMatchObject({ ...green, outputs: { 'cache-hit': 'true', attempts: '0' } });
  const [record, ...others] = await readdir(join(directory, 'keys'));
  expect([record, others]).toEqual([`${last.outputs['cache-key']}.json`, []]);
});
