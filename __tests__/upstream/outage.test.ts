import { describe, expect, test } from '@jest/globals';
import { sleep } from '../../src/effects.ts';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
import type { RunEvent } from '../../src/upstream/events.ts';
import { createOutageGate, parkLimitMs, type Recovery } from '../../src/upstream/outage.ts';
import { createFakeClock } from '../support/clock.ts';

function open(
  answers: (round: number, nowMs: number) => boolean,
  { earlyMs = 0 }: { readonly earlyMs?: number } = {},
) {
  const clock = createFakeClock();
  let rounds = 0;
  const events: RunEvent[] = [];
  const gate = createOutageGate({
    clock: {
      ...clock,
      now: () => clock.now(),
      after: (delayMs, action) => clock.after(Math.max(0, delayMs - earlyMs), action),
    },
    random: () => 0.5,
    probe: async (due) => {
      rounds += 1;
      return due.length > 0 && answers(rounds, clock.now());
    },
    tell: (event) => events.push(event),
  });
  return { events, clock, gate, rounds: () => rounds };
}

const { signal } = new AbortController();

const mirrorOf = (name: string): MirrorEntry => ({
  kind: 'mirror',
  url: `https://${name}`,
  name,
  isPublic: true,
});
const mirrors = [mirrorOf('a.example'), mirrorOf('b.example')];

describe('the outage gate', () => {
  test('shares one series of probes among all who wait', async () => {
    const { clock, gate, rounds } = open((round) => round === 3);
    const waiting = Promise.all([1, 2, 3, 4].map(() => gate.recovered(mirrors, signal)));
    await clock.advance(parkLimitMs);
    expect(await waiting).toEqual(Array(4).fill('recovered'));
    expect(rounds()).toBe(3);
  });

  test('a timer that fires early begins no outage', async () => {
    const { clock, gate, rounds, events } = open(() => true, { earlyMs: 0.5 });
    expect(await gate.recovered(mirrors, signal)).toBe('never-down');
    const again = gate.recovered(mirrors, signal);
    await clock.advance(1_000);
    expect(await again).toBe('never-down');
    expect({ rounds: rounds(), events }).toEqual({ rounds: 2, events: [] });
  });

  test('gives up after 120 s, and later waits ask once and do not park again', async () => {
    const { clock, gate, rounds } = open(() => false);
    let outcome: Recovery | undefined;
    void gate.recovered(mirrors, signal).then((recovered) => {
      outcome = recovered;
    });
    await clock.advance(119_999);
    expect(outcome).toBeUndefined();
    await clock.advance(1);
    expect(outcome).toBe('given-up');
    const asked = rounds();
    expect(await gate.recovered(mirrors, signal)).toBe('given-up');
    expect([rounds(), clock.now()]).toEqual([asked + 1, 120_000]);
  });

  test('parks again once a mirror has come back', async () => {
    const { clock, gate } = open((_round, nowMs) => nowMs >= 100_000 && nowMs < 130_000);
    const first = gate.recovered(mirrors, signal);
    await clock.advance(120_000);
    expect(await first).toBe('recovered');
    await clock.advance(10_000);
    let isOver = false;
    void gate.recovered(mirrors, signal).finally(() => {
      isOver = true;
    });
    await clock.advance(60_000);
    expect(isOver).toBe(false);
    await clock.advance(60_000);
    expect(isOver).toBe(true);
  });

  test('asks each mirror at most once a second, whoever waits for it', async () => {
    const clock = createFakeClock();
    const asked = new Map<MirrorEntry, number[]>();
    const gate = createOutageGate({
      clock,
      random: () => 0,
      probe: async (candidates) => {
        for (const one of candidates) asked.set(one, [...(asked.get(one) ?? []), clock.now()]);
        return false;
      },
      tell: () => {},
    });
    const [a, b] = mirrors as [MirrorEntry, MirrorEntry];
    const waits = [[a], [b], [a, b]].map((waitedFor) => gate.recovered(waitedFor, signal));
    await clock.advance(10_000);
    expect([...asked.values()].map((times) => times.length)).toEqual([11, 11]);
    await clock.advance(parkLimitMs);
    expect(await Promise.all(waits)).toEqual(['given-up', 'given-up', 'given-up']);
    for (const times of asked.values()) {
      const gaps = times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
    }
  });

  test('is on from the first failed probe to the first answer, and says so', async () => {
    const { clock, gate, events } = open((_round, nowMs) => nowMs >= 5_000);
    const [a, b] = mirrors as [MirrorEntry, MirrorEntry];
    const elsewhere = mirrorOf('c.example');
    const waiting = gate.recovered(mirrors, signal);
    await clock.advance(1);
    expect([[a], [a, b], [a, elsewhere], []].map(gate.isOn)).toEqual([true, true, false, false]);
    await clock.advance(10_000);
    expect(await waiting).toBe('recovered');
    expect(gate.isOn([a])).toBe(false);
    const names = ['a.example', 'b.example'];
    expect(events).toMatchObject([
      { kind: 'outage-began', atMs: 0, mirrors: names },
      { kind: 'outage-ended', mirrors: names, hasRecovered: true },
    ]);
  });

  test.each<[string, number, Recovery]>([
    ['before a probe has failed', 500, 'never-down'],
    ['after one has', 2_500, 'recovered'],
  ])('is over when anybody has an answer, %s', async (_name, atMs, expected) => {
    const clock = createFakeClock();
    const [down, back] = mirrors as [MirrorEntry, MirrorEntry];
    const gate = createOutageGate({
      clock,
      random: () => 0.5,
      // Held by a mirror that says nothing.
      probe: async (_candidates, _round, ending) => {
        await sleep(clock, 1_000, ending).catch(() => {});
        return false;
      },
      tell: () => {},
    });
    let isElsewhereOver = false;
    const elsewhere = gate.recovered([down], signal);
    void elsewhere.then(() => {
      isElsewhereOver = true;
    });
    const waiting = gate.recovered(mirrors, signal);
    await clock.advance(atMs);
    gate.answered(back);
    expect(await waiting).toBe(expected);
    expect([isElsewhereOver, gate.isOn(mirrors)]).toEqual([false, false]);
    gate.answered(down);
    await elsewhere;
    expect(clock.pendingDelays()).toEqual([]);
  });

  test('tells its probes how long the wait has been', async () => {
    const clock = createFakeClock();
    const rounds: number[] = [];
    const gate = createOutageGate({
      clock,
      random: () => 0,
      probe: async (_candidates, round) => {
        rounds.push(round);
        return round === 3;
      },
      tell: () => {},
    });
    const waiting = gate.recovered(mirrors, signal);
    await clock.advance(parkLimitMs);
    await waiting;
    expect(rounds).toEqual([0, 1, 2, 3]);
  });

  test('was none where the first probe is answered', async () => {
    const { gate, events } = open(() => true);
    expect(await gate.recovered(mirrors, signal)).toBe('never-down');
    expect(events).toEqual([]);
  });

  test('given up is told of once', async () => {
    const { clock, gate, events } = open(() => false);
    const waiting = gate.recovered(mirrors, signal);
    await clock.advance(parkLimitMs);
    await waiting;
    await clock.advance(1_000);
    expect(await gate.recovered(mirrors, signal)).toBe('given-up');
    expect(events.map(({ kind }) => kind)).toEqual(['outage-began', 'outage-ended']);
    expect(events[1]).toMatchObject({ hasRecovered: false, durationMs: parkLimitMs });
  });

  test('ends with the run', async () => {
    const { clock, gate } = open(() => false);
    const run = new AbortController();
    const waiting = gate.recovered(mirrors, run.signal);
    const reason = new Error('over');
    await clock.advance(1_000);
    run.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(clock.pendingDelays()).toEqual([]);
  });

  test('asks only those who are waited for, and each group waits for its own', async () => {
    const clock = createFakeClock();
    const [down, up] = mirrors as [MirrorEntry, MirrorEntry];
    const asked: string[] = [];
    const gate = createOutageGate({
      clock,
      random: () => 0.5,
      probe: async (candidates) => {
        asked.push(candidates.map(({ name }) => name).join());
        return candidates.includes(up);
      },
      tell: () => {},
    });
    const parked = gate.recovered([down], signal);
    expect(await gate.recovered([up], signal)).toBe('never-down');
    await clock.advance(parkLimitMs);
    expect(await parked).toBe('given-up');
    expect(new Set(asked)).toEqual(new Set(['a.example', 'b.example']));
  });

  test('the order of the mirrors makes no other wait', async () => {
    const { gate, rounds } = open(() => true);
    await Promise.all([mirrors, mirrors.toReversed()].map((same) => gate.recovered(same, signal)));
    expect(rounds()).toBe(1);
  });

  test('a round of probes that goes on and on is cut after 120 s', async () => {
    const clock = createFakeClock();
    const gate = createOutageGate({
      clock,
      random: () => 0.5,
      probe: (_candidates, _round, ending) =>
        sleep(clock, 10 * parkLimitMs, ending).then(() => true),
      tell: () => {},
    });
    const waiting = gate.recovered(mirrors, signal);
    await clock.advance(parkLimitMs);
    expect(await waiting).toBe('given-up');
    expect(clock.pendingDelays()).toEqual([]);
  });
});
