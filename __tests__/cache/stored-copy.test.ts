import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { copyStored } from '../../src/cache/stored-copy.ts';

let directory: string;
let stored: string;
let aside: string;
let target: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'gmr-test-stored-'));
  [stored, aside, target] = ['stored', 'aside', 'target'].map((name) =>
    path.join(directory, name),
  ) as [string, string, string];
  await writeFile(stored, 'content');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** An evictor that has the file aside at each of the first `times` tries to copy it, and puts it back. */
function copyBeside(times: number): () => Promise<void> {
  let left = times;
  return async () => {
    if (left-- <= 0) return copyFile(stored, target);
    await rename(stored, aside);
    try {
      await copyFile(stored, target);
    } finally {
      await rename(aside, stored);
    }
  };
}

test.each([0, 1, 4])(
  'a file that is moved aside and put back %d times is copied',
  async (times) => {
    expect(await copyStored(stored, copyBeside(times))).toBe(true);
    expect(await readFile(target, 'utf8')).toBe('content');
  },
);

test('it does not go on for ever', async () => {
  await expect(copyStored(stored, copyBeside(5))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a file that is gone was never there', async () => {
  const copy = async () => {
    await rm(stored, { force: true });
    await copyFile(stored, target);
  };
  expect(await copyStored(stored, copy)).toBe(false);
});

test('any other error is thrown at once', async () => {
  let tries = 0;
  const denied = Object.assign(new Error('denied'), { code: 'EACCES' });
  const copy = () => {
    tries += 1;
    return Promise.reject(denied);
  };
  await expect(copyStored(stored, copy)).rejects.toBe(denied);
  expect(tries).toBe(1);
});
