/** A Go installed from its zip beside one that `go` itself switched to, and on disks that do not take it. */
import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isolateGo } from '../__tests__/support/go-environment.ts';
import {
  hashOf,
  packToolchain,
  spooled,
  tinyRelease,
  toolchainOf,
} from '../__tests__/toolchain/tiny-toolchain.ts';
import { hashMod } from '../src/module/h1.ts';
import { formatModule } from '../src/module/path.ts';
import { installToolchain } from '../src/toolchain/install.ts';
import { chooseToolRoot } from '../src/toolchain/tool-root.ts';
import { writeChecksumDatabase } from './checksum-database.ts';
import { asRoot, findMountObstacle, mountSmallDisk } from './small-disk.ts';

const run = promisify(execFile);
const version = '1.25.3';
const signal = new AbortController().signal;
const noDisk = await findMountObstacle();
const onDisk = noDisk === undefined ? test : test.skip;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gmr-e2e-install-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function install(root: string, zip: Buffer, module = toolchainOf(version)) {
  const hash = await hashOf(zip, version, module);
  const { platform } = process;
  const options = { root, version, arch: 'x64', platform, module, hash, signal };
  return installToolchain({ ...options, zip: spooled(zip) });
}

/** Every file and directory with its rights, but for those to write, and its content. */
async function describeTree(root: string): Promise<Readonly<Record<string, string>>> {
  const described: Record<string, string> = {};
  for (const name of (await readdir(root, { recursive: true })).toSorted()) {
    const status = await lstat(join(root, name));
    const rights = (status.mode & 0o7555).toString(8);
    const content = status.isFile() ? await readFile(join(root, name), 'base64') : '/';
    described[name] = `${rights} ${content}`;
  }
  return described;
}

const switching = process.platform === 'win32' ? test.skip : test;

switching('is what go makes of the same zip when it switches to this toolchain', async () => {
  const { stdout } = await run('go', ['env', 'GOHOSTOS', 'GOHOSTARCH'], {
    env: isolateGo(directory, 'off'),
  });
  const platform = stdout.trim().replace('\n', '-');
  const module = toolchainOf(version, platform);
  const zip = packToolchain(version, tinyRelease(version), module);

  const proxy = join(directory, 'proxy');
  const versions = join(proxy, 'golang.org', 'toolchain', '@v');
  await mkdir(versions, { recursive: true });
  await writeFile(join(versions, `${module.version}.zip`), zip);
  const name = `${module.path} ${module.version}`;
  const sumLines = [
    `${name} ${await hashOf(zip, version, module)}`,
    `${name}/go.mod ${hashMod(Buffer.from('module golang.org/toolchain\n'))}`,
  ] as const;
  const GOSUMDB = await writeChecksumDatabase(proxy, [{ ...module, sumLines }]);
  const env = isolateGo(directory, `file://${proxy}`, {
    GOSUMDB,
    GOTOOLCHAIN: `go${version}`,
  });
  expect((await run('go', ['version'], { env })).stdout).toContain(`go${version}`);

  const { goroot } = await install(join(directory, 'tools'), zip, module);
  expect(await describeTree(goroot)).toEqual(
    await describeTree(join(directory, 'modcache', formatModule(module))),
  );
});

describe('nothing is left on a disk', () => {
  onDisk('that has no room for it', async () => {
    const disk = await mountSmallDisk(4);
    try {
      const files = Array.from({ length: 60 }, (_, index) => [
        `src/${index}.go`,
        Buffer.alloc(100_000, `${index}`),
      ]);
      const zip = packToolchain(version, { 'bin/go': '', ...Object.fromEntries(files) });
      await expect(install(disk.directory, zip)).rejects.toMatchObject({
        failure: { class: 'disk-full' },
      });
      expect(await readdir(join(disk.directory, 'go'))).toEqual([]);
    } finally {
      await disk.unmount();
    }
  });

  onDisk('that is read-only, and another place is taken', async () => {
    const disk = await mountSmallDisk(4);
    try {
      await asRoot('mount', '-o', 'remount,ro', disk.directory);
      await expect(install(disk.directory, packToolchain(version))).rejects.toMatchObject({
        failure: { class: 'permission', obstacle: 'read-only' },
      });
      const other = join(directory, 'tools');
      expect(await chooseToolRoot([disk.directory, other])).toBe(other);
    } finally {
      await disk.unmount();
    }
  });
});
