/**
 * What a toolchain is held against: databases, caches and a go.sum that lie, one a row, and nothing is installed that is not
 * proven.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect } from '@jest/globals';
import { lookupName } from '../__tests__/support/checksum-database.ts';
import { goSumOf } from '../__tests__/support/modules.ts';
import { type Cell, endOf } from './toolchain/cell.ts';
import { databaseLies } from './toolchain/database-lies.ts';
import { makeToolchain } from './toolchain/fake-toolchain.ts';
import { canary } from './toolchain/hostile-answers.ts';
import { expectInstalled, expectNothingInstalled, playOn, success } from './toolchain/play.ts';
import { askedFor, openStage, wanted } from './toolchain/stage.ts';

const stage = await openStage();
const { toolchain, database, signer, hash } = stage;
const play = playOn(stage);

afterAll(() => stage.close());

describe('a database that cannot be believed', () => {
  for (const { name, lie, hasSeenTree, because } of databaseLies) {
    play(name, async (cell) => {
      if (hasSeenTree) await cell.rememberTree(database.head());
      const outcome = await cell.run({}, { GOSUMDB: await stage.serveDatabase(lie(stage)) });
      expect(endOf(outcome)).toMatchObject({
        exitCode: 1,
        ...(because ? { failureClass: 'toolchain', because } : { failureClass: 'sumdb-mismatch' }),
      });
      await expectNothingInstalled(cell);
    });
  }

  play('a mirror that lies for it, before one that does not', async (cell) => {
    const own = lookupName(toolchain.path, toolchain.version);
    const sumdb = stage.passOn({
      ask: (operation) => (operation === own ? database.answer(0) : database.ask(operation)),
    });
    const liar = await stage.serve({ sumdb });
    const env = { GOSUMDB: signer.verifierKey };
    const alone = await cell.run({ mirrors: liar.url }, env);
    expect(endOf(alone)).toMatchObject({ exitCode: 1, failureClass: 'sumdb-mismatch' });
    await expectNothingInstalled(cell);
    const outcome = await cell.run({ mirrors: `${liar.url}\n${stage.mirror.url}` }, env);
    expect(endOf(outcome)).toEqual(success);
    await expectInstalled(cell);
  });
});

describe('what stands for the database', () => {
  play('GOSUMDB=off: nothing is installed', async (cell) => {
    const outcome = await cell.run({}, { GOSUMDB: 'off' });
    expect(endOf(outcome)).toMatchObject({ exitCode: 1, failureClass: 'toolchain' });
    expect(outcome.stdout).toContain('toolchain-sum');
    await expectNothingInstalled(cell);
  });

  play('GOSUMDB=off with the hash: installed', async (cell) => {
    const outcome = await cell.run({ 'toolchain-sum': hash }, { GOSUMDB: 'off' });
    expect(endOf(outcome)).toEqual(success);
    await expectInstalled(cell);
  });

  const other = `h1:${'A'.repeat(43)}=`;
  for (const [name, env] of [
    ['GOSUMDB=off with another hash', { GOSUMDB: 'off' }],
    ['another hash than the database says', {}],
  ] as const) {
    play(name, async (cell) => {
      const outcome = await cell.run({ 'toolchain-sum': other }, env);
      expect(endOf(outcome)).toMatchObject({
        exitCode: 1,
        failureClass: expect.stringMatching(/^(toolchain|sumdb-mismatch)$/),
      });
      await expectNothingInstalled(cell);
    });
  }

  play('a database without a key', async (cell) => {
    const outcome = await cell.run({}, { GOSUMDB: signer.name });
    expect(endOf(outcome)).toMatchObject({ exitCode: 1, failureClass: 'input' });
    await expectNothingInstalled(cell);
  });

  play('a go.sum line for the toolchain is not believed (CVE-2026-94447)', async (cell) => {
    const forged = await makeToolchain(wanted, { 'bin/go': `#!/bin/sh\n# ${canary}\n` });
    await writeFile(join(cell.room.project, 'go.sum'), goSumOf([stage.library, forged]));
    const liar = await stage.serve({ modules: [forged, stage.library] });
    const alone = await cell.run({ mirrors: liar.url });
    expect(endOf(alone)).toEqual({
      exitCode: 1,
      failureClass: 'sumdb-mismatch',
      because: 'checksum-mismatch',
    });
    await expectNothingInstalled(cell);
    const outcome = await cell.run({ mirrors: `${liar.url}\n${stage.mirror.url}` });
    expect(endOf(outcome)).toEqual(success);
    await expectInstalled(cell);
  });
});

describe('the cached archive', () => {
  const cached = (cell: Cell, ending: string) =>
    join(
      cell.room.toolCache,
      'go-mod-resilient/download/golang.org/toolchain/@v',
      `${toolchain.version}.${ending}`,
    );
  const rows: readonly [name: string, tamper: (cell: Cell) => Promise<void>][] = [
    [
      'another toolchain in its place',
      async (cell) => {
        const { zip } = await makeToolchain(wanted, { 'bin/go': `#!/bin/sh\n# ${canary}\n` });
        await writeFile(cached(cell, 'zip'), zip);
      },
    ],
    [
      'half a zip',
      (cell) => writeFile(cached(cell, 'zip'), toolchain.zip.subarray(0, toolchain.zip.length / 2)),
    ],
    [
      'evidence for another hash',
      async (cell) => {
        const file = cached(cell, 'sumdb');
        const text = await readFile(file, 'latin1');
        await writeFile(file, text.replaceAll(hash, `h1:${'A'.repeat(43)}=`), 'latin1');
      },
    ],
    ['no evidence', (cell) => rm(cached(cell, 'sumdb'))],
  ];
  for (const [name, tamper] of rows) {
    play(`${name}: fetched anew`, async (cell) => {
      const mirror = await stage.serve();
      expect(endOf(await cell.run({ mirrors: mirror.url }))).toEqual(success);
      await rm(join(cell.room.toolCache, 'go'), { recursive: true });
      await tamper(cell);
      const asked = askedFor(mirror).length;
      const outcome = await cell.run({ mirrors: mirror.url });
      expect(endOf(outcome)).toEqual(success);
      expect(outcome.report?.go).toMatchObject({ source: 'mirror' });
      expect(askedFor(mirror).length).toBeGreaterThan(asked);
      await expectInstalled(cell);
    });
  }
});
