/**
 * A module tampered with in every way, wherever it can lie before a run: what comes out is as go.sum says, or the run is
 * refused, and forged code never runs. All jobs are those of an ordinary user. With nobody to ask: tampering-stress.test.ts.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { startMirror } from '../__tests__/support/mirror.ts';
import { describeAsOrdinaryUser } from './as-ordinary-user.ts';
import { unpackEntry } from './cache-service/archive.ts';
import { archiveRows } from './tampering/archive-rows.ts';
import { bystander, canary, victim } from './tampering/modules.ts';
import { endOf, play, rows, run, stage, tamperModuleCache, tellingRows } from './tampering/play.ts';
import {
  entriesOf,
  openCell,
  placeLocalEntry,
  prepareArchive,
  putArchive,
} from './tampering/stage.ts';
import {
  build,
  expectGenuine,
  expectNothingForged,
  expectSuccess,
  vetAndTest,
} from './tampering/verdict.ts';
import { servedZips, zipRows } from './tampering/zip-rows.ts';

describeAsOrdinaryUser('in a module cache that was there before', () => {
  describe('plain go builds what was forged:', () => {
    test.concurrent.each(rows.filter(({ foolsGo }) => foolsGo))('$name', async (row) => {
      const { room, outside } = await openCell();
      try {
        await tamperModuleCache(row, room, outside);
        expect(await build(room)).toContain(canary);
      } finally {
        await room.close();
      }
    });
  });

  describe('with a mirror', () => {
    play('module cache', async (row, room, outside) => {
      await tamperModuleCache(row, room, outside);
      await writeFile(
        join(room.project, 'main_test.go'),
        'package main\n\nimport "testing"\n\nfunc TestMain(m *testing.M) { m.Run() }\n',
      );
      const outcome = await run(room, { cache: 'local' });
      await expectSuccess(room, outcome, endOf(row, 'module cache'), row.mayStay);
      // These start `go` twice more; where it would fall for nothing they prove nothing.
      if (row.foolsGo) expect(await vetAndTest(room)).not.toContain(canary);
    });
  });
});

describeAsOrdinaryUser('as an entry of the local cache', () => {
  describe('with a mirror', () => {
    play(
      'local entry',
      async (row, room, outside) => {
        await row.tamper(await placeLocalEntry(stage, room, outside));
        const outcome = await run(room, { cache: 'local' });
        await expectSuccess(room, outcome, endOf(row, 'local entry'), row.mayStay);
      },
      tellingRows('local entry'),
    );
  });
});

describeAsOrdinaryUser('served by a mirror', () => {
  test.concurrent.each(servedZips)('$name', async ({ zip }) => {
    const { room } = await openCell();
    const liar = await startMirror({ modules: [{ ...victim, zip }, bystander] });
    try {
      const alone = await run(room, { mirrors: liar.url, cache: 'local', retries: '1' });
      expect(alone.outputs['failure-class']).toMatch(/^(checksum-mismatch|bad-content)$/);
      await expectNothingForged(room.moduleCache);
      await expectNothingForged(room.toolCache);

      const mirrors = `${liar.url}\n${stage.mirror.url}`;
      const outcome = await run(room, { mirrors, cache: 'local' });
      const gravest = outcome.annotations.filter(({ level }) => level === 'error');
      expect({ exitCode: outcome.exitCode, gravest }).toEqual({ exitCode: 0, gravest: [] });
      expect(await build(room)).toBe('exit code 0');
      await expectGenuine(room);
    } finally {
      await liar.close();
      await room.close();
    }
  });
});

/** A name for the key of each cell. */
let cells = 0;

describeAsOrdinaryUser('in an archive of the cache service', () => {
  /** The job's own archive, saved afterwards, has nothing that was forged. */
  async function expectSavedGenuine(newKey: string): Promise<void> {
    const entry = stage.service.entries.find(({ key, isFinished }) => key === newKey && isFinished);
    if (entry === undefined) throw new Error(`nothing was saved as ${newKey}`);
    for (const [name, bytes] of await unpackEntry(stage.servers.store, entry)) {
      expect({ name, isForged: bytes.includes(canary) }).toEqual({ name, isForged: false });
    }
  }

  describe('found by the beginning of its key', () => {
    play(
      'restored archive',
      async (row, room, outside) => {
        const place = await prepareArchive(stage, room, outside);
        await row.tamper(place);
        const suffix = `cell${cells++}`;
        const { newKey } = await putArchive(stage, suffix, true, await entriesOf(place));
        const outcome = await run(room, { cache: 'github', 'cache-suffix': suffix });
        const end = endOf(row, 'restored archive');
        await expectSuccess(room, outcome, end);
        // A service that gave a bad archive is asked nothing more.
        if (end !== 'refused') await expectSavedGenuine(newKey);
      },
      tellingRows('restored archive'),
    );
  });

  describe('that only an archive can carry', () => {
    test.concurrent.each(archiveRows)('$name', async ({ entries, isFirst, end }) => {
      const { room, outside } = await openCell();
      try {
        const honest = await entriesOf(await prepareArchive(stage, room, outside));
        const hostile = entries({ moduleCache: room.moduleCache, outside });
        const suffix = `cell${cells++}`;
        const all = isFirst ? [...hostile, ...honest] : [...honest, ...hostile];
        await putArchive(stage, suffix, true, all);
        const outcome = await run(room, { cache: 'github', 'cache-suffix': suffix });
        await expectSuccess(room, outcome, end);
        expect(await readdir(outside)).toEqual(['kept']);
        expect(await readFile(join(outside, 'kept'), 'utf8')).toBe('kept');
        await expectNothingForged(room.directory);
      } finally {
        await room.close();
      }
    });
  });

  test.concurrent('by its very key', async () => {
    const { room, outside } = await openCell();
    try {
      const [swapped] = zipRows;
      const place = await prepareArchive(stage, room, outside);
      await swapped?.tamper(place);
      const suffix = `cell${cells++}`;
      await putArchive(stage, suffix, false, await entriesOf(place));
      const outcome = await run(room, { cache: 'github', 'cache-suffix': suffix });
      expect(outcome.outputs['cache-hit']).toBe('true');
      await expectSuccess(room, outcome, 'mended');
    } finally {
      await room.close();
    }
  });
});
