import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { listModuleFiles } from '../../src/cache/content.ts';
import { placeFiles } from '../../src/cache/file-tree.ts';
import { openLocalCache } from '../../src/cache/local.ts';
import { ownerName } from '../../src/cache/owner.ts';
import { systemClock } from '../support/clock.ts';
import { ginProject, ginSums, go, seedModuleCache } from './seed.ts';

const signal = new AbortController().signal;
const key = 'gmr-v1__a_b';
let seed: string;
let files: readonly string[];
let directory: string;

beforeAll(async () => {
  seed = path.join(await seedModuleCache(), 'cache', 'download');
  files = listModuleFiles(await ginSums()).map((file) => file.relativePath);
}, 120_000);
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'gmr-test-local-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function listTree(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

describe('a saved set', () => {
  test('comes back as an exact hit, byte for byte, and go needs no network for it', async () => {
    const cache = openLocalCache(path.join(directory, 'cache'), systemClock);
    const saved = await cache.save(key, files, seed, { complete: true, signal });
    const target = path.join(directory, 'modules', 'cache', 'download');
    const restored = await cache.restore(key, files, target, signal);

    expect(restored.isExactHit).toBe(true);
    expect(restored.restoredFiles).toEqual(saved.savedFiles);
    expect(restored.bytes).toBe(saved.bytes);
    const tree = await listTree(target);
    expect(tree).toEqual(restored.restoredFiles);
    expect(tree.filter((name) => !/\.(zip|mod|info)$/.test(name))).toEqual([]);
    const project = path.join(directory, 'project');
    await cp(ginProject, project, { recursive: true });
    const offline = { GOMODCACHE: path.join(directory, 'modules'), GOPROXY: 'off' };
    expect(await go(project, ['mod', 'download'], offline)).toMatchObject({ code: 0, stderr: '' });
  }, 60_000);

  test('serves go as a file:// mirror', async () => {
    const cache = openLocalCache(path.join(directory, 'with space'), systemClock);
    await cache.save(key, files, seed, { complete: true, signal });
    const project = path.join(directory, 'project');
    await cp(ginProject, project, { recursive: true });
    const mirror = {
      GOMODCACHE: path.join(directory, 'modules'),
      GOPROXY: pathToFileURL(cache.downloadDirectory).href,
    };
    expect(await go(project, ['mod', 'download'], mirror)).toMatchObject({ code: 0, stderr: '' });
  }, 60_000);

  test('another key finds the files but is no exact hit', async () => {
    const cache = openLocalCache(directory, systemClock);
    await cache.save(key, files, seed, { complete: true, signal });
    const target = path.join(directory, 'target');
    const restored = await cache.restore('gmr-v1__a_c', files, target, signal);
    expect(restored.isExactHit).toBe(false);
    expect(restored.restoredFiles.length).toBeGreaterThan(100);
  });

  test('an incomplete set is no exact hit', async () => {
    const cache = openLocalCache(directory, systemClock);
    await cache.save(key, files, seed, { complete: false, signal });
    const target = path.join(directory, 'target');
    expect((await cache.restore(key, files, target, signal)).isExactHit).toBe(false);
  });
});

describe('small sets', () => {
  const names = ['m.example/a/@v/v1.0.0.mod', 'm.example/a/@v/v1.0.0.zip'] as const;
  const recorded = { name: names[0], size: 3 };
  let modules: string;
  let store: string;

  async function put(root: string, name: string, content: string): Promise<string> {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }
  beforeEach(async () => {
    modules = path.join(directory, 'modules');
    store = path.join(directory, 'store');
    await put(modules, names[0], 'mod');
    await put(modules, names[1], 'zip');
  });

  test('saving again writes only what differs, also where the size is the same', async () => {
    const cache = openLocalCache(store, systemClock);
    await cache.save(key, names, modules, { complete: true, signal });
    expect((await cache.save(key, names, modules, { complete: true, signal })).savedFiles).toEqual(
      [],
    );
    await put(store, `download/${names[1]}`, 'ZIP');
    const { savedFiles } = await cache.save(key, names, modules, { complete: true, signal });
    expect(savedFiles).toEqual([names[1]]);
    expect(await readFile(path.join(store, 'download', names[1]), 'utf8')).toBe('zip');
  });

  test('what the module cache has is left alone', async () => {
    const cache = openLocalCache(store, systemClock);
    await cache.save(key, names, modules, { complete: true, signal });
    const target = path.join(directory, 'target');
    await put(target, names[0], 'own');
    const result = await cache.restore(key, names, target, signal);
    expect(result).toEqual({ isExactHit: true, restoredFiles: [names[1]], bytes: 3 });
    expect(await readFile(path.join(target, names[0]), 'utf8')).toBe('own');
  });

  test('a forgotten file is gone, and the key no exact hit any more', async () => {
    const cache = openLocalCache(store, systemClock);
    await cache.save(key, names, modules, { complete: true, signal });
    await cache.forget([names[1], 'm.example/none/@v/v1.0.0.zip']);
    const result = await cache.restore(key, names, path.join(directory, 'target'), signal);
    expect(result).toEqual({ isExactHit: false, restoredFiles: [names[0]], bytes: 3 });
  });

  test.each([
    ['not JSON', '{'],
    ['another shape', '{"complete":true,"files":[1]}'],
    ['an empty set', '{"complete":true,"files":[]}'],
    ['another size', JSON.stringify({ complete: true, files: [{ name: names[0], size: 9 }] })],
    [
      'a file nobody asked for',
      JSON.stringify({ complete: true, files: [{ name: '../x', size: 1 }] }),
    ],
    ['what a failed run used', JSON.stringify({ complete: false, files: [recorded] })],
    ['no word of being complete', JSON.stringify({ files: [recorded] })],
  ])('a record with %s is no exact hit', async (_name, record) => {
    const cache = openLocalCache(store, systemClock);
    await cache.save(key, names, modules, { complete: true, signal });
    await put(store, `keys/${key}.json`, record);
    const result = await cache.restore(key, names, path.join(directory, 'target'), signal);
    expect(result.isExactHit).toBe(false);
    expect(result.restoredFiles).toHaveLength(2);
  });

  test('links are not followed, neither as a file nor as a directory out of the cache', async () => {
    const secret = await put(directory, 'secret/@v/v1.0.0.zip', 'secret');
    const outside = 'm.example/b/@v/v1.0.0.zip';
    await mkdir(path.join(store, 'download/m.example/a/@v'), { recursive: true });
    await symlink(secret, path.join(store, 'download', names[1]));
    await symlink(path.join(directory, 'secret'), path.join(store, 'download/m.example/b'));
    const cache = openLocalCache(store, systemClock);
    const target = path.join(directory, 'target');
    const result = await cache.restore(key, [...names, outside], target, signal);
    expect(result.restoredFiles).toEqual([]);

    await cache.forget([outside]);
    expect(await readFile(secret, 'utf8')).toBe('secret');
    await put(modules, outside, 'new');
    await expect(
      cache.save(key, [outside], modules, { complete: true, signal }),
    ).rejects.toMatchObject({ failure: { class: 'cache-corrupt' } });
    expect(await readFile(secret, 'utf8')).toBe('secret');
  });

  test('jobs that save and restore at the same time see whole files only', async () => {
    const content = 'x'.repeat(300_000);
    const many = Array.from({ length: 20 }, (_, index) => `m.example/c/@v/v1.0.${index}.zip`);
    for (const name of many) await put(modules, name, content);
    const cache = openLocalCache(store, systemClock);
    const targets = Array.from({ length: 4 }, (_, index) => path.join(directory, `t${index}`));
    await Promise.all([
      ...targets.map(() => cache.save(key, many, modules, { complete: true, signal })),
      ...targets.map((target) => cache.restore(key, many, target, signal)),
    ]);
    for (const target of targets) {
      for (const name of await listTree(target).catch(() => [])) {
        expect((await stat(path.join(target, name))).size).toBe(content.length);
      }
    }
    expect((await cache.restore(key, many, path.join(directory, 'last'), signal)).isExactHit).toBe(
      true,
    );
    await cache.close();
    expect(await readdir(store)).toEqual(['download', 'jobs', 'keys']);
    expect(await readdir(path.join(store, 'jobs'))).toEqual([]);
  });

  test('what a killed run left an hour ago is removed, what is in use is not', async () => {
    const old = path.join(store, '.gmr-staging-old');
    const recent = path.join(store, '.gmr-staging-new');
    for (const leftover of [old, recent]) await mkdir(leftover, { recursive: true });
    const anHourAgo = new Date(Date.now() - 61 * 60 * 1000);
    await utimes(old, anHourAgo, anHourAgo);
    const cache = openLocalCache(store, systemClock);
    await cache.save(key, names, modules, { complete: true, signal });
    await cache.close();
    expect(await readdir(store)).toEqual(['.gmr-staging-new', 'download', 'jobs', 'keys']);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('what a process of this machine left is removed as soon as it is gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    const ours = `.gmr-staging-${ownerName()}-x`;
    for (const name of [ours, `.gmr-staging-${ownerName(child.pid)}-x`]) {
      await put(store, `${name}/0`, 'half');
    }
    const cache = openLocalCache(store, systemClock);
    await cache.save(key, names, modules, { complete: true, signal });
    await cache.close();
    expect(await readdir(store)).toEqual([ours, 'download', 'jobs', 'keys']);
  });

  test('a directory that an evictor found empty is made again for what comes next', async () => {
    await placeFiles(store, async (placement) => {
      await placement.write('1', 'download/m.example/a/@v/v1.0.0.mod');
      await rm(path.join(store, 'download/m.example'), { recursive: true });
      await placement.write('2', 'download/m.example/a/@v/v1.0.1.mod');
    });
    expect(await listTree(store)).toEqual(['download/m.example/a/@v/v1.0.1.mod']);
  });

  test('an aborted restore throws the reason and leaves no partial file', async () => {
    const cache = openLocalCache(store, systemClock);
    await cache.save(key, names, modules, { complete: true, signal });
    const reason = new Error('cancelled');
    const target = path.join(directory, 'target');
    await expect(cache.restore(key, names, target, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await stat(target).catch(() => 'missing')).toBe('missing');
  });

  test('a file where the directory should be is a damaged cache', async () => {
    await writeFile(store, 'not a directory');
    await expect(
      openLocalCache(store, systemClock).save(key, names, modules, { complete: true, signal }),
    ).rejects.toMatchObject({ failure: { class: 'cache-corrupt' } });
    const elsewhere = path.join(directory, 'elsewhere');
    await rename(store, elsewhere);
    const missing = await openLocalCache(store, systemClock).restore(key, names, modules, signal);
    expect(missing).toEqual({ isExactHit: false, restoredFiles: [], bytes: 0 });
  });
});
