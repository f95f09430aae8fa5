import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ownerName } from '../../src/cache/owner.ts';
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

  test('nothing is written through a link that lies in wait', async () => {
    const [file, victim] = [path.join(directory, 'latest'), path.join(directory, 'victim')];
    await writeFile(victim, 'precious');
    for (const name of ['latest', `.latest-${ownerName()}`]) {
      await symlink(victim, path.join(directory, name));
    }
    await keepSeenTree(file, 'head');
    expect(await readFile(victim, 'utf8')).toBe('precious');
    expect(await readSeenTrees([file])).toEqual([{ file, text: 'head' }]);
  });

  test('what killed runs left beside it is removed', async () => {
    const left = path.join(directory, '.gmr-staging-elsewhere-1-abc');
    await mkdir(left);
    await writeFile(path.join(left, '0'), 'half a he');
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
    await utimes(left, longAgo, longAgo);
    await keepSeenTree(path.join(directory, 'latest'), 'head');
    expect(await readdir(directory)).toEqual(['latest']);
  });

  test('a directory in the place of the file gives way to it', async () => {
    const file = path.join(directory, 'latest');
    await mkdir(path.join(file, 'inside'), { recursive: true });
    await keepSeenTree(file, 'head');
    expect(await readSeenTrees([file])).toEqual([{ file, text: 'head' }]);
  });

  test('a place that cannot be written keeps no head and fails nothing', async () => {
    const inTheWay = path.join(directory, 'sumdb');
    await writeFile(inTheWay, '');
    const file = path.join(inTheWay, 'sum.test', 'latest');
    await keepSeenTree(file, 'head');
    expect(await readSeenTrees([file])).toEqual([]);
  });
});
