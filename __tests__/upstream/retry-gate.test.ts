import { describe, expect, test } from '@jest/globals';
import type { RunEvent } from '../../src/upstream/events.ts';
import { RetryGate, type Try } from '../../src/upstream/retry-gate.ts';
import { createFakeClock, settle } from '../support/clock.ts';

const { signal } = new AbortController();

/** A gate whose budget is used up, with `underWay` tries that have not ended. */
async function emptyGate(underWay: number) {
  const events: RunEvent[] = [];
  const clock = createFakeClock();
  const gate = new RetryGate(clock, (event) => events.push(event));
  const tries: Try[] = [];
  for (let i = 0; i < 20; i += 1) tries.push(await gate.enter(1, signal));
  for (const one of tries.splice(underWay)) one.end();
  expect(gate.isEmpty).toBe(true);
  return { gate, tries, events, clock };
}

/** Enters and keeps count of how far it came. */
function queue(gate: RetryGate, count: number, ending = signal) {
  const admitted: Try[] = [];
  const refused: unknown[] = [];
  for (let i = 0; i < count; i += 1) {
    gate.enter(1, ending).then(
      (one) => admitted.push(one),
      (reason) => refused.push(reason),
    );
  }
  return { admitted, refused };
}

describe('the retry gate', () => {
  test('lets everything through while there is a budget', async () => {
    const gate = new RetryGate(createFakeClock(), () => {});
    const { admitted } = queue(gate, 20);
    await settle();
    expect(admitted).toHaveLength(20);
  });

  test('lets three at a time through once it is empty, and refuses none', async () => {
    const { gate } = await emptyGate(0);
    const { admitted } = queue(gate, 10);
    for (let done = 0; done < 10; done += 1) {
      await settle();
      expect(admitted.length - done).toBe(Math.min(3, 10 - done));
      admitted[done]?.end();
    }
  });

  test('waits for those that are under way from before', async () => {
    const { gate, tries } = await emptyGate(5);
    const { admitted } = queue(gate, 1);
    for (const one of tries.slice(0, 2)) one.end();
    await settle();
    expect(admitted).toHaveLength(0);
    tries[2]?.end();
    await settle();
    expect(admitted).toHaveLength(1);
  });

  test('gives the place of one that takes long to the next, and does not count its end again', async () => {
    const { gate, tries, clock } = await emptyGate(3);
    const { admitted } = queue(gate, 9);
    await clock.advance(2_999);
    expect(admitted).toHaveLength(0);
    await clock.advance(1);
    expect(admitted).toHaveLength(3);
    expect(admitted.every(({ hasWaited }) => hasWaited)).toBe(true);
    for (const one of tries) one.end();
    await settle();
    expect(admitted).toHaveLength(3);
  });

  test('never keeps a free try waiting', async () => {
    const { gate } = await emptyGate(20);
    let isAdmitted = false;
    void gate.enter(0, signal).then(() => {
      isAdmitted = true;
    });
    await settle();
    expect(isAdmitted).toBe(true);
  });

  test('lets all through when successes have refilled it, and tells of both', async () => {
    const { gate, events } = await emptyGate(3);
    const { admitted } = queue(gate, 5);
    await settle();
    expect(admitted).toHaveLength(0);
    for (let i = 0; i < 30; i += 1) gate.succeeded();
    await settle();
    expect(admitted).toHaveLength(5);
    expect(events.map(({ kind }) => kind)).toEqual(['budget-empty', 'budget-refilled']);
  });

  test('gives the place of one that was broken off to the next', async () => {
    const { gate, tries } = await emptyGate(3);
    const over = new AbortController();
    const gone = queue(gate, 1, over.signal);
    const { admitted } = queue(gate, 1);
    const reason = new Error('over');
    over.abort(reason);
    tries[0]?.end();
    await settle();
    expect([gone.admitted.length, gone.refused, admitted.length]).toEqual([0, [reason], 1]);
  });
});
