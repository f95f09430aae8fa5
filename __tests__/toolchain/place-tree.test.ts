import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { placeTree } from '../../src/toolchain/place-tree.ts';
import { placeOf } from '../../src/toolchain/tool-cache.ts';

const { signal } = new AbortController();
let root: string;
const place = () => placeOf({ root, version: '1.25.3', arch: 'x64' });

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gmr-test-place-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function writeTree(directory: string): Promise<void> {
  for (const name of ['bin/go', 'src/fmt/print.go', 'VERSION']) {
    await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
    await writeFile(path.join(directory, name), name);
  }
  await mkdir(path.join(directory, 'empty'));
  await chmod(path.join(directory, 'bin/go'), 0o755);
}

async function stage() {
  const staging = await mkdtemp(path.join(root, 'staging-'));
  const tree = path.join(staging, 'tree');
  await writeTree(tree);
  return { tree, staging, place: place(), platform: 'linux', signal } as const;
}

const identity = async (file: string) => (await stat(file)).ino;

async function listPlace(): Promise<readonly string[]> {
  return (await readdir(path.dirname(place().directory), { recursive: true })).toSorted();
}
const whole = [
  'x64',
  'x64.complete',
  'x64/VERSION',
  'x64/bin',
  'x64/bin/go',
  'x64/empty',
  'x64/src',
  'x64/src/fmt',
  'x64/src/fmt/print.go',
];

test('an empty place gets the tree and the marker', async () => {
  const options = await stage();
  const moved = await identity(options.tree);
  await placeTree(options);
  expect(await listPlace()).toEqual(whole);
  expect(await identity(place().directory)).toBe(moved);
  expect(await readFile(place().marker, 'utf8')).toBe('');
});

test('a Go that is complete is not touched, and neither is its marker', async () => {
  await mkdir(path.join(place().directory, 'bin'), { recursive: true });
  await writeFile(path.join(place().directory, 'bin', 'go'), 'running');
  await writeFile(place().marker, 'of somebody else');
  const before = await identity(place().directory);
  await placeTree(await stage());
  expect(await listPlace()).toEqual(['x64', 'x64.complete', 'x64/bin', 'x64/bin/go']);
  expect(await identity(place().directory)).toBe(before);
  expect(await readFile(place().marker, 'utf8')).toBe('of somebody else');
});

test('the same tree without a marker stays: another job may run it already', async () => {
  await mkdir(path.dirname(place().directory), { recursive: true });
  await writeTree(place().directory);
  const before = await identity(place().directory);
  await placeTree(await stage());
  expect(await listPlace()).toEqual(whole);
  expect(await identity(place().directory)).toBe(before);
});

const inside = (name: string) => path.join(place().directory, name);
const leftOvers: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['lacks a file', () => rm(inside('VERSION'))],
  ['lacks a directory', () => rm(inside('empty'), { recursive: true })],
  ['has one more file', () => writeFile(inside('src/fmt/evil.go'), 'package fmt')],
  ['has other bytes', () => writeFile(inside('VERSION'), 'versioN')],
  ['has a file that was cut', () => writeFile(inside('VERSION'), '')],
  ['has other rights', () => chmod(inside('bin/go'), 0o644)],
  ['has a directory for a file', () => rm(inside('VERSION')).then(() => mkdir(inside('VERSION')))],
  ['is empty', () => rm(place().directory, { recursive: true }).then(() => mkdir(inside('')))],
  [
    'is a file',
    () => rm(place().directory, { recursive: true }).then(() => writeFile(inside(''), '')),
  ],
];

describe('what has no marker is replaced where it', () => {
  test.each(leftOvers)('%s', async (_, damage) => {
    await mkdir(path.dirname(place().directory), { recursive: true });
    await writeTree(place().directory);
    await damage();
    const options = await stage();
    const moved = await identity(options.tree);
    await placeTree(options);
    expect(await listPlace()).toEqual(whole);
    expect(await identity(place().directory)).toBe(moved);
  });
});

test('a marker without a Go does not keep one out', async () => {
  await mkdir(place().directory, { recursive: true });
  await writeFile(place().marker, '');
  await placeTree(await stage());
  expect(await listPlace()).toEqual(whole);
});

describe('several jobs at once end with one whole Go', () => {
  const prior: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['an empty place', () => Promise.resolve()],
    ['what a killed job left', () => mkdir(inside('bin'), { recursive: true })],
  ];
  test.each(prior)('in %s', async (_, prepare) => {
    await prepare();
    const all = await Promise.all(Array.from({ length: 8 }, stage));
    await Promise.all(all.map(placeTree));
    expect(await listPlace()).toEqual(whole);
  });
});

test('an abort leaves the place as it is', async () => {
  const reason = new Error('stopped');
  const options = { ...(await stage()), signal: AbortSignal.abort(reason) };
  await expect(placeTree(options)).rejects.toBe(reason);
  expect(await listPlace()).toEqual([]);
});
