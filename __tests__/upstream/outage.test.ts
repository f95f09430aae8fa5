import { describe, expect, test } from '@jest/globals';
import { createOutageGate, parkLimitMs } from '../../src/upstream/outage.ts';
import { createFakeClock } from '../support/clock.ts';

function open(answers: (round: number, nowMs: number) => boolean) {
  const clock = createFakeClock();
  let rounds = 0;
  const gate = createOutageGate(
    clock,
    () => 0.5,
    async () => {
      rounds += 1;
      return answers(rounds, clock.now());
    },
  );
  return { clock, gate, rounds: () => rounds };
}

const { signal } = new AbortController();

describe('the outage gate', () => {
  test('shares one series of probes among all who wait', async () => {
    const { clock, gate, rounds } = open((round) => round === 3);
    const waiting = Promise.all([1, 2, 3, 4].map(() => gate.recovered(signal)));
    await clock.advance(parkLimitMs);
    expect(await waiting).toEqual([true, true, true, true]);
    expect(rounds()).toBe(3);
  });

  test('gives up after 120 s, and later waits ask once and do not park again', async () => {
    const { clock, gate, rounds } = open(() => false);
    let outcome: boolean | undefined;
    void gate.recovered(signal).then((recovered) => {
      outcome = recovered;
    });
    await clock.advance(119_999);
    expect(outcome).toBeUndefined();
    await clock.advance(1);
    expect(outcome).toBe(false);
    const asked = rounds();
    expect(await gate.recovered(signal)).toBe(false);
    expect([rounds(), clock.now()]).toEqual([asked + 1, 120_000]);
  });

  test('parks again once a mirror has come back', async () => {
    const { clock, gate } = open((_round, nowMs) => nowMs >= 120_000 && nowMs < 130_000);
    const first = gate.recovered(signal);
    await clock.advance(120_000);
    expect(await first).toBe(true);
    await clock.advance(10_000);
    let isOver = false;
    void gate.recovered(signal).finally(() => {
      isOver = true;
    });
    await clock.advance(60_000);
    expect(isOver).toBe(false);
    await clock.advance(60_000);
    expect(isOver).toBe(true);
  });

  test('ends with the run', async () => {
    const { clock, gate } = open(() => false);
    const run = new AbortController();
    const waiting = gate.recovered(run.signal);
    const reason = new Error('over');
    await clock.advance(1_000);
    run.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(clock.pendingDelays()).toEqual([]);
  });
});
