import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ownerName } from '../../src/cache/owner.ts';
import { type InstallOptions, installToolchain } from '../../src/toolchain/install.ts';
import { findInstalled } from '../../src/toolchain/tool-cache.ts';
import { hostileZips, twoDirectories, zipBomb } from '../support/hostile-zips.ts';
import { assembleZip } from '../support/zip.ts';
import {
  hashOf,
  packToolchain,
  spooled,
  tinyRelease,
  toolchainOf,
  watched,
} from './tiny-toolchain.ts';

const version = '1.25.3';
const module = toolchainOf(version);
const prefix = `golang.org/toolchain@${module.version}/`;
const honest = packToolchain(version);
const hash = await hashOf(honest, version);
const entry = { version, arch: 'x64' };

let directory: string;
let root: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gmr-test-install-'));
  root = path.join(directory, 'tools');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function install(changes: Partial<InstallOptions> = {}) {
  const { signal } = new AbortController();
  const zip = spooled(honest);
  return installToolchain({
    ...entry,
    zip,
    module,
    hash,
    root,
    platform: 'linux',
    signal,
    ...changes,
  });
}

/** Files and directories below the tool cache, of the tree of a Go only its top. */
async function listRoot(): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true }).catch(() => []);
  return entries.filter((name) => name.split(path.sep).length <= 3).toSorted();
}

const finished = ['go', 'go/1.25.3', 'go/1.25.3/x64', 'go/1.25.3/x64.complete'];

describe('a proven zip', () => {
  test('is unpacked as go does it, and runs', async () => {
    const installed = await install();
    const release = tinyRelease(version);
    expect(installed).toEqual({
      goroot: path.join(root, 'go', '1.25.3', 'x64'),
      files: Object.keys(release).length,
      bytes: Object.values(release).reduce((sum, data) => sum + data.length, 0),
    });
    expect(await findInstalled({ root, ...entry }, 'linux')).toBe(installed.goroot);
    expect(await listRoot()).toEqual(finished);
    for (const [name, data] of Object.entries(release)) {
      const file = await readFile(path.join(installed.goroot, name));
      expect([name, file.equals(Buffer.from(data))]).toEqual([name, true]);
    }
    const { stdout } = await promisify(execFile)(path.join(installed.goroot, 'bin', 'go'));
    expect(stdout).toBe('go version go1.25.3 linux/amd64\n');
  });

  test('has the go.mod files and the rights that go gives it', async () => {
    const { goroot } = await install();
    expect(await readFile(path.join(goroot, 'src/go.mod'), 'utf8')).toBe('module std\n');
    expect(await readFile(path.join(goroot, 'src/cmd/go.mod'), 'utf8')).toBe('module cmd\n');
    const names = (await readdir(goroot, { recursive: true, withFileTypes: true }))
      .filter((found) => found.isFile())
      .map((found) => path.relative(goroot, path.join(found.parentPath, found.name)));
    const executable: string[] = [];
    for (const name of names) {
      const { mode } = await stat(path.join(goroot, name));
      expect([name, mode & 0o600]).toEqual([name, 0o600]);
      if ((mode & 0o111) === 0o111) executable.push(name);
    }
    expect(executable.toSorted()).toEqual([
      'bin/go',
      'bin/gofmt',
      'lib/wasm/go_js_wasm_exec',
      'pkg/tool/linux_amd64/compile',
    ]);
  });

  test('is read from a file on disk as from memory', async () => {
    const file = path.join(directory, 'zip');
    await writeFile(file, honest);
    await install({ zip: { kind: 'disk', path: file, size: honest.length } });
    expect(await listRoot()).toEqual(finished);
  });

  test('lets other work have its turn', async () => {
    const files = Array.from({ length: 1_000 }, (_, index) => [`src/${index}.go`, `${index}`]);
    const zip = packToolchain(version, { 'bin/go': '', ...Object.fromEntries(files) });
    let turns = 0;
    let isRunning = true;
    const count = () => {
      turns += 1;
      if (isRunning) setImmediate(count);
    };
    setImmediate(count);
    await install({ zip: spooled(zip), hash: await hashOf(zip, version) });
    isRunning = false;
    expect(turns).toBeGreaterThan(1_000 / 16);
  });

  test('that says one of its files is a symbolic link becomes a file, as for go', async () => {
    const link = { name: `${prefix}link`, data: '/etc/passwd', mode: 0o120777 };
    const zip = assembleZip([{ name: `${prefix}bin/go`, data: '' }, link]);
    const { goroot } = await install({ zip: spooled(zip), hash: await hashOf(zip, version) });
    expect(await readFile(path.join(goroot, 'link'), 'utf8')).toBe('/etc/passwd');
  });
});

/** A change of one byte in the content, with a CRC that fits. */
const otherContent = packToolchain(version, { ...tinyRelease(version), VERSION: 'go1.25.4\n' });
const asZip = (name: string, data: string | Buffer) => ({ name: prefix + name, data });

describe('nothing is installed, and nothing left, of', () => {
  const flipped = Buffer.from(honest);
  flipped[honest.length >> 1] = 255 - (flipped[honest.length >> 1] ?? 0);
  const shown = Object.entries(tinyRelease(version)).map(([name, data]) => asZip(name, data));
  const rows: readonly (readonly [string, Buffer, string])[] = [
    ['a zip with one byte changed', flipped, 'bad-content'],
    ['a sound zip with one byte changed', otherContent, 'sumdb-mismatch'],
    ["another version's zip", packToolchain('1.25.4'), 'bad-content'],
    ['a zip that was cut', honest.subarray(0, -100), 'bad-content'],
    // Readers that take the first one would find every file as it was proven.
    ['two directories', twoDirectories(shown, [asZip('bin/go', 'evil')]), 'bad-content'],
    ['a zip bomb', zipBomb('golang.org/toolchain', module.version), 'sumdb-mismatch'],
  ];
  const hostile = hostileZips('golang.org/toolchain', module.version).map(
    ({ name, bytes }) =>
      [name, bytes, expect.stringMatching(/bad-content|sumdb-mismatch/)] as const,
  );

  test.each([...rows, ...hostile])('%s', async (_, bytes, failureClass) => {
    await expect(install({ zip: spooled(bytes) })).rejects.toMatchObject({
      failure: { class: failureClass, module: `golang.org/toolchain@${module.version}` },
    });
    expect(await readdir(directory)).toEqual([]);
  });

  const proven: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ['a toolchain for another system', { 'bin/go.exe': '' }, 'toolchain'],
    ['a name that is too long', { 'bin/go': '', [`src/${'a'.repeat(256)}`]: '' }, 'bad-content'],
  ];

  test.each(proven)('%s, though proven', async (_, files, failureClass) => {
    const zip = packToolchain(version, files);
    const installing = install({ zip: spooled(zip), hash: await hashOf(zip, version) });
    await expect(installing).rejects.toMatchObject({ failure: { class: failureClass } });
    expect(await listRoot()).toEqual(['go']);
  });

  test.each([...rows, ...hostile])('%s, taken for checked', async (_, bytes, failureClass) => {
    const installing = install({ zip: spooled(bytes), isChecked: true });
    await expect(installing).rejects.toMatchObject({ failure: { class: failureClass } });
    expect(await listRoot()).toEqual(['go']);
  });

  test('a file that changes after it was hashed', async () => {
    const zip = watched(honest, (look) => (look === 2 ? otherContent : undefined));
    expect(zip.size).toBe(otherContent.length);
    await expect(install({ zip })).rejects.toMatchObject({ failure: { class: 'sumdb-mismatch' } });
    expect(await listRoot()).toEqual(['go']);
  });
});

describe('stopped', () => {
  const reason = new Error('stopped');

  test.each([
    ['before it begins', 0, []],
    ['while the zip is hashed', 1, []],
    ['while it is unpacked', 2, ['go']],
  ])('%s: rejects with the reason and leaves nothing', async (_, atLook, left) => {
    const controller = new AbortController();
    if (atLook === 0) controller.abort(reason);
    const zip = watched(honest, (look) => {
      if (look === atLook) controller.abort(reason);
      return undefined;
    });
    await expect(install({ zip, signal: controller.signal })).rejects.toBe(reason);
    expect(await listRoot()).toEqual(left);
  });

  test('between two files: rejects with the reason and leaves nothing', async () => {
    const controller = new AbortController();
    const names = Array.from({ length: 200 }, (_, index) => [`src/${index}`, '']);
    const zip = packToolchain(version, { 'bin/go': '', ...Object.fromEntries(names) });
    let isOver = false;
    const abortOnceUnpacking = async () => {
      const staging = (await readdir(path.join(root, 'go')).catch(() => []))[0] ?? 'none';
      const tree = path.join(root, 'go', staging, 'tree', 'src');
      if (
        await access(tree).then(
          () => true,
          () => isOver,
        )
      )
        controller.abort(reason);
      else setImmediate(abortOnceUnpacking);
    };
    const aborted = abortOnceUnpacking();
    const options = { zip: spooled(zip), hash: await hashOf(zip, version) };
    await expect(install({ ...options, signal: controller.signal })).rejects.toBe(reason);
    isOver = true;
    await aborted;
    expect(await listRoot()).toEqual(['go']);
  });
});

describe('what a killed run left is removed', () => {
  test('by the next installation, whichever version it is of', async () => {
    const tool = path.join(root, 'go');
    // No process has this id: it is above what Linux hands out.
    const left = path.join(tool, `.gmr-staging-${ownerName(2 ** 30)}-abc123`);
    await mkdir(path.join(left, 'tree', 'bin'), { recursive: true });
    await install();
    expect(await listRoot()).toEqual(finished);
  });
});

test('a place that is not a directory', async () => {
  await writeFile(root, '');
  await expect(install()).rejects.toMatchObject({ failure: { class: 'cache-corrupt' } });
});
