/**
 * The matrix of tampering.test.ts where nobody may be asked: what was damaged is refused, or made anew of what is sound. Only
 * the telling rows by default; `npm run stress` plays all of them.
 */
import { describeAsOrdinaryUser } from './as-ordinary-user.ts';
import type { Room } from './harness.ts';
import { endOf, play, run, stage, tamperModuleCache, tellingRows } from './tampering/play.ts';
import type { Column, Row } from './tampering/row.ts';
import { placeLocalEntry } from './tampering/stage.ts';
import { expectNoForgedSuccess } from './tampering/verdict.ts';

async function expectRefused(row: Row, room: Room, column: Column): Promise<void> {
  const outcome = await run(room, { cache: 'local', offline: 'always' });
  await expectNoForgedSuccess(room, outcome, endOf(row, column), row);
}

describeAsOrdinaryUser('in a module cache that was there before, with nobody to ask', () => {
  play(
    'module cache',
    async (row, room, outside) => {
      await tamperModuleCache(row, room, outside);
      await expectRefused(row, room, 'module cache');
    },
    tellingRows('module cache'),
  );
});

describeAsOrdinaryUser('as an entry of the local cache, with nobody to ask', () => {
  play(
    'local entry',
    async (row, room, outside) => {
      await row.tamper(await placeLocalEntry(stage, room, outside));
      await expectRefused(row, room, 'local entry');
    },
    tellingRows('local entry'),
  );
});
