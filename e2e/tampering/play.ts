/** The rows of the matrix, played side by side on one stage. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Outcome, Room } from '../harness.ts';
import { fileRows } from './file-rows.ts';
import type { Column, End, Row } from './row.ts';
import { openCell, openStage, placeModuleCache, type Stage } from './stage.ts';
import { treeRows } from './tree-rows.ts';
import { zipRows } from './zip-rows.ts';

export const rows: readonly Row[] = [...zipRows, ...fileRows, ...treeRows];

/**
 * Enough where only the way differs that the files come by: what plain `go` falls for, and what ends in another way there.
 * `npm run stress` plays all.
 */
export function tellingRows(column: Column): readonly Row[] {
  if (process.env['STRESS_ROUNDS'] !== undefined) return rows;
  return rows.filter(({ foolsGo, ends }) => foolsGo || ends?.[column] !== undefined);
}

/** Of the test file that runs; there before its first test. */
export let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
}, 300_000);

afterAll(() => stage.close());

export function endOf({ ends }: Row, column: Column): End {
  return ends?.[column] ?? 'mended';
}

/** Plays `work` for those of `played` that belong to a column. */
export function play(
  column: Column,
  work: (row: Row, room: Room, outside: string) => Promise<void>,
  played: readonly Row[] = rows,
): void {
  const inColumn = played.filter(({ columns }) => columns?.includes(column) ?? true);
  test.concurrent.each(inColumn)('$name', async (row) => {
    const { room, outside } = await openCell();
    try {
      await work(row, room, outside);
      // What was outside is as it was, and nothing came to it.
      expect(await readFile(join(outside, 'kept'), 'utf8')).toBe('kept');
    } finally {
      await room.close();
    }
  });
}

export function run(room: Room, inputs: Readonly<Record<string, string>>): Promise<Outcome> {
  const all = { mirrors: stage.mirror.url, profile: 'intranet', ...inputs };
  return room.run({ inputs: all, env: stage.service.env });
}

export async function tamperModuleCache(row: Row, room: Room, outside: string): Promise<void> {
  await row.tamper(await placeModuleCache(stage, room, outside, row.hasTree === true));
}
