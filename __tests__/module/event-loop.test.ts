import { expect, test } from '@jest/globals';
import { takeTurns } from '../../src/module/event-loop.ts';

test('of many computations one goes on per turn of the event loop, each in its turn', async () => {
  let turn = 0;
  let isOver = false;
  const count = () => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const steps: { readonly name: number; readonly turn: number }[] = [];
  const compute = async (name: number) => {
    for (let step = 0; step < 3; step += 1) {
      await takeTurns();
      steps.push({ name, turn });
    }
  };
  await Promise.all([compute(1), compute(2), compute(3)]);
  isOver = true;
  expect(new Set(steps.map((step) => step.turn)).size).toBe(steps.length);
  expect(steps.map(({ name }) => name)).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
});
