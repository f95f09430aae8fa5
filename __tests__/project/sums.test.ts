import { cp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { findProjects } from '../../src/project/find.ts';
import { findMissingSums } from '../../src/project/sums.ts';
import { createTree, type Tree, writeTree } from './tree.ts';

const hash = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
let root = '';
afterEach(() => rm(root, { recursive: true, force: true }));

async function check(tree: Tree) {
  root = await createTree(tree);
  return checkRoot();
}

async function checkRoot() {
  const projects = await findProjects({
    root,
    workingDirectories: [],
    gowork: undefined,
    goflags: undefined,
  });
  const [project] = projects;
  if (project === undefined || project.kind === 'vendored') throw new Error('unexpected project');
  return findMissingSums(project);
}

const module = (go: string, ...lines: string[]) =>
  ['module example.com/m', go, ...lines, ''].join('\n');
const sum = (...modules: string[]) => modules.map((name) => `${name} ${hash}\n`).join('');
const a = 'require example.com/a v1.0.0';

describe('one module', () => {
  test.each<[string, Tree, string | undefined]>([
    [
      'line there',
      { 'go.mod': module('go 1.22', a), 'go.sum': sum('example.com/a v1.0.0') },
      undefined,
    ],
    ['no line', { 'go.mod': module('go 1.22', a), 'go.sum': '' }, 'example.com/a@v1.0.0'],
    ['no go.sum', { 'go.mod': module('go 1.22', a) }, 'example.com/a@v1.0.0'],
    ['no go.sum and no requirements', { 'go.mod': module('go 1.22') }, undefined],
    [
      'only the hash of go.mod',
      { 'go.mod': module('go 1.22', a), 'go.sum': sum('example.com/a v1.0.0/go.mod') },
      'example.com/a@v1.0.0',
    ],
    [
      'another version',
      { 'go.mod': module('go 1.22', a), 'go.sum': sum('example.com/a v1.1.0') },
      'example.com/a@v1.0.0',
    ],
    ['go 1.17', { 'go.mod': module('go 1.17', a) }, 'example.com/a@v1.0.0'],
    ['go 1.16', { 'go.mod': module('go 1.16', a) }, undefined],
    ['no go line', { 'go.mod': module('', a) }, undefined],
    [
      'replaced by a directory',
      { 'go.mod': module('go 1.22', a, 'replace example.com/a => ./a') },
      undefined,
    ],
    [
      'replaced by another module with a line',
      {
        'go.mod': module('go 1.22', a, 'replace example.com/a => example.com/b v1.2.0'),
        'go.sum': sum('example.com/b v1.2.0'),
      },
      undefined,
    ],
    [
      'replaced by another module without a line',
      {
        'go.mod': module('go 1.22', a, 'replace example.com/a => example.com/b v1.2.0'),
        'go.sum': sum('example.com/a v1.0.0'),
      },
      'example.com/b@v1.2.0',
    ],
    [
      'another version is replaced',
      { 'go.mod': module('go 1.22', a, 'replace example.com/a v1.1.0 => ./a') },
      'example.com/a@v1.0.0',
    ],
    ['excluded', { 'go.mod': module('go 1.22', a, 'exclude example.com/a v1.0.0') }, undefined],
  ])('%s', async (_name, tree, missing) => {
    const failure = await check(tree);
    expect(failure?.module).toBe(missing);
    if (failure === undefined) return;
    expect(failure).toMatchObject({
      class: 'gosum-missing',
      position: { file: path.join(root, 'go.mod'), line: 3 },
    });
  });

  test('names three and counts the rest', async () => {
    const requirements = [1, 2, 3, 4, 5].map((index) => `require example.com/r${index} v1.0.0`);
    const failure = await check({ 'go.mod': module('go 1.22', ...requirements), 'go.sum': '' });
    expect(failure?.detail).toContain('5 required modules');
    expect(failure?.detail).toContain('example.com/r3@v1.0.0 and 2 more');
    expect(failure?.detail).not.toContain('r4');
  });
});

describe('a workspace', () => {
  const workspace = (a: string, b: string, work = ''): Tree => ({
    'go.work': `go 1.22\nuse ./a\nuse ./b\n${work}`,
    'a/go.mod': `module example.com/a\ngo 1.22\n${a}`,
    'b/go.mod': `module example.com/b\ngo 1.22\n${b}`,
  });
  const x = 'require example.com/x v1.0.0\n';

  test.each<[string, Tree, boolean]>([
    ['no line', workspace(x, ''), true],
    ['line in the member', { ...workspace(x, ''), 'a/go.sum': sum('example.com/x v1.0.0') }, false],
    ['line in another', { ...workspace(x, ''), 'b/go.sum': sum('example.com/x v1.0.0') }, false],
    [
      'line in go.work.sum',
      { ...workspace(x, ''), 'go.work.sum': sum('example.com/x v1.0.0') },
      false,
    ],
    [
      'a later version is selected',
      { ...workspace(x, ''), 'go.work.sum': sum('example.com/x v1.1.0') },
      false,
    ],
    [
      'an earlier version only',
      { ...workspace(x, ''), 'go.work.sum': sum('example.com/x v0.9.0') },
      true,
    ],
    ['requires another member', workspace('require example.com/b v1.0.0\n', ''), false],
    ['replaced in go.work', workspace(x, '', 'replace example.com/x => ./x\n'), false],
    ['replaced by another member', workspace(x, 'replace example.com/x => ./x\n'), false],
  ])('%s', async (_name, tree, isMissing) => {
    expect((await check(tree)) !== undefined).toBe(isMissing);
  });
});

describe('real projects', () => {
  const projects = ['caddy', 'gin', 'golangci-lint', 'helm', 'hugo', 'prometheus'];

  test.each(projects)('%s is complete, and each of its required modules counts', async (name) => {
    root = await createTree({});
    await cp(path.resolve('__tests__/fixtures/projects', name), root, { recursive: true });
    expect(await checkRoot()).toBeUndefined();

    const goSum = await readFile(path.join(root, 'go.sum'), 'utf8');
    const onlyGoMods = goSum
      .split('\n')
      .filter((line) => line.includes('/go.mod '))
      .join('\n');
    await writeTree(root, { 'go.sum': onlyGoMods });
    expect(await checkRoot()).toMatchObject({ class: 'gosum-missing' });
  });
});
