import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { keepPossible } from '../../src/cache/presence.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gmr-presence-'));
  await mkdir(join(directory, 'github.com'));
  await mkdir(join(directory, 'Go.example'));
  await writeFile(join(directory, 'file'), '');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const paths = ['github.com/a/b.zip', 'go.example/x.zip', 'gopkg.in/y.zip', 'github.community/z'];

test.each([
  ['what a directory of the top level can hold', '.', paths.slice(0, 2)],
  ['nothing where there is no directory', 'missing', []],
  ['everything where it cannot be read', 'file', paths],
])('keeps %s', async (_, name, expected) => {
  const place = join(directory, name);
  expect(await keepPossible(place, paths, (path) => path)).toEqual(expected);
});
