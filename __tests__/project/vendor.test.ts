import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findProjects } from '../../src/project/find.ts';
import { parseModulesTxt } from '../../src/project/modules-txt.ts';
import { checkVendor } from '../../src/project/vendor.ts';
import { ginProject, go, seedModuleCache } from '../cache/seed.ts';
import { createTree, type Tree, writeTree } from './tree.ts';

/**
 * Vendored by the real go; every change is then judged by go and by us. The versions are those of gin's go.sum, so that
 * no network is needed.
 */
const difflib = 'github.com/pmezard/go-difflib v1.0.0';
const library = {
  'lib/go.mod': 'module example.com/lib\n\ngo 1.21\n',
  'lib/lib.go': 'package lib\n',
};
const moduleTree: Tree = {
  ...library,
  'go.mod': `module example.com/m\n\ngo 1.21\n\nrequire (\n\texample.com/lib v1.0.0\n\t${difflib}\n)\n\nreplace example.com/lib => ./lib\n\nreplace example.com/unused v1.0.0 => example.com/other v1.2.0\n`,
  'm.go':
    'package m\n\nimport (\n\t_ "example.com/lib"\n\t_ "github.com/pmezard/go-difflib/difflib"\n)\n',
};
const workspaceTree: Tree = {
  ...library,
  'go.work': 'go 1.22\n\nuse (\n\t./a\n\t./b\n)\n\nreplace example.com/unused => ./lib\n',
  'a/go.mod':
    'module example.com/a\n\ngo 1.21\n\nrequire example.com/lib v1.0.0\n\nreplace example.com/lib => ../lib\n',
  'a/a.go': 'package a\n\nimport _ "example.com/lib"\n',
  'b/go.mod': `module example.com/b\n\ngo 1.21\n\nrequire ${difflib}\n`,
  'b/b.go':
    'package b\n\nimport (\n\t_ "example.com/a"\n\t_ "github.com/pmezard/go-difflib/difflib"\n)\n',
};

let variables: Readonly<Record<string, string>>;
let modules: string;
const vendored = new Map<Tree, string>();
let root = '';

beforeAll(async () => {
  const seed = await seedModuleCache();
  modules = await mkdtemp(path.join(os.tmpdir(), 'gmr-test-vendor-'));
  variables = {
    GOMODCACHE: modules,
    GOPROXY: `file://${path.join(seed, 'cache', 'download')}`,
    GONOSUMDB: '*',
    GOWORK: '',
  };
  const goSum = await readFile(path.join(ginProject, 'go.sum'), 'utf8');
  for (const tree of [moduleTree, workspaceTree]) {
    const directory = await createTree({ ...tree, 'b/go.sum': goSum });
    const isWorkspace = 'go.work' in tree;
    const prepare = isWorkspace
      ? [['work', 'vendor']]
      : [
          ['mod', 'tidy'],
          ['mod', 'vendor'],
        ];
    for (const args of prepare) {
      const { code, stderr } = await go(directory, args, variables);
      if (code !== 0) throw new Error(`go ${args.join(' ')}: ${stderr}`);
    }
    vendored.set(tree, directory);
  }
}, 120_000);
afterEach(() => rm(root, { recursive: true, force: true }));
afterAll(async () => {
  for (const directory of [...vendored.values(), modules]) {
    await rm(directory, { recursive: true, force: true });
  }
});

type Change = readonly [file: string, from: string | RegExp, to: string];

async function changed(tree: Tree, changes: readonly Change[]): Promise<void> {
  root = await mkdtemp(path.join(os.tmpdir(), 'gmr-test-vendored-'));
  await cp(vendored.get(tree) ?? '', root, { recursive: true });
  for (const [file, from, to] of changes) {
    const before = await readFile(path.join(root, file), 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    await writeTree(root, { [file]: after });
  }
}

async function judge(goflags?: string) {
  const [project] = await findProjects({
    root,
    workingDirectories: [],
    gowork: undefined,
    goflags,
  });
  if (project === undefined) throw new Error('no project');
  return { project, failure: project.kind === 'vendored' ? checkVendor(project) : undefined };
}

/** The modules that go finds inconsistent. */
async function askGo(): Promise<readonly string[]> {
  const packages =
    (await readFile(path.join(root, 'go.work'), 'utf8').catch(() => '')) === ''
      ? ['./...']
      : ['./a/...', './b/...'];
  const { code, stderr } = await go(root, ['list', '-mod=vendor', ...packages], {
    ...variables,
    GOFLAGS: '',
    GOPROXY: 'off',
  });
  const found = [...stderr.matchAll(/^\t(\S+): is /gm)].map((match) => match[1] ?? '');
  expect([code === 0, stderr.includes('inconsistent vendoring')]).toContain(true);
  return found;
}

async function expectSameVerdict(): Promise<number> {
  const expected = await askGo();
  const { project, failure } = await judge();
  expect(project.kind).toBe('vendored');
  expect(failure === undefined).toBe(expected.length === 0);
  for (const module of expected) expect(failure?.detail).toContain(`${module} is `);
  const listed = failure?.detail.match(/ is (?=required|marked|replaced)/g) ?? [];
  expect(listed).toHaveLength(expected.length);
  return expected.length;
}

describe('the same verdict as go, for a module', () => {
  test.each<[string, number, readonly Change[]]>([
    ['as vendored', 0, []],
    ['another version required', 2, [['go.mod', 'go-difflib v1.0.0', 'go-difflib v0.9.0']]],
    [
      'one more requirement',
      1,
      [['go.mod', 'require (', 'require example.com/new v1.0.0\n\nrequire (']],
    ],
    ['a requirement dropped', 1, [['go.mod', /\n.*go-difflib.*/, '']]],
    ['a replacement dropped', 2, [['go.mod', 'replace example.com/lib => ./lib', '']]],
    ['another replacement', 1, [['go.mod', '=> ./lib', '=> ./lib2']]],
    [
      'a replacement of an unused module dropped',
      1,
      [['go.mod', /replace example.com\/unused.*/, '']],
    ],
    ['its version changed', 1, [['go.mod', 'other v1.2.0', 'other v1.3.0']]],
    [
      'one more replacement',
      1,
      [['go.mod', '\nreplace', '\nreplace example.com/more => ./lib\n\nreplace']],
    ],
    [
      'not marked as explicit',
      1,
      [['vendor/modules.txt', /(go-difflib v1.0.0\n)## explicit.*/, '$1## go 1.15']],
    ],
    ['unknown lines', 0, [['vendor/modules.txt', /^/, '# something new\n# a b c d\n']]],
  ])('%s', async (_name, count, changes) => {
    await changed(moduleTree, changes);
    expect(await expectSameVerdict()).toBe(count);
  });
});

describe('the same verdict as go, for a workspace', () => {
  test.each<[string, number, readonly Change[]]>([
    ['as vendored', 0, []],
    ['another version required', 2, [['b/go.mod', 'go-difflib v1.0.0', 'go-difflib v0.9.0']]],
    [
      'a replacement in a member dropped',
      2,
      [['a/go.mod', 'replace example.com/lib => ../lib', '']],
    ],
    ['the same directory written in another way', 0, [['a/go.mod', '=> ../lib', '=> ../b/../lib']]],
    ['a replacement in go.work dropped', 1, [['go.work', /replace.*/, '']]],
    ['one more in go.work', 1, [['go.work', /$/, 'replace example.com/more => ./lib\n']]],
    ['go.work overrules a member', 1, [['go.work', /$/, 'replace example.com/lib => ./b\n']]],
    [
      'a member of the workspace replaced',
      0,
      [['a/go.mod', /$/, '\nreplace example.com/b => ../lib\n']],
    ],
  ])('%s', async (_name, count, changes) => {
    await changed(workspaceTree, changes);
    expect(await expectSameVerdict()).toBe(count);
  });
});

describe('what counts as vendored', () => {
  test.each<[string, string | undefined, readonly Change[], string]>([
    ['by default', undefined, [], 'vendored'],
    ['-mod=mod', '-mod=mod', [], 'module'],
    ['-mod=readonly', '-mod=readonly', [], 'module'],
    ['-mod=vendor', '-mod=vendor', [], 'vendored'],
    ['go 1.13', undefined, [['go.mod', 'go 1.21', 'go 1.13']], 'module'],
    ['no go line', undefined, [['go.mod', 'go 1.21', '']], 'module'],
    ['go 1.13 with -mod=vendor', '-mod=vendor', [['go.mod', 'go 1.21', 'go 1.13']], 'vendored'],
    [
      'vendored for a workspace',
      undefined,
      [['vendor/modules.txt', /^/, '## workspace\n']],
      'module',
    ],
  ])('%s', async (_name, goflags, changes, kind) => {
    await changed(moduleTree, changes);
    const { project, failure } = await judge(goflags);
    expect(project.kind).toBe(kind);
    expect(failure).toBeUndefined();
  });

  test('the failure sits on the line of go.mod and names the command', async () => {
    await changed(moduleTree, [['go.mod', 'go-difflib v1.0.0', 'go-difflib v0.9.0']]);
    const { failure } = await judge();
    expect(failure).toMatchObject({
      class: 'vendor',
      position: { file: path.join(root, 'go.mod'), line: 7 },
      detail: expect.stringContaining('go mod vendor'),
    });
  });
});

test('parseModulesTxt takes any text', () => {
  const line = fc.constantFrom(
    '# a v1.0.0',
    '# a => ./b',
    '# a',
    '## explicit; go 1.2',
    '## workspace',
    'a/b',
    '',
    '#',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
      const { modules } = parseModulesTxt(lines.join('\n'));
      for (const module of modules)
        expect(module.line).toBeLessThanOrEqual(lines.join('\n').split('\n').length);
    }),
  );
});
