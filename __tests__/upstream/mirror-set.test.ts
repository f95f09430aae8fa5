import { expect, test } from '@jest/globals';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
import type { RunEvent } from '../../src/upstream/events.ts';
import { MirrorSet } from '../../src/upstream/mirror-set.ts';
import { createFakeClock } from '../support/clock.ts';

const entry = (name: string): MirrorEntry => ({
  kind: 'mirror',
  url: `https://${name}`,
  name,
  isPublic: true,
});
const a = entry('a.example');
const b = entry('b.example');

test('the trouble of the moment is that of the mirrors that have not answered since', () => {
  const list = { groups: [[a], [b]], ending: 'none', endingAfter: 'any-error' } as const;
  const mirrors = new MirrorSet(list, createFakeClock());
  expect(mirrors.currentTrouble()).toBeUndefined();

  mirrors.failed(b, { class: 'dns', detail: 'no such name' }, 0);
  mirrors.failed(a, { class: 'stall', detail: 'no byte for 15 s' }, 0);
  expect(mirrors.currentTrouble()).toMatchObject({
    class: 'stall',
    mirror: 'a.example',
    detail: 'no byte for 15 s (also b.example: dns)',
  });

  mirrors.answered(a, 10);
  expect(mirrors.currentTrouble()).toMatchObject({ class: 'dns', mirror: 'b.example' });

  mirrors.answered(b, 10);
  expect(mirrors.currentTrouble()).toBeUndefined();
});

test('every turn of a circuit breaker is told, a turn handed on is not', async () => {
  const list = { groups: [[a, b]], ending: 'none', endingAfter: 'any-error' } as const;
  const clock = createFakeClock();
  const events: RunEvent[] = [];
  const mirrors = new MirrorSet(list, clock, (event) => events.push(event));
  const stall = { class: 'stall', detail: 'x' } as const;
  mirrors.answered(a, 10);
  for (let i = 0; i < 5; i += 1) {
    await clock.advance(1);
    mirrors.failed(a, stall, clock.now());
  }
  expect(mirrors.usable([a, b])).toEqual([b]);
  expect(mirrors.ordered([a, b])).toEqual([b, a]);
  expect([mirrors.areAllShut([a]), mirrors.usable([a])]).toEqual([true, [a]]);

  await clock.advance(15_000);
  mirrors.asked(a);
  mirrors.concluded(a, clock.now());
  mirrors.asked(a);
  mirrors.failed(a, stall, clock.now());
  await clock.advance(30_000);
  mirrors.asked(a);
  mirrors.answered(a, 10, clock.now());

  expect(events).toEqual([
    { kind: 'breaker-opened', atMs: 5, mirror: 'a.example', openMs: 15_000 },
    { kind: 'breaker-half-open', atMs: 15_005, mirror: 'a.example' },
    { kind: 'breaker-half-open', atMs: 15_005, mirror: 'a.example' },
    { kind: 'breaker-opened', atMs: 15_005, mirror: 'a.example', openMs: 30_000 },
    { kind: 'breaker-half-open', atMs: 45_005, mirror: 'a.example' },
    { kind: 'breaker-closed', atMs: 45_005, mirror: 'a.example' },
  ]);
});
