import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { findProjects } from '../../src/project/find.ts';
import { foresee } from '../../src/project/foresight.ts';
import { createTree, type Tree } from './tree.ts';

const hash = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
let root = '';
afterEach(() => rm(root, { recursive: true, force: true }));

/** Foreseen files as `a.mod`, without `example.com/` and `@v1.0.0`. */
async function foreseenIn(tree: Tree): Promise<readonly string[]> {
  root = await createTree(tree);
  const [project] = await findProjects({
    root,
    workingDirectories: [],
    gowork: undefined,
    goflags: undefined,
  });
  if (project === undefined || project.kind === 'vendored') throw new Error('unexpected project');
  return foresee(project).map(({ kind, module: { path, version } }) => {
    const name = path.replace('example.com/', '');
    return version === 'v1.0.0' ? `${name}.${kind}` : `${name}@${version}.${kind}`;
  });
}

const module = (go: string, ...lines: string[]) =>
  ['module example.com/m', `go ${go}`, ...lines, ''].join('\n');
/** Both lines of a module, by `name` or `name@version`. */
const sum = (...names: string[]) =>
  names.map((name) => `${zipLine(name)}${modLine(name)}`).join('');
const zipLine = (name: string) => `example.com/${at(name)} ${hash}\n`;
const modLine = (name: string) => `example.com/${at(name)}/go.mod ${hash}\n`;
const at = (name: string) => (name.includes('@') ? name.replace('@', ' ') : `${name} v1.0.0`);

describe('a module', () => {
  test.each<[string, Tree, readonly string[]]>([
    [
      'the graph first, what is required before the rest, then information, then zips',
      {
        'go.mod': module('1.22', 'require example.com/b v1.0.0', 'require example.com/c v1.0.0'),
        'go.sum': modLine('a') + sum('b', 'c'),
      },
      ['b.mod', 'c.mod', 'a.mod', 'b.info', 'c.info', 'b.zip', 'c.zip'],
    ],
    [
      'below go 1.17 the zips that go.sum names, each in its highest version, required or not',
      {
        'go.mod': module(
          '1.16',
          'require example.com/a v1.0.0',
          'require example.com/unused v1.0.0',
        ),
        'go.sum': sum('a', 'b', 'b@v1.1.0') + modLine('graph') + modLine('unused'),
      },
      [
        ...['a.mod', 'b@v1.1.0.mod', 'unused.mod', 'b.mod', 'graph.mod'],
        ...['a.info', 'b@v1.1.0.info', 'a.zip', 'b@v1.1.0.zip'],
      ],
    ],
    [
      'below go 1.17 nothing of what is replaced or excluded, and the replacement once',
      {
        'go.mod': module(
          '1.16',
          'require example.com/a v1.0.0',
          'replace example.com/a => example.com/fork v1.2.0',
          'replace example.com/local => ./local',
          'exclude example.com/b v1.0.0',
        ),
        'go.sum': sum('a', 'b', 'fork@v1.2.0', 'local'),
      },
      ['fork@v1.2.0.mod', 'fork@v1.2.0.info', 'fork@v1.2.0.zip'],
    ],
    [
      'nothing that go.sum could not verify',
      {
        'go.mod': module('1.22', 'require example.com/a v1.0.0', 'require example.com/b v1.0.0'),
        'go.sum': modLine('a'),
      },
      ['a.mod'],
    ],
    [
      'no zip of another version',
      { 'go.mod': module('1.22', 'require example.com/a v1.0.0'), 'go.sum': sum('a', 'a@v1.1.0') },
      ['a.mod', 'a@v1.1.0.mod', 'a.info', 'a.zip'],
    ],
    [
      'the replacement instead of what it replaces',
      {
        'go.mod': module(
          '1.22',
          'require example.com/a v1.0.0',
          'replace example.com/a => example.com/fork v1.2.0',
        ),
        'go.sum': sum('a', 'fork@v1.2.0'),
      },
      ['fork@v1.2.0.mod', 'fork@v1.2.0.info', 'fork@v1.2.0.zip'],
    ],
    [
      'another version of itself as a replacement',
      {
        'go.mod': module(
          '1.22',
          'require example.com/a v1.0.0',
          'replace example.com/a => example.com/a v1.2.0',
        ),
        'go.sum': sum('a', 'a@v1.2.0'),
      },
      ['a@v1.2.0.mod', 'a@v1.2.0.info', 'a@v1.2.0.zip'],
    ],
    [
      'nothing of what a directory replaces, though go.sum has lines of it',
      {
        'go.mod': module('1.22', 'require example.com/a v1.0.0', 'replace example.com/a => ./a'),
        'go.sum': sum('a'),
      },
      [],
    ],
    [
      'nothing that is excluded',
      {
        'go.mod': module('1.22', 'require example.com/a v1.1.0', 'exclude example.com/a v1.0.0'),
        'go.sum': sum('a', 'a@v1.1.0'),
      },
      ['a@v1.1.0.mod', 'a@v1.1.0.info', 'a@v1.1.0.zip'],
    ],
    [
      'no toolchain',
      {
        'go.mod': module('1.22'),
        'go.sum': `golang.org/toolchain v0.0.1-go1.26.9.linux-amd64/go.mod ${hash}\n`,
      },
      [],
    ],
  ])('%s', async (_name, tree, expected) => {
    expect(await foreseenIn(tree)).toEqual(expected);
  });
});

test('a workspace with a member below go 1.17: the zips that its go.sum names, too', async () => {
  const files = await foreseenIn({
    'go.work': 'go 1.22\nuse ./one\nuse ./old\n',
    'one/go.mod': 'module example.com/one\ngo 1.22\nrequire example.com/a v1.0.0\n',
    'one/go.sum': sum('a', 'graph'),
    'old/go.mod': 'module example.com/old\ngo 1.16\nrequire example.com/b v1.0.0\n',
    'old/go.sum': sum('b', 'c'),
  });
  expect(files.filter((name) => name.endsWith('.zip'))).toEqual(['a.zip', 'b.zip', 'c.zip']);
});

test('a workspace: the highest version that a member requires, and no member', async () => {
  const member = (name: string, ...lines: string[]) =>
    [`module example.com/${name}`, 'go 1.22', ...lines, ''].join('\n');
  const files = await foreseenIn({
    'go.work': 'go 1.22\nuse ./one\nuse ./two\n',
    'go.work.sum': modLine('graph'),
    'one/go.mod': member('one', 'require example.com/a v1.0.0', 'require example.com/two v1.0.0'),
    'one/go.sum': sum('a', 'two'),
    'two/go.mod': member('two', 'require example.com/a v1.1.0'),
    'two/go.sum': sum('a@v1.1.0'),
  });
  expect(files).toEqual(['a@v1.1.0.mod', 'graph.mod', 'a.mod', 'a@v1.1.0.info', 'a@v1.1.0.zip']);
});
