import { expect, test } from '@jest/globals';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
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
