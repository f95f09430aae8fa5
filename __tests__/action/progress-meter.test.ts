import { expect, test } from '@jest/globals';
import { openProgressMeter } from '../../src/action/progress-meter.ts';
import type { Reporter } from '../../src/action/reporter.ts';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
import { createFakeClock } from '../support/clock.ts';

const mirror: MirrorEntry = {
  kind: 'mirror',
  url: 'https://a.example',
  name: 'a.example',
  isPublic: true,
};

test('one series of ticks from start to stop, however often it is started', () => {
  const clock = createFakeClock();
  const reporter = { progressStyle: 'log', showProgress: () => {} } as unknown as Reporter;
  const meter = openProgressMeter(clock, reporter);
  const counts = () => ({ modulesDone: 0, modulesKnown: 1 });
  meter.start(counts);
  meter.start(counts);
  expect(clock.pendingDelays()).toHaveLength(1);
  meter.received(mirror, 3);
  meter.received(mirror, 4);
  expect(meter.bytes).toBe(7);
  meter.stop();
  expect(clock.pendingDelays()).toEqual([]);
});
