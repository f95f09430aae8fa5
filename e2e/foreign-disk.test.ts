/** Jobs whose every directory is on a disk without case, without modes and without links, as on Windows and macOS. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, type TestModule, writeProject } from '../__tests__/support/modules.ts';
import { stage, unstage } from '../src/cache-service/staging.ts';
import {
  type DiskKind,
  type ForeignDisk,
  findDiskObstacle,
  mountForeignDisk,
} from './foreign-disk.ts';
import { type Outcome, openRoom, type Room } from './harness.ts';

const kinds: readonly DiskKind[] = ['ntfs', 'exfat'];
const disks = await Promise.all(
  kinds.map(async (kind) => ({ kind, obstacle: await findDiskObstacle(kind) })),
);

/** Two paths that differ in case alone, and one that a disk without case would take for a device if Go allowed it. */
const upper = makeModule('example.com/Case/lib', 'v1.0.0');
const lower = makeModule('example.com/case/lib', 'v1.0.0');
const other = makeModule('example.com/other', 'v1.2.3-PRE.1');
const modules = [upper, lower, other];

const green = { exitCode: 0, annotations: [] };

for (const { kind, obstacle } of disks) {
  // Skipped tests are counted, and their names say why.
  const where = obstacle === undefined ? describe : describe.skip;
  where(obstacle === undefined ? kind : `${kind} (skipped: ${obstacle})`, () => {
    let disk: ForeignDisk;
    let room: Room;
    let mirror: Mirror;

    beforeAll(async () => {
      disk = await mountForeignDisk(kind);
    });
    afterAll(() => disk.unmount());
    beforeEach(async () => {
      room = await openRoom({ parent: disk.directory });
      mirror = await startMirror({ modules });
    });
    afterEach(async () => {
      await mirror.close();
      await room.close();
    });

    const run = (inputs: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
      room.run({
        inputs: { mirrors: mirror.url, profile: 'intranet', cache: 'local', ...inputs },
      });
    const inCache = (...names: string[]) => join(room.moduleCache, ...names);
    const localCache = () => join(room.toolCache, 'go-mod-resilient');

    test('modules that differ in case alone are kept apart, and found again by the next run', async () => {
      await writeProject(room.project, { requires: modules, imports: [upper.path, other.path] });
      expect(await run()).toMatchObject(green);
      expect(await room.go(['mod', 'verify'])).toMatchObject({ exitCode: 0 });
      expect(await room.go(['list', '-deps', './...'])).toMatchObject({ exitCode: 0 });

      await room.emptyModuleCache();
      const asked = mirror.requests.length;
      const again = await run();
      expect(again).toMatchObject({ ...green, outputs: { 'cache-hit': 'true', attempts: '0' } });
      expect(mirror.requests.length).toBe(asked);
      expect(await room.go(['list', '-deps', './...'])).toMatchObject({ exitCode: 0 });
    });

    test('what lies there in another spelling is used', async () => {
      // As somebody made it who did not care.
      await mkdir(inCache('cache', 'download', 'EXAMPLE.COM', 'Other', '@V'), { recursive: true });
      await writeProject(room.project, { requires: [other] });
      expect(await run({ cache: 'off' })).toMatchObject(green);
      const asked = mirror.requests.length;
      expect(await run({ cache: 'off' })).toMatchObject(green);
      expect(mirror.requests.length).toBe(asked);
      const names = await readdir(inCache('cache', 'download'));
      expect(names.filter((name) => name.toLowerCase() === 'example.com')).toHaveLength(1);
    });

    test('a changed tree is found and fetched again', async () => {
      await writeProject(room.project, { requires: [other] });
      expect(await run({ cache: 'off' })).toMatchObject(green);
      const tree = inCache('example.com', 'other@v1.2.3-!p!r!e.1');
      const [source = ''] = (await readdir(tree)).filter((name) => name.endsWith('.go'));
      const before = await readFile(join(tree, source), 'utf8');
      await writeFile(join(tree, source), `${before}// changed\n`);
      const mended = await run({ cache: 'off' });
      expect(mended).toMatchObject({
        exitCode: 0,
        annotations: [{ level: 'warning', failureClass: 'cache-corrupt' }],
      });
      expect(await readFile(join(tree, source), 'utf8')).toBe(before);
    });

    test('the directory of the local cache serves as a mirror, and shrinks to its size', async () => {
      await writeProject(room.project, { requires: modules });
      expect(await run()).toMatchObject(green);
      await room.emptyModuleCache();
      const mirrors = pathToFileURL(join(localCache(), 'download')).href;
      expect(await run({ mirrors, cache: 'off' })).toMatchObject(green);

      await writeProject(room.project, { requires: [other] });
      const small = await run({ 'cache-max-size': '1' });
      expect(small).toMatchObject(green);
      expect(await zipsBelow(localCache())).toEqual([zipName(other)]);
    });

    test('a workspace whose members are spelled otherwise than on the disk', async () => {
      await writeProject(join(room.project, 'member'), { requires: [other] });
      await writeFile(join(room.project, 'go.work'), 'go 1.22\n\nuse ./Member\n');
      const outcome = await run({ 'working-directory': 'MEMBER' });
      expect(outcome).toMatchObject({ ...green, outputs: { modules: '1' } });
      // The workspace, and not the member on its own.
      expect(outcome.report).toMatchObject({ run: { projects: ['.'] } });
    });

    test('files go into an archive and out of it', async () => {
      const { signal } = new AbortController();
      const name = 'example.com/other/@v/v1.2.3-!p!r!e.1.zip';
      const inRoom = (...names: string[]) => join(room.directory, ...names);
      for (const place of ['cache', 'unpacked/modules']) {
        const file = inRoom(place, name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, other.zip);
      }
      await mkdir(inRoom('packed'));
      const files = { names: [name], bytes: other.zip.length };
      expect(await stage(inRoom('packed'), [name], inRoom('cache'), signal)).toEqual(files);
      expect(await unstage(inRoom('unpacked'), [name], inRoom('to'), signal)).toEqual(files);
      expect(await readFile(inRoom('to', name))).toEqual(other.zip);
    });

    test('go.mod and go.sum as a checkout on Windows has them', async () => {
      await writeProject(room.project, { requires: modules });
      for (const name of ['go.mod', 'go.sum']) {
        const file = join(room.project, name);
        await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'));
      }
      expect(await run()).toMatchObject({ ...green, outputs: { modules: '3' } });
    });
  });
}

/** Escaped upper case, as names on a disk have it; NTFS lists them in lower case. */
function zipName({ path, version }: TestModule): string {
  const escaped = (text: string) => text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
  return join(...escaped(path).split('/'), '@v', `${escaped(version)}.zip`);
}

async function zipsBelow(cache: string): Promise<readonly string[]> {
  const names = await readdir(join(cache, 'download'), { recursive: true });
  return names.filter((name) => name.endsWith('.zip')).sort();
}
