import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { keepSeenTree, readSeenTrees, seenTreeFiles } from '../../src/toolchain/seen-trees.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'seen-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('heads of the tree that this machine has seen', () => {
  test('are where go keeps them and where earlier runs did', () => {
    const places = { gopath: `${directory}/a${path.delimiter}/b`, cacheDirectory: '/cache' };
    expect(seenTreeFiles('sum.golang.org', places)).toEqual({
      ofGo: [path.join(directory, 'a', 'pkg', 'sumdb', 'sum.golang.org', 'latest')],
      ours: path.join('/cache', 'sumdb', 'sum.golang.org', 'latest'),
    });
  });

  test('without a GOPATH and a cache there are none', () => {
    const places = { gopath: '', cacheDirectory: undefined };
    expect(seenTreeFiles('sum.test/path', places)).toEqual({ ofGo: [], ours: undefined });
  });

  test('what is kept is read again, and a later head replaces it', async () => {
    const file = path.join(directory, 'sumdb', 'sum.test', 'latest');
    await keepSeenTree(file, 'first');
    await keepSeenTree(file, 'second');
    expect(await readSeenTrees([file])).toEqual([{ file, text: 'second' }]);
    expect(await readdir(path.dirname(file))).toEqual(['latest']);
  });

  test('missing and empty files, links and what no head can be are passed over', async () => {
    const file = (name: string) => path.join(directory, name);
    await writeFile(file('empty'), '');
    await writeFile(file('large'), 'x'.repeat(65 * 1024));
    await writeFile(file('other'), 'head');
    await symlink(file('other'), file('link'));
    await mkdir(file('directory'));
    const names = ['missing', 'empty', 'large', 'link', 'directory', 'other'];
    expect(await readSeenTrees(names.map(file))).toEqual([{ file: file('other'), text: 'head' }]);
  });

  test('a directory in the place of the file keeps no head and fails nothing', async () => {
    const file = path.join(directory, 'latest');
    await mkdir(path.join(file, 'inside'), { recursive: true });
    await keepSeenTree(file, 'head');
    expect(await readdir(directory)).toEqual(['latest']);
    await chmod(file, 0o755);
    await expect(readFile(file)).rejects.toThrow();
  });
});
