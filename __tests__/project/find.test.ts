import { rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { FailureError } from '../../src/failure.ts';
import { type FindOptions, findProjects } from '../../src/project/find.ts';
import type { Project } from '../../src/project/project.ts';
import { createTree, type Tree, writeTree } from './tree.ts';

const mod = (name: string) => `module example.com/${name}\n\ngo 1.22\n`;
let root = '';
afterEach(() => rm(root, { recursive: true, force: true }));

async function find(tree: Tree, options: Partial<FindOptions> = {}): Promise<readonly Project[]> {
  root = await createTree(tree);
  return findProjects({
    root,
    workingDirectories: [],
    gowork: undefined,
    goflags: undefined,
    ...options,
  });
}

async function failureFrom(result: Promise<unknown>) {
  const error = await result.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof FailureError) return error.failure;
  throw new Error('no failure', { cause: error });
}

const summarize = (projects: readonly Project[]) =>
  projects.map(({ kind, directory }) => `${kind} ${path.relative(root, directory) || '.'}`);

const monorepo: Tree = {
  'go.work': 'go 1.22\n\nuse (\n\t./a\n\t./b\n)\n',
  'a/go.mod': mod('a'),
  'b/go.mod': mod('b'),
  'tools/go.mod': mod('tools'),
};
const scattered: Tree = {
  'services/z/go.mod': mod('z'),
  'services/a/go.mod': mod('a'),
  'services/a/nested/go.mod': mod('nested'),
  'services/readme/README.md': '',
  'services/vendor/go.mod': mod('vendored'),
  'services/testdata/x/go.mod': mod('testdata'),
  'web/node_modules/p/go.mod': mod('npm'),
  '.cache/go.mod': mod('hidden'),
  '_old/go.mod': mod('old'),
};

describe('without working-directory', () => {
  test.each<[string, Tree, Partial<FindOptions>, readonly string[]]>([
    ['go.mod at the root', { 'go.mod': mod('m'), 'sub/go.mod': mod('s') }, {}, ['module .']],
    ['go.work at the root', { ...monorepo, 'go.mod': mod('m') }, {}, ['workspace .']],
    ['GOWORK=auto', monorepo, { gowork: 'auto' }, ['workspace .']],
    ['GOWORK=off', { ...monorepo, 'go.mod': mod('m') }, { gowork: 'off' }, ['module .']],
    [
      'GOWORK=off without a module at the root',
      monorepo,
      { gowork: 'off' },
      ['module a', 'module b', 'module tools'],
    ],
    [
      'modules below, but no foreign ones',
      scattered,
      {},
      ['module services/a', 'module services/a/nested', 'module services/z'],
    ],
    [
      'a workspace below, and a module it does not use',
      { 'x/go.work': 'go 1.22\nuse ./m\n', 'x/m/go.mod': mod('m'), 'x/n/go.mod': mod('n') },
      {},
      ['workspace x', 'module x/n'],
    ],
  ])('%s', async (_name, tree, options, expected) => {
    expect(summarize(await find(tree, options))).toEqual(expected);
  });

  test('a go.work above the root counts if it uses the root', async () => {
    root = await createTree({ ...monorepo });
    const inside = (directory: string) =>
      findProjects({
        root: path.join(root, directory),
        workingDirectories: [],
        gowork: '',
        goflags: '',
      });
    expect(summarize(await inside('a'))).toEqual(['workspace .']);
    expect(summarize(await inside('tools'))).toEqual(['module tools']);
  });

  test('GOWORK=<path> is obeyed for every directory', async () => {
    root = await createTree({ ...monorepo, 'other/ci.work': 'go 1.22\nuse ../tools\n' });
    const gowork = path.join(root, 'other/ci.work');
    const projects = await findProjects({
      root,
      workingDirectories: ['a'],
      gowork,
      goflags: undefined,
    });
    expect(summarize(projects)).toEqual(['workspace other']);
  });

  test.each<[string, Tree, Partial<FindOptions>, RegExp]>([
    ['nothing there', { 'README.md': '' }, {}, /no go\.work or go\.mod/],
    ['relative GOWORK', monorepo, { gowork: './go.work' }, /not an absolute path/],
    ['missing GOWORK', monorepo, { gowork: '/no/such/go.work' }, /does not exist/],
  ])('%s is invalid input', async (_name, tree, options, detail) => {
    const failure = await failureFrom(find(tree, options));
    expect(failure.class).toBe('input');
    expect(failure.detail).toMatch(detail);
  });
});

describe('working-directory', () => {
  test.each<[string, Tree, readonly string[], readonly string[]]>([
    ['a module', scattered, ['services/z'], ['module services/z']],
    [
      'lines keep their order',
      scattered,
      ['services/z', 'services/a'],
      ['module services/z', 'module services/a'],
    ],
    ['a glob is sorted', scattered, ['services/*'], ['module services/a', 'module services/z']],
    [
      'a glob over all levels',
      scattered,
      ['**'],
      ['module services/a', 'module services/a/nested', 'module services/z'],
    ],
    [
      'a name spelled out in a glob',
      scattered,
      ['services/testdata/*'],
      ['module services/testdata/x'],
    ],
    ['a foreign directory named as it is', scattered, ['_old'], ['module _old']],
    [
      'overlapping lines',
      scattered,
      ['services/a', 'services/*'],
      ['module services/a', 'module services/z'],
    ],
    ['members of one workspace', monorepo, ['a', 'b'], ['workspace .']],
    ['a module the workspace does not use', monorepo, ['tools'], ['module tools']],
    ['a directory with glob characters', { '[x]/go.mod': mod('x') }, ['[x]'], ['module [x]']],
    ['the root', { 'go.mod': mod('m') }, ['.'], ['module .']],
  ])('%s', async (_name, tree, workingDirectories, expected) => {
    expect(summarize(await find(tree, { workingDirectories }))).toEqual(expected);
  });

  test('all problems are reported at once', async () => {
    const workingDirectories = ['services/z', 'gone', 'services/readme', 'x/*', 'services/a'];
    const failure = await failureFrom(find(scattered, { workingDirectories }));
    expect(failure.class).toBe('input');
    for (const line of ['gone', 'services/readme', 'x/*']) expect(failure.detail).toContain(line);
    expect(failure.detail).not.toContain('services/z');
  });

  const telling = process.platform === 'linux' ? test : test.skip;
  telling('a directory with the name of a member in another case is another one', async () => {
    const tree = { ...monorepo, 'A/go.mod': mod('upper') };
    expect(summarize(await find(tree, { workingDirectories: ['A'] }))).toEqual(['module A']);
  });

  test('a member reached through a link belongs to the workspace', async () => {
    root = await createTree(monorepo);
    await symlink('a', path.join(root, 'link'));
    await writeTree(root, {});
    const projects = await findProjects({
      root,
      workingDirectories: ['link'],
      gowork: undefined,
      goflags: undefined,
    });
    expect(summarize(projects)).toEqual(['workspace .']);
  });
});

describe('files', () => {
  test('all problems of all files, placed on the first', async () => {
    const failure = await failureFrom(
      find({
        'go.work': 'go 1.22\n\nuse ./a\nuse ./gone\nuse ./a\n',
        'a/go.mod': 'module example.com/a\n\ngo 1.22\n\nrequire x\n',
        'a/go.sum': 'only two\n',
      }),
    );
    expect(failure.class).toBe('module-file');
    expect(failure.position).toEqual({ file: path.join(root, 'a/go.mod'), line: 5 });
    for (const place of ['a/go.mod:5', 'a/go.sum:1', 'go.work:4', 'go.work:5']) {
      expect(failure.detail).toContain(`${place}: `);
    }
  });

  test('a workspace without modules', async () => {
    const failure = await failureFrom(find({ 'go.work': 'go 1.22\n' }));
    expect(failure).toMatchObject({ class: 'module-file', position: { file: expect.any(String) } });
  });

  test('-modfile in GOFLAGS chooses another go.mod and go.sum', async () => {
    const tree = { 'go.mod': mod('m'), 'ci.mod': mod('ci'), 'ci.sum': '' };
    const [project] = await find(tree, { goflags: '-v "-modfile=ci.mod"' });
    expect(project).toMatchObject({
      module: {
        goMod: { module: 'example.com/ci' },
        goSum: { path: path.join(root, 'ci.sum'), bytes: Buffer.alloc(0) },
      },
    });
  });
});
