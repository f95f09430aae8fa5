import { cp, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { listModuleFiles, type ModuleFile } from '../../src/cache/content.ts';
import { findDamage, hasAnyPriorState, hasPriorState } from '../../src/cache/integrity.ts';
import { removeModules } from '../../src/cache/removal.ts';
import type { SumIndex } from '../../src/module/gosum.ts';
import { ginProject, ginSums, go, seedModuleCache } from './seed.ts';

const signal = new AbortController().signal;
const isatty = { path: 'github.com/mattn/go-isatty', version: 'v0.0.20' };
const files = 'cache/download/github.com/mattn/go-isatty/@v/v0.0.20';
let seed: string;
let sums: SumIndex;
let listed: readonly ModuleFile[];
let directory: string;

beforeAll(async () => {
  seed = await seedModuleCache();
  sums = await ginSums();
  listed = listModuleFiles(sums);
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
  const tree = 'github.com/mattn/go-isatty@v0.0.20';
  await cp(path.join(seed, tree), path.join(root, tree), { recursive: true });
  return root;
}

describe('findDamage', () => {
  test('finds nothing in what go downloaded', async () => {
    const downloadDirectory = path.join(seed, 'cache', 'download');
    const report = await findDamage({ downloadDirectory, sums, files: listed, signal });
    expect(report.damaged).toEqual([]);
    expect(report.checkedFiles).toBeGreaterThan(100);
    expect(report.checkedBytes).toBeGreaterThan(10_000_000);
  }, 60_000);

  test.each([
    ['a truncated zip', '.zip', (file: string) => truncate(file, 1000)],
    ['an empty zip', '.zip', (file: string) => truncate(file, 0)],
    ['HTML instead of a zip', '.zip', (file: string) => writeFile(file, '<html></html>')],
    ['another go.mod', '.mod', (file: string) => writeFile(file, 'module x\n')],
    ['an empty go.mod', '.mod', (file: string) => truncate(file, 0)],
    ['an .info that is no JSON', '.info', (file: string) => writeFile(file, '<html>')],
    ['an .info that is a list', '.info', (file: string) => writeFile(file, '[]')],
    ['another version', '.info', (file: string) => writeFile(file, '{"Version":"v0.0.21"}')],
    [
      'a time that is none',
      '.info',
      (file: string) => writeFile(file, '{"Version":"v0.0.20","Time":"yesterday"}'),
    ],
    ['a huge .info', '.info', (file: string) => writeFile(file, ' '.repeat(2_000_000))],
    [
      'a directory',
      '.mod',
      async (file: string) => {
        await rm(file);
        await mkdir(file);
      },
    ],
  ])('finds %s', async (_name, ending, damage) => {
    const root = await copyModule();
    await damage(path.join(root, files + ending));
    const downloadDirectory = path.join(root, 'cache', 'download');
    const { damaged } = await findDamage({ downloadDirectory, sums, files: listed, signal });
    expect(damaged.map((file) => file.relativePath)).toEqual([
      `github.com/mattn/go-isatty/@v/v0.0.20${ending}`,
    ]);
  });

  test('a zip of another module is damage even if it is a fine zip', async () => {
    const root = await copyModule();
    const other = 'cache/download/golang.org/x/arch/@v';
    const version = sums.zips.find((module) => module.path === 'golang.org/x/arch')?.version;
    await cp(path.join(seed, other, `${version}.zip`), path.join(root, `${files}.zip`));
    const downloadDirectory = path.join(root, 'cache', 'download');
    const { damaged } = await findDamage({ downloadDirectory, sums, files: listed, signal });
    expect(damaged.map((file) => file.kind)).toEqual(['zip']);
  });
});

describe('removeModules', () => {
  test('after it go fetches the module anew, read-only trees included', async () => {
    const root = await copyModule();
    const project = path.join(directory, 'project');
    await cp(ginProject, project, { recursive: true });
    const variables = {
      GOMODCACHE: root,
      GOFLAGS: '',
      GOPROXY: `file://${path.join(seed, 'cache', 'download')}`,
    };
    await go(project, ['mod', 'download', 'github.com/mattn/go-isatty'], variables);
    await rm(path.join(root, 'github.com/mattn/go-isatty@v0.0.20'), { recursive: true });
    // Unpacked by go itself, and so with directories that nobody may write to.
    await go(project, ['mod', 'download', 'github.com/mattn/go-isatty'], variables);
    await truncate(path.join(root, `${files}.zip`), 100);
    await writeFile(path.join(root, `${files}.partial`), '');

    await removeModules(root, [isatty]);
    for (const name of [`${files}.zip`, `${files}.ziphash`, `${files}.partial`, `${files}.info`]) {
      expect(await stat(path.join(root, name)).catch(() => 'gone')).toBe('gone');
    }
    const again = await go(project, ['mod', 'download', 'github.com/mattn/go-isatty'], variables);
    expect(again.code).toBe(0);
    expect((await readFile(path.join(root, `${files}.zip`))).length).toBeGreaterThan(1000);
    await removeModules(root, [isatty]);
  }, 60_000);

  test('a module that is not there is no error', async () => {
    await removeModules(directory, [isatty]);
  });
});

describe('hasPriorState', () => {
  test.each([
    ['nothing', [], false],
    ['files without .ziphash', [`${files}.zip`, `${files}.info`], false],
    ['a .ziphash', [`${files}.ziphash`], true],
    ['an unpacked tree', ['github.com/mattn/go-isatty@v0.0.20/isatty.go'], true],
    ['a tree of another version', ['github.com/mattn/go-isatty@v0.0.1/isatty.go'], false],
  ])('%s', async (_name, present, expected) => {
    await place(present);
    const options = { moduleCacheDirectory: directory, modules: [isatty], signal };
    expect(await hasPriorState(options)).toBe(expected);
  });

  test('modules that no go.sum names count too', async () => {
    const replaced = { path: 'example.com/Mod', version: 'v1.0.0' };
    await place(['example.com/!mod@v1.0.0/mod.go']);
    const options = { moduleCacheDirectory: directory, modules: [isatty, replaced], signal };
    expect(await hasPriorState(options)).toBe(true);
  });
});

test.each([
  ['nothing', [], false],
  ['downloads that go will hash', [`${files}.zip`, `${files}.info`], false],
  ['state of the checksum database', ['cache/download/sumdb/sum.golang.org/latest'], false],
  ['a .ziphash', [`${files}.ziphash`], true],
  ['an unpacked tree', ['example.com/anything@v1.0.0/anything.go'], true],
])('hasAnyPriorState: %s', async (_name, present, expected) => {
  await place(present);
  expect(await hasAnyPriorState(directory)).toBe(expected);
});

test('hasAnyPriorState: no module cache at all', async () => {
  expect(await hasAnyPriorState(path.join(directory, 'none'))).toBe(false);
});

async function place(names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
    await writeFile(path.join(directory, name), '');
  }
}
