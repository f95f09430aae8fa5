import { describe, expect, test } from '@jest/globals';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
import { Candidates } from '../../src/upstream/candidates.ts';
import { MirrorSet } from '../../src/upstream/mirror-set.ts';
import { createFakeClock } from '../support/clock.ts';

function mirror(name: string, isPublic: boolean, scheme = 'https'): MirrorEntry {
  return { kind: 'mirror', url: `${scheme}://${name}`, name, isPublic };
}

const own = mirror('goproxy.corp.example', false);
const otherOwn = mirror('mirror.corp.example', false);
const open = mirror('a.example', true);
const otherOpen = mirror('b.example', true);
const directory = mirror('/srv/modules', false, 'file');

describe('a silent mirror is left early for another one', () => {
  test.each<[string, MirrorEntry, MirrorEntry, boolean]>([
    ['public for public', open, otherOpen, true],
    ['own for own', own, otherOwn, true],
    ['public for own', open, own, true],
    ['no gatekeeper for a public one: its "no" may still come', own, open, false],
    ['none for a directory', open, directory, false],
  ])('%s', (_name, silent, other, expected) => {
    const mirrors = new MirrorSet(
      { groups: [[silent, other]], ending: 'none', endingAfter: 'any-error' },
      createFakeClock(),
    );
    const candidates = new Candidates([silent, other], mirrors);
    expect(candidates.hasAlternative(silent)).toBe(false);
    mirrors.answered(other, 10);
    expect(candidates.hasAlternative(silent)).toBe(expected);
    candidates.putBack(other);
    expect(candidates.hasAlternative(silent)).toBe(false);
  });
});
