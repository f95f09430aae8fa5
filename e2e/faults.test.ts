/**
 * Live faults, one a row: what the step says of each, at which line, how often, with which remedy and how soon. The step is the
 * bundle as a runner starts it, `go`, git, sockets, disks and resolvers are real. SHOW_FAULTS=1 prints the table in Markdown.
 */
import { afterAll, expect, test } from '@jest/globals';
import { connectionRows } from './faults/connection-rows.ts';
import { httpRows } from './faults/http-rows.ts';
import { whyNot } from './faults/machine.ts';
import { machineRows } from './faults/machine-rows.ts';
import { modules } from './faults/modules.ts';
import { nameRows } from './faults/name-rows.ts';
import { originRows } from './faults/origin-rows.ts';
import { projectRows } from './faults/project-rows.ts';
import type { Row } from './faults/row.ts';
import { runRows } from './faults/run-rows.ts';
import {
  expectedOf,
  type Measured,
  readTold,
  renderAnnotations,
  renderTable,
} from './faults/told.ts';
import type { Outcome } from './harness.ts';
import { openStage } from './stage.ts';

/** What waits longest comes first: the rest is done meanwhile. */
const rows: readonly Row[] = [
  ...machineRows,
  ...httpRows,
  ...nameRows,
  ...connectionRows,
  ...originRows,
  ...runRows,
  ...projectRows,
];

/** Short limits and one further attempt: a fault of the network is told within them, not after thirty modules of them. */
const impatient = {
  profile: 'intranet',
  retries: '1',
  'connect-timeout': '3s',
  'stall-timeout': '2s',
  cache: 'off',
  // It begins when the verdict is known, and has its own tests.
  diagnose: 'never',
};

async function play({
  arrange,
}: Row): Promise<{ outcome: Outcome; project: string; close: () => Promise<void> }> {
  const stage = await openStage(modules);
  try {
    const { mirrors = (await stage.serve()).url, inputs, env = {}, ...how } = await arrange(stage);
    const running = await stage.room.start({
      inputs: { ...impatient, mirrors: [mirrors].flat().join('\n'), ...inputs },
      env,
      ...(how.through && { through: how.through }),
    });
    await how.meanwhile?.(running);
    return { outcome: await running.ended, project: stage.room.project, close: stage.close };
  } catch (error) {
    await stage.close();
    throw error;
  }
}

const measured: Measured[] = [];
const needs = ['mounts', 'network', 'dnsmasq', 'flock'] as const;
const missing = new Map(needs.map((need) => [need, whyNot(need)]));

for (const row of rows) {
  const why = row.needs && missing.get(row.needs);
  const start = why === undefined ? test.concurrent : test.skip;
  start(row.name, async () => {
    const { outcome, project, close } = await play(row);
    try {
      measured.push({ row, outcome });
      const told = readTold(outcome, row.verdict);
      const expected = await expectedOf(row.verdict, project);
      const said = `${row.name}\n${renderAnnotations(outcome)}`;
      // The text is compared with itself: it is there to be read where something else differs.
      expect({ ...told, said }).toEqual({ ...expected, said });
    } finally {
      await close();
    }
  });
}

test('there are at least 45 of them, each with a name of its own', () => {
  expect(rows.length).toBeGreaterThanOrEqual(45);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
});

afterAll(() => {
  for (const [need, why] of missing) {
    const skipped = rows.filter((row) => row.needs === need).length;
    if (why !== undefined) process.stderr.write(`${skipped} faults skipped (${need}): ${why}\n`);
  }
  if (process.env['SHOW_FAULTS']) {
    const inOrder = measured.toSorted((a, b) => rows.indexOf(a.row) - rows.indexOf(b.row));
    process.stdout.write(`${renderTable(inOrder)}\n`);
  }
});
