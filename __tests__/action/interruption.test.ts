import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { listenForSignals } from '../../src/action/interruption.ts';
import { failureOf } from '../../src/failure.ts';
import { createFakeClock } from '../support/clock.ts';

test.each([
  ['linux', 'SIGTERM', 'SIGINT'],
  ['darwin', 'SIGINT', 'SIGTERM'],
  // Not taken, the second would end the process at once.
  ['win32', 'SIGINT', 'SIGBREAK'],
] as const)('%s: %s counts, and %s is taken without effect', (platform, first, second) => {
  const process = new EventEmitter();
  const { signal } = listenForSignals(process, createFakeClock(), platform);
  expect(signal.aborted).toBe(false);
  expect(process.emit(first, first)).toBe(true);
  expect(process.emit(second, second)).toBe(true);
  expect(failureOf(signal.reason)).toMatchObject({
    class: 'cancelled',
    detail: expect.stringContaining(first),
  });
});

test('time is counted from the first signal, whenever it is asked for', async () => {
  const process = new EventEmitter();
  const clock = createFakeClock();
  const interruption = listenForSignals(process, clock, 'linux');
  const passed: string[] = [];
  void interruption.passed(6_000).then(() => passed.push('asked before'));
  await clock.advance(60_000);
  expect(passed).toEqual([]);

  process.emit('SIGINT', 'SIGINT');
  await clock.advance(5_000);
  process.emit('SIGTERM', 'SIGTERM');
  void interruption.passed(7_000).then(() => passed.push('asked after'));
  await clock.advance(999);
  expect(passed).toEqual([]);
  await clock.advance(1);
  expect(passed).toEqual(['asked before']);
  await clock.advance(1_000);
  expect(passed).toEqual(['asked before', 'asked after']);
});
