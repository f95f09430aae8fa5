import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { placeFiles } from '../../src/cache/file-tree.ts';
import { type RenameEffects, renamePatiently } from '../../src/cache/patient-rename.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'rename-'));
});
afterEach(() => rm(directory, { recursive: true }));

const inside = (name: string) => path.join(directory, name);

/** A system on which the first renames fail with these codes. */
function failing(platform: NodeJS.Platform, codes: readonly string[]) {
  const pauses: number[] = [];
  const left = [...codes];
  const effects: RenameEffects = {
    platform,
    rename: async (from, to) => {
      const code = left.shift();
      if (code !== undefined) throw Object.assign(new Error(code), { code });
      await rename(from, to);
    },
    pause: async (ms) => pauses.push(ms),
  };
  return { effects, pauses };
}

describe('renamePatiently', () => {
  test.each([
    ['open in a scanner', ['EPERM']],
    ['open in another job', ['EBUSY', 'EBUSY', 'EACCES', 'EPERM']],
  ])('Windows, %s: tries again', async (_name, codes) => {
    const { effects, pauses } = failing('win32', codes);
    await writeFile(inside('new'), 'new');
    await writeFile(inside('old'), 'old');
    await renamePatiently(inside('new'), inside('old'), effects);
    expect(await readFile(inside('old'), 'utf8')).toBe('new');
    expect(pauses.length).toBe(codes.length);
  });

  test('Windows, open for good: gives up after 1.3 s with what Windows said', async () => {
    const { effects, pauses } = failing('win32', Array(20).fill('EBUSY'));
    const renaming = renamePatiently(inside('new'), inside('old'), effects);
    await expect(renaming).rejects.toMatchObject({ code: 'EBUSY' });
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(1_270);
  });

  test.each([
    ['linux', 'EPERM'],
    ['darwin', 'EACCES'],
    // Another drive, and a directory that was taken away.
    ['win32', 'EXDEV'],
    ['win32', 'ENOENT'],
  ] as const)('%s, %s: no time mends that', async (platform, code) => {
    const { effects, pauses } = failing(platform, [code]);
    const renaming = renamePatiently(inside('new'), inside('old'), effects);
    await expect(renaming).rejects.toMatchObject({ code });
    expect(pauses).toEqual([]);
  });

  test('Windows, a directory in the way is told as on other systems', async () => {
    const { effects, pauses } = failing('win32', ['EPERM']);
    await mkdir(inside('old'));
    const renaming = renamePatiently(inside('new'), inside('old'), effects);
    await expect(renaming).rejects.toMatchObject({ code: 'EISDIR' });
    expect(pauses).toEqual([]);
  });
});

describe('placing files on Windows', () => {
  const windows = (codes: readonly string[]) => {
    const { effects } = failing('win32', codes);
    return (from: string, to: string) => renamePatiently(from, to, effects);
  };

  test('replaces a directory that lies where a file belongs', async () => {
    await mkdir(inside('a/file/inner'), { recursive: true });
    await placeFiles(directory, ({ write }) => write('new', 'a/file'), windows(['EPERM']));
    expect(await readFile(inside('a/file'), 'utf8')).toBe('new');
  });

  test('is content with a file that cannot be replaced and has the same bytes', async () => {
    await writeFile(inside('file'), 'same');
    const always = Array(20).fill('EPERM');
    await placeFiles(directory, ({ write }) => write('same', 'file'), windows(always));
    expect(await readFile(inside('file'), 'utf8')).toBe('same');
    expect(await readdir(directory)).toEqual(['file']);
  });

  test('fails where it has others', async () => {
    await writeFile(inside('file'), 'old');
    const always = Array(20).fill('EBUSY');
    const placing = placeFiles(directory, ({ write }) => write('new', 'file'), windows(always));
    await expect(placing).rejects.toMatchObject({ code: 'EBUSY' });
    expect(await readFile(inside('file'), 'utf8')).toBe('old');
  });

  test('copies from another drive, and the source is gone', async () => {
    await writeFile(inside('source'), 'moved');
    const root = inside('root');
    // RUNNER_TEMP on D: and the module cache on C: is what GitHub's runners have.
    await placeFiles(root, ({ move }) => move(inside('source'), 'a/file'), windows(['EXDEV']));
    expect(await readFile(path.join(root, 'a', 'file'), 'utf8')).toBe('moved');
    expect(await readdir(directory)).toEqual(['root']);
  });
});
