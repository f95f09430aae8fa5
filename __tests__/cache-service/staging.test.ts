import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { archivedPath } from '../../src/cache-service/protocol.ts';
import { stage, unstage } from '../../src/cache-service/staging.ts';

const files = [
  'a.example/m/@v/v1.0.0.info',
  'a.example/m/@v/v1.0.0.mod',
  'a.example/m/@v/v1.0.0.zip',
];
const [info, mod, zip] = files as [string, string, string];
const signal = new AbortController().signal;

let directory: string;
let workspace: string;
let moduleCache: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gmr-staging-'));
  workspace = path.join(directory, 'workspace');
  moduleCache = path.join(directory, 'modules');
  await mkdir(workspace);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const unpacked = (name: string) => path.join(workspace, archivedPath, name);
const cached = (name: string) => path.join(moduleCache, name);

async function put(file: string, content = 'content'): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

async function filesBelow(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

describe('to the archive', () => {
  test('goes what the job names and the module cache has, and nothing else', async () => {
    for (const name of [mod, zip, `${zip}hash`, 'a.example/m/@v/list']) await put(cached(name));
    const staged = await stage(workspace, files, moduleCache, signal);
    expect(staged).toEqual({ names: [mod, zip], bytes: 14 });
    expect(await filesBelow(path.join(workspace, archivedPath))).toEqual([mod, zip]);
  });

  test('a module cache without any of them is an empty archive', async () => {
    expect(await stage(workspace, files, moduleCache, signal)).toEqual({ names: [], bytes: 0 });
    expect(await readdir(workspace)).toEqual([archivedPath]);
  });
});

describe('from the archive', () => {
  test('comes what the job names and lacks', async () => {
    for (const name of [...files, `${zip}hash`, 'other.example/m/@v/v1.0.0.zip'])
      await put(unpacked(name));
    await put(cached(info), 'own');
    const restored = await unstage(workspace, files, moduleCache, signal);
    expect(restored).toEqual({ names: [mod, zip], bytes: 14 });
    expect(await filesBelow(moduleCache)).toEqual(files);
    expect(await readFile(cached(info), 'utf8')).toBe('own');
  });

  test.each<[string, (outside: string) => Promise<void>]>([
    ['a link', (outside) => symlink(outside, unpacked(zip))],
    ['a hard link', (outside) => link(outside, unpacked(zip))],
    ['a directory', async () => void (await mkdir(unpacked(zip)))],
  ])('%s in the place of a file stays behind', async (_, make) => {
    const outside = path.join(directory, 'secret');
    await put(outside, 'secret');
    await chmod(outside, 0o600);
    await put(unpacked(mod));
    await make(outside);
    expect((await unstage(workspace, files, moduleCache, signal)).names).toEqual([mod]);
    expect(await filesBelow(moduleCache)).toEqual([mod]);
    expect([await readFile(outside, 'utf8'), (await lstat(outside)).mode & 0o777]).toEqual([
      'secret',
      0o600,
    ]);
  });

  test('a link to a directory leads nowhere', async () => {
    const outside = path.join(directory, 'outside');
    await put(path.join(outside, 'm/@v/v1.0.0.zip'));
    await mkdir(path.join(workspace, archivedPath));
    await symlink(outside, unpacked('a.example'));
    expect((await unstage(workspace, files, moduleCache, signal)).names).toEqual([]);
    expect(await filesBelow(outside)).toEqual(['m/@v/v1.0.0.zip']);
  });

  test('a file gets the mode that every user of the module cache needs', async () => {
    await put(unpacked(zip));
    await chmod(unpacked(zip), 0o4000);
    await unstage(workspace, files, moduleCache, signal);
    expect((await lstat(cached(zip))).mode & 0o7777).toBe(0o644);
  });

  test('a link in the module cache that leads out of it is not followed', async () => {
    const outside = path.join(directory, 'outside');
    await mkdir(outside);
    await mkdir(moduleCache);
    await symlink(outside, cached('a.example'));
    await put(unpacked(zip));
    await expect(unstage(workspace, files, moduleCache, signal)).rejects.toMatchObject({
      failure: { class: 'cache-corrupt' },
    });
    expect(await filesBelow(outside)).toEqual([]);
  });

  test('an archive of something else brings nothing', async () => {
    await put(path.join(workspace, 'other'));
    expect(await unstage(workspace, files, moduleCache, signal)).toEqual({ names: [], bytes: 0 });
  });
});
