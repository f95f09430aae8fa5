import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findMissingFiles } from '../../src/action/foresight.ts';
import type { Job } from '../../src/action/job.ts';
import { endpointPath } from '../../src/module/endpoint.ts';
import { findProjects } from '../../src/project/find.ts';
import { createTree } from '../project/tree.ts';

const hash = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
const sum = ['a', 'corp/b']
  .flatMap((name) => [
    `example.com/${name} v1.0.0 ${hash}`,
    `example.com/${name} v1.0.0/go.mod ${hash}`,
  ])
  .join('\n');
const goMod =
  'module example.com/m\ngo 1.22\nrequire example.com/a v1.0.0\nrequire example.com/corp/b v1.0.0\n';

let root: string;
let downloadDirectory: string;

beforeEach(async () => {
  root = await createTree({
    'one/go.mod': goMod,
    'one/go.sum': `${sum}\n`,
    'two/go.mod': goMod,
    'two/go.sum': `${sum}\n`,
  });
  downloadDirectory = join(root, 'modcache');
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function missing(
  isPrivate: (path: string) => boolean,
  only?: string,
): Promise<readonly string[]> {
  const projects = await findProjects({
    root,
    workingDirectories: ['one', 'two'],
    gowork: undefined,
    goflags: undefined,
  });
  const mirrors = { groups: [only === undefined ? [] : [{ only }]] };
  const files = await findMissingFiles({
    projects,
    downloadDirectory,
    isPrivate,
    mirrors,
  } as unknown as Job);
  return files.map(endpointPath);
}

const ofA = ['mod', 'info', 'zip'].map((kind) => `example.com/a/@v/v1.0.0.${kind}`);

test('every file once, whatever the number of projects', async () => {
  const files = await missing(() => false);
  expect(files).toHaveLength(6);
  expect(new Set(files).size).toBe(6);
});

test('no private module', async () => {
  expect(await missing((path) => path.startsWith('example.com/corp/'))).toEqual(ofA);
});

test('a private module that a mirror is there for', async () => {
  const isPrivate = (path: string) => path.startsWith('example.com/corp/');
  expect(await missing(isPrivate, 'example.com/corp/*')).toHaveLength(6);
});

test('not what the module cache has', async () => {
  await mkdir(join(downloadDirectory, 'example.com/a/@v'), { recursive: true });
  await writeFile(join(downloadDirectory, 'example.com/a/@v/v1.0.0.zip'), '');
  const files = await missing((path) => path.startsWith('example.com/corp/'));
  expect(files).toEqual(ofA.slice(0, 2));
});

test('of a module graph that was read before, only the go.mod files of what is required', async () => {
  const graph = ['x', 'y', 'z', 'unread'].map(
    (name) => `example.com/${name} v1.0.0/go.mod ${hash}`,
  );
  await writeFile(join(root, 'one/go.sum'), `${[sum, ...graph].join('\n')}\n`);
  expect(await missing(() => false)).toContain('example.com/unread/@v/v1.0.0.mod');

  for (const name of ['corp/b', 'x', 'y', 'z']) {
    await mkdir(join(downloadDirectory, `example.com/${name}/@v`), { recursive: true });
    await writeFile(join(downloadDirectory, `example.com/${name}/@v/v1.0.0.mod`), '');
  }
  const files = await missing((path) => path.startsWith('example.com/corp/'));
  expect(files).toEqual(ofA);
});
