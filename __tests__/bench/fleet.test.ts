import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compete, outageOf } from '../../bench/fleet/contest.ts';
import { actionRunner, loopRunner } from '../../bench/fleet/runners.ts';
import { createSimulatedClock } from '../../bench/fleet/simulated-clock.ts';
import { type Fleet, simulate } from '../../bench/fleet/simulation.ts';
import { renderPage } from '../../bench/page/page.ts';

let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fleet-'));
});

afterAll(() => rm(directory, { recursive: true }));

const small = (lastsMs: number): Fleet => outageOf(lastsMs, 8);
const endless = loopRunner(Number.POSITIVE_INFINITY, 10_000);

describe('simulate', () => {
  test('without an outage and with room for all nobody fails, and nothing is asked for twice', async () => {
    const fleet = { ...small(0), longestQueue: 1_000 };
    const { done, lostRuns, unreachedRuns, load } = await simulate(fleet, endless, directory);
    expect([done, lostRuns, unreachedRuns]).toEqual([8, 0, 0]);
    expect(load.requests).toBe(8 * fleet.filesPerRunner);
  });

  test.each([
    ['the action', actionRunner],
    ['a loop', endless],
  ])('%s is done only after the outage, by requests that were served', async (_, runner) => {
    const fleet = small(60_000);
    const { done, allDoneAtMs, load } = await simulate(fleet, runner, directory);
    expect(done).toBe(8);
    expect(allDoneAtMs).toBeGreaterThan(fleet.outage.untilMs);
    expect(load.served).toBeGreaterThanOrEqual(8 * fleet.filesPerRunner);
    expect(load.requests).toBeGreaterThan(load.served);
  });

  test('five tries end in failures where an outage is longer', async () => {
    const { lostRuns, unreachedRuns } = await simulate(
      small(120_000),
      loopRunner(5, 10_000),
      directory,
    );
    expect(lostRuns).toBeGreaterThan(0);
    expect(unreachedRuns).toBeGreaterThan(0);
  });

  test('the same seed gives the same result, another seed another', async () => {
    const first = await simulate(small(60_000), actionRunner, directory);
    expect(await simulate(small(60_000), actionRunner, directory)).toEqual(first);
    const other = await simulate({ ...small(60_000), seed: 2 }, actionRunner, directory);
    expect(other.load.perSecond).not.toEqual(first.load.perSecond);
  });

  test('what is not done by the horizon is told', async () => {
    const fleet = { ...small(60_000), horizonMs: 80_000 };
    const { done, allDoneAtMs } = await simulate(fleet, endless, directory);
    expect(done).toBeLessThan(8);
    expect(allDoneAtMs).toBeUndefined();
  });
});

test('a fleet becomes a table and a plot', async () => {
  const scenario = { name: 'fleet-small', title: 'a small fleet', fleet: small(60_000) };
  const record = await compete(scenario, directory);
  expect(record.standings.map(({ done }) => done)).toEqual([8, 8, 8]);
  const { markdown, plots } = renderPage({
    version: 1,
    lab: [],
    fleet: {
      circumstances: {
        date: '2026-11-21',
        command: 'npm run bench -- fleet --write',
        machine: 'any',
        node: 'v24',
        go: 'go1.26',
        dist: 'abc1234',
        isInMemory: true,
      },
      records: [record],
    },
  });
  expect(markdown).toContain('| every 10 s, endless | 8 of 8 |');
  expect(markdown).toContain('](benchmarks/fleet-small.svg)');
  expect(Object.keys(plots)).toEqual(['fleet-small.svg']);
});

test('the simulated clock runs events in order of time, then of scheduling', async () => {
  const clock = createSimulatedClock();
  const seen: string[] = [];
  const cancel = clock.after(1, () => seen.push('cancelled'));
  for (const delay of [30, 10, 20, 10, 0]) {
    clock.after(delay, () => seen.push(`${delay} at ${clock.now()}`));
  }
  cancel();
  await clock.run(() => false);
  expect(seen).toEqual(['0 at 0', '10 at 10', '10 at 10', '20 at 20', '30 at 30']);
});
