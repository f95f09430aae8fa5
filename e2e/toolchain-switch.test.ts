/**
 * The machine's own `go`, which go.mod's `toolchain` line makes switch to a newer one: that one comes through the relay, proven,
 * whatever mirrors, databases and go.sum say.
 */
import { access, chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import { lookupName } from '../__tests__/support/checksum-database.ts';
import { goSumOf, writeProject } from '../__tests__/support/modules.ts';
import { findGoDirectory } from './harness.ts';
import { type Cell, endOf } from './toolchain/cell.ts';
import { makeToolchain } from './toolchain/fake-toolchain.ts';
import { canary } from './toolchain/hostile-answers.ts';
import { playOn, success } from './toolchain/play.ts';
import { openStage } from './toolchain/stage.ts';

/** Above any Go that these tests run with. */
const version = '1.99.1';
const stage = await openStage({}, [version]);
const { database, signer, toolchain } = stage;
const forged = await makeToolchain(version, {
  'bin/go': `#!/bin/sh\n# ${canary}\necho ${canary}\n`,
});
const play = playOn(stage);

afterAll(() => stage.close());

const withGo = { PATH: `${await findGoDirectory()}:/usr/bin:/bin`, GOTOOLCHAIN: 'auto' };

/** A project whose go.mod asks for it by its `toolchain` line. */
async function prepare(cell: Cell): Promise<void> {
  await writeProject(cell.room.project, {
    requires: [stage.library],
    extraGoMod: `toolchain go${version}`,
  });
}

const run = (cell: Cell, mirrors: string, env = {}) =>
  cell.run({ 'go-version': '', mirrors }, { ...withGo, ...env });

/** What `go` in the project says with no mirror to ask. */
const versionIn = async ({ room, env }: Cell) =>
  (await room.go(['version'], { ...env, ...withGo, GOPROXY: 'off' })).output;

async function expectNothingUnpacked(cell: Cell): Promise<void> {
  const tree = join(cell.room.moduleCache, `${toolchain.path}@${toolchain.version}`);
  await expect(access(tree)).rejects.toThrow('ENOENT');
  expect(await cell.filesWith(canary)).toEqual([]);
}

play('it comes once, proven, and later from the cache', async (cell) => {
  await prepare(cell);
  const mirror = await stage.serve();
  const zips = () => mirror.requestsFor(`${toolchain.version}.zip`).length;
  const first = await run(cell, mirror.url);
  expect(endOf(first)).toEqual(success);
  expect(first.report?.go).toMatchObject({
    version,
    source: 'mirror',
    hash: stage.hash,
    proof: { database: signer.name, treeSize: database.records.length },
  });
  expect(zips()).toBe(1);
  expect(await versionIn(cell)).toContain(`go version go${version} `);

  const asked = mirror.requests.length;
  expect(endOf(await run(cell, mirror.url))).toEqual(success);
  expect(mirror.requests.slice(asked)).toEqual([]);

  await cell.room.emptyModuleCache();
  const third = await run(cell, mirror.url);
  expect(endOf(third)).toEqual(success);
  expect(third.report?.go).toMatchObject({ version, source: 'cache' });
  expect(zips()).toBe(1);
  expect(await versionIn(cell)).toContain(`go version go${version} `);
});

play('one that somebody changed where go had unpacked it is not run', async (cell) => {
  await prepare(cell);
  expect(endOf(await run(cell, stage.mirror.url))).toEqual(success);
  const tree = join(cell.room.moduleCache, `${toolchain.path}@${toolchain.version}`);
  await chmod(join(tree, 'bin'), 0o755);
  await chmod(join(tree, 'bin', 'go'), 0o755);
  await writeFile(join(tree, 'bin', 'go'), `#!/bin/sh\necho ${canary} >>'${tree}.ran'\n`);

  const outcome = await run(cell, stage.mirror.url);
  expect(endOf(outcome)).toEqual(success);
  expect(outcome.annotations).toMatchObject([{ level: 'warning', failureClass: 'cache-corrupt' }]);
  expect(await versionIn(cell)).toContain(`go version go${version} `);
  expect(await cell.filesWith(canary)).toEqual([]);
});

play('a zip in its place, beside a hash file that tells the truth', async (cell) => {
  await prepare(cell);
  const directory = join(cell.room.moduleCache, 'cache', 'download', toolchain.path, '@v');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${toolchain.version}.zip`), forged.zip);
  await writeFile(join(directory, `${toolchain.version}.ziphash`), stage.hash);
  expect(endOf(await run(cell, stage.mirror.url))).toEqual(success);
  expect(await versionIn(cell)).toContain(`go version go${version} `);
  expect(await cell.filesWith(canary)).toEqual([]);
});

play('another one of that name, although go.sum has its hash', async (cell) => {
  await prepare(cell);
  await writeFile(join(cell.room.project, 'go.sum'), goSumOf([stage.library, forged]));
  const liar = await stage.serve({ modules: [forged, stage.library] });
  const alone = await run(cell, liar.url);
  expect(endOf(alone)).toMatchObject({ exitCode: 1, failureClass: 'sumdb-mismatch' });
  await expectNothingUnpacked(cell);

  await rm(join(cell.room.project, 'go.sum'));
  await prepare(cell);
  expect(endOf(await run(cell, `${liar.url}\n${stage.mirror.url}`))).toEqual(success);
  expect(await versionIn(cell)).toContain(`go version go${version} `);
});

play('a database that gives the record of another module (CVE-2026-42501)', async (cell) => {
  await prepare(cell);
  const own = lookupName(toolchain.path, toolchain.version);
  const GOSUMDB = await stage.serveDatabase({
    ask: (operation) => (operation === own ? database.answer(0) : database.ask(operation)),
  });
  const liar = await stage.serve({ modules: [forged, stage.library] });
  const outcome = await run(cell, liar.url, { GOSUMDB });
  expect(endOf(outcome)).toMatchObject({ exitCode: 1, failureClass: 'sumdb-mismatch' });
  await expectNothingUnpacked(cell);
});

play('no database', async (cell) => {
  await prepare(cell);
  const outcome = await run(cell, stage.mirror.url, { GOSUMDB: 'off' });
  expect(endOf(outcome)).toMatchObject({ exitCode: 1, failureClass: 'toolchain' });
  await expectNothingUnpacked(cell);
});
