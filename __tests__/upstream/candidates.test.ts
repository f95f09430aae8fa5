import { describe, expect, test } from '@jest/globals';
import type { Failure } from '../../src/failure.ts';
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
const absent: Failure = { class: 'http-not-found', detail: 'no such file' };
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
    // In the first pass whoever had its turn may have it again; later the last one has its time.
    candidates.putBack(other);
    expect(candidates.hasAlternative(silent)).toBe(expected);
    candidates.startPass();
    candidates.putBack(other);
    expect(candidates.hasAlternative(silent)).toBe(false);
  });

  test.each<[string, number, boolean]>([
    ['not for one whose breaker is open', 14_999, false],
    ['for one whose breaker is due to be tried', 15_000, true],
  ])('%s', async (_name, laterMs, expected) => {
    const clock = createFakeClock();
    const mirrors = new MirrorSet(
      { groups: [[open, otherOpen]], ending: 'none', endingAfter: 'any-error' },
      clock,
    );
    const candidates = new Candidates([open, otherOpen], mirrors);
    mirrors.answered(otherOpen, 10, 0);
    for (let count = 1; count <= 5; count += 1) {
      mirrors.failed(otherOpen, { class: 'stall', detail: 'x' }, count);
    }
    await clock.advance(laterMs);
    expect(candidates.hasAlternative(open)).toBe(expected);
  });
});

describe('a silent mirror is the last of its pass', () => {
  test.each<[string, MirrorEntry, MirrorEntry, (candidates: Candidates) => void, boolean]>([
    ['once the other had its turn', open, otherOpen, (all) => all.putBack(otherOpen), true],
    ['not before', open, otherOpen, () => {}, false],
    ['once the other is out of question', own, open, (all) => all.leave(open, absent), true],
    ['not before a public one that would hear of the module then', own, open, () => {}, false],
  ])('%s', (_name, silent, other, prepare, expected) => {
    const mirrors = new MirrorSet(
      { groups: [[silent, other]], ending: 'none', endingAfter: 'any-error' },
      createFakeClock(),
    );
    const candidates = new Candidates([silent, other], mirrors);
    prepare(candidates);
    expect(candidates.isLastInPass(silent)).toBe(expected);
  });

  test('not before a public one, be its breaker open', () => {
    const mirrors = new MirrorSet(
      { groups: [[own, open]], ending: 'none', endingAfter: 'any-error' },
      createFakeClock(),
    );
    for (let count = 1; count <= 3; count += 1) mirrors.failed(open, absent, count);
    expect(mirrors.areAllShut([open])).toBe(true);
    const candidates = new Candidates([own, open], mirrors);
    expect(candidates.isLastInPass(own)).toBe(false);
    candidates.putBack(open);
    expect(candidates.isLastInPass(own)).toBe(true);
  });
});
