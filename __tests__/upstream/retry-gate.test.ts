import { describe, expect, test } from '@jest/globals';
import type { RunEvent } from '../../src/upstream/events.ts';
import { type EndTry, RetryGate } from '../../src/upstream/retry-gate.ts';
import { createFakeClock, settle } from '../support/clock.ts';

const { signal } = new AbortController();

/** A gate whose budget is used up, with `underWay` tries that have not ended. */
async function emptyGate(underWay: number) {
  const events: RunEvent[] = [];
  const gate = new RetryGate(createFakeClock(), (event) => events.push(event));
  const tries: EndTry[] = [];
  for (let i = 0; i < 20; i += 1) tries.push(await gate.enter(1, signal));
  for (const end of tries.splice(underWay)) end();
  expect(gate.isEmpty).toBe(true);
  return { gate, tries, events };
}

/** Enters and keeps count of how far it came. */
function queue(gate: RetryGate, count: number, ending = signal) {
  const admitted: EndTry[] = [];
  const refused: unknown[] = [];
  for (let i = 0; i < count; i += 1) {
    gate.enter(1, ending).then(
      (end) => admitted.push(end),
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
      admitted[done]?.();
    }
  });

  test('waits for those that are under way from before', async () => {
    const { gate, tries } = await emptyGate(5);
    const { admitted } = queue(gate, 1);
    for (const end of tries.slice(0, 2)) end();
    await settle();
    expect(admitted).toHaveLength(0);
    tries[2]?.();
    await settle();
    expect(admitted).toHaveLength(1);
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
    tries[0]?.();
    await settle();
    expect([gone.admitted.length, gone.refused, admitted.length]).toEqual([0, [reason], 1]);
  });
});
