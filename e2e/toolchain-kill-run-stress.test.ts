/**
 * A run that installs a toolchain, killed with SIGKILL at any time, and just while it unpacks. Whatever a kill leaves, it is
 * never half a toolchain that a later run, or anybody who goes by the runner's layout, takes for whole.
 *
 * Two rounds by default; `npm run stress` plays twenty. STRESS_SEED repeats the choice of moments.
 */
import { type FSWatcher, watch } from 'node:fs';
import { access, constants, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { seededRandom } from '../__tests__/support/random.ts';
import { formatModule } from '../src/module/path.ts';
import type { Running } from './harness.ts';
import { survivorsAfter } from './processes.ts';
import { type Cell, endOf, openCell } from './toolchain/cell.ts';
import { hashInstalled } from './toolchain/installed-hash.ts';
import { success } from './toolchain/play.ts';
import { openStage, wanted } from './toolchain/stage.ts';

const rounds = Number(process.env['STRESS_ROUNDS'] ?? 2);
const random = seededRandom(Number(process.env['STRESS_SEED'] ?? 1));

/** As many as make unpacking take its time; less for a round or two. */
const files = rounds > 2 ? 3_000 : 600;
const sources = Object.fromEntries(
  Array.from({ length: files }, (_, index) => [
    `src/p${index % 60}/f${index}.go`,
    `package p${index % 60}\n\nconst C${index} = "${random().toString(36).repeat(40)}"\n`,
  ]),
);
const stage = await openStage(sources);
afterAll(() => stage.close());

/** What is wrong with what lies there. */
async function findDamage(root: string): Promise<readonly string[]> {
  const damage: string[] = [];
  const hash = await hashInstalled(root, formatModule(stage.toolchain));
  if (hash !== stage.hash) damage.push(`it has the hash ${hash}`);
  for (const name of ['bin/go', 'bin/gofmt', 'src/go.mod']) {
    const mode = name.startsWith('bin/') ? constants.X_OK : constants.R_OK;
    await access(join(root, name), mode).catch(() => damage.push(name));
  }
  return damage;
}

/** Kills the run a moment after it began to write what it unpacks. */
function killWhileUnpacking(cell: Cell, running: Running, afterMs: number): FSWatcher {
  const watcher = watch(join(cell.room.toolCache, 'go'), { recursive: true }, (_event, name) => {
    if (!name?.startsWith(wanted)) return;
    watcher.close();
    void pause(afterMs).then(() => running.kill('SIGKILL'));
  });
  return watcher;
}

test(`${rounds} kills: never half a toolchain that passes for whole`, async () => {
  const slow = await stage.serve({
    faults: [{ match: '.zip', action: { kind: 'drip', bytes: 64 * 1_024, everyMs: 10 } }],
  });
  const cell = await openCell(stage);
  try {
    const emptyTools = async () => {
      await rm(cell.room.toolCache, { recursive: true, force: true });
      await mkdir(join(cell.room.toolCache, 'go'), { recursive: true });
    };
    await emptyTools();
    const undisturbed = await cell.run({ mirrors: slow.url });
    expect(endOf(undisturbed)).toEqual(success);
    expect(await findDamage(cell.goroot)).toEqual([]);

    const moments: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await emptyTools();
      const running = await cell.start({ mirrors: slow.url });
      const isAtAnyTime = round % 2 === 0;
      const watcher = isAtAnyTime ? undefined : killWhileUnpacking(cell, running, random() * 250);
      if (isAtAnyTime) {
        void pause(random() * undisturbed.wallMs).then(() => running.kill('SIGKILL'));
      }
      const killed = await running.ended;
      watcher?.close();
      expect(await survivorsAfter(running.marker, 20_000)).toEqual([]);

      const isMarked = await access(`${cell.goroot}.complete`).then(
        () => true,
        () => false,
      );
      if (isMarked) expect(await findDamage(cell.goroot)).toEqual([]);
      const there = await readdir(join(cell.room.toolCache, 'go'), { recursive: true });
      moments.push(`${killed.exitCode === null ? 'killed' : 'was over'}, ${there.length} names`);

      const again = await cell.run({ mirrors: stage.mirror.url });
      expect(endOf(again)).toEqual(success);
      expect(await findDamage(cell.goroot)).toEqual([]);
      // What the killed one left beside it is gone.
      const { arch } = process;
      const left = await readdir(join(cell.room.toolCache, 'go', wanted));
      expect(left.toSorted()).toEqual([arch, `${arch}.complete`]);
      expect(await cell.later(again, ['version'])).toContain(`go${wanted} `);
    }
    expect(moments.filter((moment) => moment.startsWith('killed')).length).toBeGreaterThan(0);
    process.stdout.write(`${moments.join('\n')}\n`);
  } finally {
    await cell.close();
  }
}, 600_000);
