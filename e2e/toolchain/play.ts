/** Rooms of one test each, and what is looked at in them. */
import { access, constants, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Cell, openCell } from './cell.ts';
import { canary } from './hostile-answers.ts';
import { type Stage, wanted } from './stage.ts';

export type Play = (name: string, work: (cell: Cell) => Promise<void>) => void;

/** Tests, side by side, each in a room of its own, which is gone afterwards. */
export function playOn(stage: Stage): Play {
  return (name, work) => {
    test.concurrent(name, async () => {
      const cell = await openCell(stage);
      try {
        await work(cell);
      } finally {
        await cell.close();
      }
    });
  };
}

export const success = { exitCode: 0, failureClass: '' };

/** What the runner's temporary directory has besides the files that belong to the runner. */
async function leftIn({ room }: Cell): Promise<readonly string[]> {
  const names = await readdir(join(room.directory, 'temp'));
  return names.filter(
    (name) => !/-(?:output|env|summary|state|path|report\.json|report-go-trace\.log)$/.test(name),
  );
}

/** Nothing is there that looks like a toolchain, and nothing of what was forged lies anywhere. */
export async function expectNothingInstalled(cell: Cell): Promise<void> {
  expect(await cell.installed()).toEqual([]);
  expect(await cell.filesWith(canary)).toEqual([]);
  expect(await leftIn(cell)).toEqual([]);
}

/** The wanted one, whole, in the runner's layout. */
export async function expectInstalled(cell: Cell): Promise<void> {
  for (const program of ['go', 'gofmt']) {
    await access(join(cell.goroot, 'bin', program), constants.X_OK);
  }
  await access(`${cell.goroot}.complete`);
  expect(await readFile(join(cell.goroot, 'VERSION'), 'utf8')).toContain(`go${wanted}\n`);
  expect(await cell.filesWith(canary)).toEqual([]);
  expect(await leftIn(cell)).toEqual([]);
}
