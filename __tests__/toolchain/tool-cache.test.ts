import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as toolCache from '@actions/tool-cache';
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { installToolchain } from '../../src/toolchain/install.ts';
import { findInstalled, listInstalled, placeOf } from '../../src/toolchain/tool-cache.ts';
import { hashOf, packToolchain, spooled, toolchainOf } from './tiny-toolchain.ts';

const { signal } = new AbortController();
const before = process.env['RUNNER_TOOL_CACHE'];
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gmr-test-tools-'));
  // The platform's client reads it whenever it is asked.
  process.env['RUNNER_TOOL_CACHE'] = root;
  // It prints what it looks at.
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(root, { recursive: true, force: true });
});
afterAll(() => {
  if (before === undefined) delete process.env['RUNNER_TOOL_CACHE'];
  else process.env['RUNNER_TOOL_CACHE'] = before;
});

const find = (version: string, arch = 'x64') => findInstalled({ root, version, arch }, 'linux');
const list = (arch = 'x64') => listInstalled({ root, arch }, 'linux');

async function install(version: string) {
  const zip = packToolchain(version);
  const options = { root, version, arch: 'x64', platform: 'linux', signal } as const;
  const hash = await hashOf(zip, version);
  return installToolchain({ ...options, zip: spooled(zip), hash, module: toolchainOf(version) });
}

describe('beside @actions/tool-cache', () => {
  const rows = [
    ['1.25.3', '1.25.3', '1.25.x'],
    ['1.26.0', '1.26.0', '>=1.26.0'],
    ['1.26rc1', '1.26.0-rc.1', '1.26.0-rc.1'],
  ] as const;

  test.each(rows)('it finds the Go %s that we installed', async (version, name, range) => {
    const { goroot } = await install(version);
    expect(toolCache.find('go', name, 'x64')).toBe(goroot);
    expect(toolCache.find('go', range, 'x64')).toBe(goroot);
    expect(toolCache.findAllVersions('go', 'x64')).toEqual([name]);
    expect(toolCache.findAllVersions('go', 'arm64')).toEqual([]);
  });

  test.each(rows)('we find the Go %s that it installed', async (version, name, _range) => {
    const source = await mkdtemp(path.join(root, 'unpacked-'));
    await mkdir(path.join(source, 'bin'));
    await writeFile(path.join(source, 'bin', 'go'), 'go');
    const goroot = await toolCache.cacheDir(source, 'go', name, 'x64');
    expect(await find(version)).toBe(goroot);
    expect(await list()).toEqual([version]);
    expect(await find(version, 'arm64')).toBeUndefined();
    expect(await list('arm64')).toEqual([]);
  });

  test('it lists only whole ones while one is being installed', async () => {
    await install('1.25.3');
    await mkdir(path.join(root, 'go', '.gmr-staging-abc', 'tree'), { recursive: true });
    await mkdir(path.join(root, 'go', '1.25.4', 'x64'), { recursive: true });
    expect(toolCache.findAllVersions('go', 'x64')).toEqual(['1.25.3']);
    expect(await list()).toEqual(['1.25.3']);
  });
});

const place = () => placeOf({ root, version: '1.25.3', arch: 'x64' });

async function put(parts: {
  readonly marker?: boolean;
  readonly command?: string;
  readonly content?: string;
}) {
  const { directory, marker } = place();
  await mkdir(path.join(directory, 'bin'), { recursive: true });
  if (parts.marker) await writeFile(marker, '');
  if (parts.command) await writeFile(path.join(directory, parts.command), parts.content ?? 'go');
}

describe('not taken for whole', () => {
  test.each([
    ['without a marker', { command: 'bin/go' }],
    ['without a go command', { marker: true }],
    ['with an empty go command', { marker: true, command: 'bin/go', content: '' }],
    ['with the go command of another system', { marker: true, command: 'bin/go.exe' }],
  ])('%s', async (_, parts) => {
    await put(parts);
    expect([await find('1.25.3'), await list()]).toEqual([undefined, []]);
  });

  test('a marker alone', async () => {
    await put({ marker: true, command: 'bin/go' });
    await rm(place().directory, { recursive: true });
    expect([await find('1.25.3'), await list()]).toEqual([undefined, []]);
  });

  test.each([
    ['a version in other words', 'v1.25.3'],
    ['no version', 'latest'],
    ['a version Go never had', '1.25'],
  ])('a directory that is called after %s', async (_, name) => {
    await put({ marker: true, command: 'bin/go' });
    await symlink('1.25.3', path.join(root, 'go', name));
    expect(await list()).toEqual(['1.25.3']);
  });

  test('where there is no tool cache', async () => {
    await rm(root, { recursive: true });
    expect([await find('1.25.3'), await list()]).toEqual([undefined, []]);
  });

  test('what is no version of Go', async () => {
    expect(await find('../../evil')).toBeUndefined();
    expect(() => placeOf({ root, version: '../../evil', arch: 'x64' })).toThrow(RangeError);
  });
});

test('links count as what they lead to, as setup-go leaves them on Windows', async () => {
  await put({ marker: true, command: 'bin/go' });
  const { directory, marker } = place();
  const linked = path.join(root, 'go', '1.25.4');
  await mkdir(linked);
  await symlink(directory, path.join(linked, 'x64'));
  await symlink(marker, path.join(linked, 'x64.complete'));
  expect(await find('1.25.4')).toBe(path.join(linked, 'x64'));
});

test('Windows has another name for the command', async () => {
  await put({ marker: true, command: 'bin/go.exe' });
  expect(await findInstalled({ root, version: '1.25.3', arch: 'x64' }, 'win32')).toBe(
    place().directory,
  );
});
