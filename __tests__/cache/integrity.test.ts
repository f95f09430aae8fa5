import { execFile } from 'node:child_process';
import {
  cp,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { listModuleFiles } from '../../src/cache/content.ts';
import type { ThreadOptions } from '../../src/cache/hash-threads.ts';
import {
  checksOfAll,
  findCandidates,
  findDamage,
  hasAnyPriorState,
  inspect,
} from '../../src/cache/integrity.ts';
import { removeDamaged, removeZiphashes } from '../../src/cache/removal.ts';
import type { SumIndex } from '../../src/module/gosum.ts';
import { workerScript as compiledScript } from './hash-worker-script.ts';
import { ginProject, ginSums, go, seedModuleCache } from './seed.ts';

const run = promisify(execFile);
const threads: ThreadOptions = {
  workerScript: undefined,
  signal: new AbortController().signal,
};
const isatty = { path: 'github.com/mattn/go-isatty', version: 'v0.0.20' };
const files = 'cache/download/github.com/mattn/go-isatty/@v/v0.0.20';
const tree = 'github.com/mattn/go-isatty@v0.0.20';
let seed: string;
let sums: SumIndex;
let directory: string;

beforeAll(async () => {
  seed = await seedModuleCache();
  sums = await ginSums();
}, 120_000);
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'gmr-test-integrity-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** The files of one module only, so that a test may change them. */
async function copyModule(): Promise<string> {
  const root = path.join(directory, 'modules');
  await mkdir(path.dirname(path.join(root, files)), { recursive: true });
  for (const ending of ['.zip', '.ziphash', '.mod', '.info']) {
    await cp(path.join(seed, files + ending), path.join(root, files + ending));
  }
  await cp(path.join(seed, tree), path.join(root, tree), { recursive: true });
  return root;
}

function placeIn(root: string) {
  return {
    moduleCacheDirectory: root,
    downloadDirectory: path.join(root, 'cache', 'download'),
  };
}

async function inspectAll(root: string, options = threads) {
  const place = placeIn(root);
  return inspect(place, await findCandidates(place, checksOfAll(sums), options.signal), options);
}

/** Moves what is there out of the way, so that something else can take its place. */
async function replaceWith(file: string, create: (original: string) => Promise<unknown>) {
  const original = path.join(directory, 'original');
  await rename(file, original);
  await create(original);
}

const pipe = (file: string) => run('mkfifo', [file]);

describe('what lay in the module cache before', () => {
  test.each([
    ['in this thread', undefined],
    ['in others', compiledScript],
  ])(
    'is sound if go downloaded it: hashed %s',
    async (_name, workerScript) => {
      const report = await inspectAll(seed, { ...threads, workerScript });
      expect(report).toMatchObject({ damaged: [], openZiphashes: [] });
      expect(report.checkedFiles).toBeGreaterThan(150);
      expect(report.checkedBytes).toBeGreaterThan(100_000_000);
    },
    60_000,
  );

  type Row = readonly [string, string, (name: string) => Promise<unknown>, string];
  const rows: readonly Row[] = [
    ['a truncated zip', `${files}.zip`, (name) => truncate(name, 1000), 'zip'],
    ['an empty zip', `${files}.zip`, (name) => truncate(name, 0), 'zip'],
    ['HTML instead of a zip', `${files}.zip`, (name) => writeFile(name, '<html></html>'), 'zip'],
    [
      'a fine zip of another module, its .ziphash intact',
      `${files}.zip`,
      (name) => {
        const other = 'cache/download/golang.org/x/arch/@v';
        const version = sums.zips.find(({ path }) => path === 'golang.org/x/arch')?.version;
        return cp(path.join(seed, other, `${version}.zip`), name);
      },
      'zip',
    ],
    ['another go.mod', `${files}.mod`, (name) => writeFile(name, 'module x\n'), 'mod'],
    ['an empty go.mod', `${files}.mod`, (name) => truncate(name, 0), 'mod'],
    ['an .info that is no JSON', `${files}.info`, (name) => writeFile(name, '<html>'), 'info'],
    ['an .info that is a list', `${files}.info`, (name) => writeFile(name, '[]'), 'info'],
    [
      'an .info of another version',
      `${files}.info`,
      (name) => writeFile(name, '{"Version":"v0.0.21"}'),
      'info',
    ],
    [
      'a time that is none',
      `${files}.info`,
      (name) => writeFile(name, '{"Version":"v0.0.20","Time":"yesterday"}'),
      'info',
    ],
    ['a huge .info', `${files}.info`, (name) => writeFile(name, ' '.repeat(2_000_000)), 'info'],
    ['a forged .ziphash', `${files}.ziphash`, (name) => writeFile(name, 'h1:AA='), 'ziphash'],
    ['an empty .ziphash', `${files}.ziphash`, (name) => truncate(name, 0), 'ziphash'],
    [
      'a changed file',
      `${tree}/isatty_bsd.go`,
      (name) => writeFile(name, 'package isatty\n'),
      'tree',
    ],
    ['one more file', `${tree}/evil.go`, (name) => writeFile(name, 'package isatty\n'), 'tree'],
    ['a missing file', `${tree}/isatty_bsd.go`, (name) => rm(name), 'tree'],
    [
      'a link with the right bytes behind it',
      `${tree}/isatty_bsd.go`,
      (name) => replaceWith(name, (original) => symlink(original, name)),
      'tree',
    ],
    ['a link to a directory', `${tree}/more`, (name) => symlink('/', name), 'tree'],
    ['a pipe', `${tree}/evil.go`, pipe, 'tree'],
    [
      'a sparse file larger than any module',
      `${tree}/evil.go`,
      async (name) => {
        await writeFile(name, '');
        await truncate(name, 2 ** 40);
      },
      'tree',
    ],
    [
      'a name that would pass for two lines of the list',
      `${tree}/a\n0  b`,
      (name) => writeFile(name, ''),
      'tree',
    ],
    [
      'a link to a sound tree',
      tree,
      (name) => replaceWith(name, (original) => symlink(original, name)),
      'tree',
    ],
    ['a file', tree, (name) => replaceWith(name, () => writeFile(name, '')), 'tree'],
    ['a directory', `${files}.partial`, (name) => mkdir(name), 'partial'],
    ['a link', `${files}.partial`, (name) => symlink('/etc/passwd', name), 'partial'],
    ['a pipe', `${files}.partial`, pipe, 'partial'],
    ['a pipe', `${files}.lock`, pipe, 'lock'],
    ...(['zip', 'mod', 'info', 'ziphash'] as const).flatMap((part): Row[] => {
      const name = `${files}.${part}`;
      return [
        ['a directory', name, (file) => replaceWith(file, () => mkdir(file)), part],
        ['a pipe', name, (file) => replaceWith(file, () => pipe(file)), part],
        [
          'a link with the right bytes behind it',
          name,
          (file) => replaceWith(file, (original) => symlink(original, file)),
          part,
        ],
        [
          'a link that leads nowhere',
          name,
          (file) => replaceWith(file, () => symlink('no', file)),
          part,
        ],
        [
          'other bytes that another name has too',
          name,
          async (file) => {
            await writeFile(path.join(directory, 'other'), 'x');
            await replaceWith(file, () => link(path.join(directory, 'other'), file));
          },
          part,
        ],
      ];
    }),
  ];

  test.each(rows)(
    '%s in the place of %s is found and taken out',
    async (_name, name, damage, part) => {
      const root = await copyModule();
      await damage(path.join(root, name));

      const { damaged, openZiphashes } = await inspectAll(root);
      expect(damaged).toMatchObject([{ module: isatty, damages: [{ part }] }]);
      await removeDamaged(placeIn(root), damaged);
      await removeZiphashes(placeIn(root), openZiphashes);

      expect((await inspectAll(root)).damaged).toEqual([]);
    },
  );

  test.each<readonly [string, (root: string) => Promise<unknown>]>([
    ['the zip', (root) => truncate(path.join(root, `${files}.zip`), 1000)],
    ['go.mod', (root) => truncate(path.join(root, `${files}.mod`), 0)],
    ['.info', (root) => writeFile(path.join(root, `${files}.info`), '[]')],
    ['.ziphash', (root) => writeFile(path.join(root, `${files}.ziphash`), 'h1:AA=')],
    ['the tree', (root) => rm(path.join(root, tree, 'isatty_bsd.go'))],
    ['.partial', (root) => pipe(path.join(root, `${files}.partial`))],
  ])('go makes anew what was taken out: %s', async (_name, damage) => {
    const root = await copyModule();
    await damage(root);
    const { damaged, openZiphashes } = await inspectAll(root);
    await removeDamaged(placeIn(root), damaged);
    await removeZiphashes(placeIn(root), openZiphashes);
    expect(await download(root)).toMatchObject({ code: 0, stderr: '' });
    expect(await inspectAll(root)).toMatchObject({ damaged: [], openZiphashes: [] });
    expect(await readdir(path.join(root, tree))).toContain('isatty_bsd.go');
  });

  test('@v is a file', async () => {
    const root = await copyModule();
    const versions = path.dirname(path.join(root, files));
    await replaceWith(versions, () => writeFile(versions, ''));
    const { damaged } = await inspectAll(root);
    expect(damaged).toMatchObject([{ damages: [{ part: 'versions' }] }]);
    await removeDamaged(placeIn(root), damaged);
    expect((await download(root)).code).toBe(0);
  });

  test.each<readonly [string, (root: string) => Promise<unknown>]>([
    [
      'another name for the same bytes',
      (root) => link(path.join(root, `${files}.zip`), path.join(directory, 'other')),
    ],
    [
      'white space in the .ziphash, which Go takes away',
      (root) =>
        writeFile(path.join(root, `${files}.ziphash`), ` ${sums.find(isatty, 'zip')[0]?.hash}\n`),
    ],
    ['a directory without files', (root) => mkdir(path.join(root, tree, 'empty'))],
    ['a .lock', (root) => writeFile(path.join(root, `${files}.lock`), '')],
    ['no .ziphash: go hashes the zip', (root) => rm(path.join(root, `${files}.ziphash`))],
    ['nothing unpacked', (root) => rm(path.join(root, tree), { recursive: true })],
    [
      'a module that no go.sum line names',
      (root) => mkdir(path.join(root, 'github.com/mattn/go-isatty@v0.0.1')),
    ],
  ])('%s is no damage', async (_name, change) => {
    const root = await copyModule();
    await change(root);
    expect((await inspectAll(root)).damaged).toEqual([]);
  });

  test.each<readonly [string, (root: string) => Promise<unknown>]>([
    ['the zip was never unpacked', (root) => rm(path.join(root, tree), { recursive: true })],
    ['the zip is gone', (root) => rm(path.join(root, `${files}.zip`))],
    [
      'it was not unpacked to the end',
      (root) => writeFile(path.join(root, `${files}.partial`), ''),
    ],
  ])('a right .ziphash goes where %s', async (_name, change) => {
    const root = await copyModule();
    await change(root);
    const { damaged, openZiphashes } = await inspectAll(root);
    expect({ damaged, openZiphashes }).toEqual({ damaged: [], openZiphashes: [isatty] });
    await removeZiphashes(placeIn(root), openZiphashes);
    expect(await readdir(path.dirname(path.join(root, files)))).not.toContain('v0.0.20.ziphash');
    expect((await download(root)).code).toBe(0);
    expect(await inspectAll(root)).toMatchObject({ damaged: [], openZiphashes: [] });
  });

  test('a tree that go is about to unpack is left to it', async () => {
    const root = await copyModule();
    await writeFile(path.join(root, `${files}.partial`), '');
    await rm(path.join(root, tree, 'isatty_bsd.go'));
    expect((await inspectAll(root)).damaged).toEqual([]);
  });

  test('what is reached through another name keeps its bytes', async () => {
    const root = await copyModule();
    const other = path.join(directory, 'other');
    await writeFile(other, 'package isatty\n');
    await rm(path.join(root, tree, 'isatty_bsd.go'));
    await link(other, path.join(root, tree, 'isatty_bsd.go'));
    await removeDamaged(placeIn(root), (await inspectAll(root)).damaged);
    expect(await readFile(other, 'utf8')).toBe('package isatty\n');
    expect(await stat(path.join(root, tree)).catch(() => 'gone')).toBe('gone');
  });

  test.each(['.', 'cache', 'cache/download'])(
    'a file in the place of %s ends the run',
    async (name) => {
      const root = path.join(directory, 'modules');
      const file = path.join(root, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, '');
      await expect(inspectAll(root)).rejects.toMatchObject({ failure: { class: 'cache-corrupt' } });
    },
  );

  test('nothing is looked for where there is no module cache', async () => {
    const place = placeIn(path.join(directory, 'none'));
    expect(await findCandidates(place, checksOfAll(sums), threads.signal)).toEqual([]);
  });
});

/** From the seed, as from a mirror, into `root`. */
async function download(root: string) {
  const project = path.join(directory, 'project');
  await cp(ginProject, project, { recursive: true });
  return go(project, ['mod', 'download', 'github.com/mattn/go-isatty'], {
    GOMODCACHE: root,
    GOPROXY: `file://${path.join(seed, 'cache', 'download')}`,
    GONOSUMDB: '*',
  });
}

test('findDamage tells the files alone, by their names', async () => {
  const root = await copyModule();
  await truncate(path.join(root, `${files}.zip`), 10);
  await truncate(path.join(root, `${files}.mod`), 10);
  await rm(path.join(root, tree, 'isatty_bsd.go'));
  const { downloadDirectory } = placeIn(root);
  const listed = listModuleFiles(sums);
  const damaged = await findDamage({ downloadDirectory, sums, files: listed, ...threads });
  expect(damaged.map(({ relativePath }) => relativePath)).toEqual([
    'github.com/mattn/go-isatty/@v/v0.0.20.mod',
    'github.com/mattn/go-isatty/@v/v0.0.20.zip',
  ]);
});

test.each([
  ['nothing', [], false],
  ['downloads that go will hash', [`${files}.zip`, `${files}.info`], false],
  ['state of the checksum database', ['cache/download/sumdb/sum.golang.org/latest'], false],
  ['a .ziphash', [`${files}.ziphash`], true],
  ['an unpacked tree', ['example.com/anything@v1.0.0/anything.go'], true],
])('hasAnyPriorState: %s', async (_name, present, expected) => {
  for (const name of present) {
    await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
    await writeFile(path.join(directory, name), '');
  }
  expect(await hasAnyPriorState(directory)).toBe(expected);
});

test('hasAnyPriorState: no module cache at all', async () => {
  expect(await hasAnyPriorState(path.join(directory, 'none'))).toBe(false);
});
