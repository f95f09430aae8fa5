import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideRerun, type RerunFacts } from '../../src/action/rerun.ts';
import { type Failure, failureClasses } from '../../src/failure.ts';

const detail = 'x';
const refused: Failure = { class: 'connect-refused', detail };
const facts: RerunFacts = {
  runs: 1,
  failures: [refused],
  hasMirrorWorked: true,
  mayGoDirect: false,
  hasGoneDirect: false,
  hasRepaired: false,
};

test.each<[string, Partial<RerunFacts>, ReturnType<typeof decideRerun>]>([
  ['an outage of mirrors that did work', {}, 'again'],
  ['an outage from the start', { hasMirrorWorked: false }, 'stop'],
  [
    'an outage with direct behind it',
    { mayGoDirect: true, hasMirrorWorked: false },
    'again-direct',
  ],
  ['an outage after direct was asked', { mayGoDirect: true, hasGoneDirect: true }, 'again'],
  ['the third run', { runs: 3 }, 'stop'],
  [
    'wrong bytes are final, whatever else failed',
    { failures: [refused, { class: 'checksum-mismatch', detail }], mayGoDirect: true },
    'stop',
  ],
  [
    "a gatekeeper's no is never passed by direct",
    { failures: [{ class: 'http-auth', detail }], mayGoDirect: true },
    'stop',
  ],
  ['a module nobody has', { failures: [{ class: 'http-not-found', detail }] }, 'stop'],
  ['damage', { failures: [{ class: 'cache-corrupt', detail }] }, 'repair'],
  [
    'damage after a repair',
    { failures: [{ class: 'cache-corrupt', detail }], hasRepaired: true, runs: 2 },
    'stop',
  ],
  ['a go that hung', { failures: [{ class: 'stall', phase: 'go', detail }] }, 'again'],
  [
    'a toolchain that the network kept away',
    { failures: [{ class: 'toolchain', detail, because: refused }] },
    'again',
  ],
  ['a toolchain that does not exist', { failures: [{ class: 'toolchain', detail }] }, 'stop'],
])('%s', (_name, given, expected) => {
  expect(decideRerun({ ...facts, ...given })).toBe(expected);
});

test('never runs go more than three times, and goes direct only where it may', () => {
  const failure = fc
    .constantFrom(...failureClasses)
    .map((name) => ({ class: name, detail }) as Failure);
  const anyFacts = fc.record({
    runs: fc.integer({ min: 1, max: 5 }),
    failures: fc.array(failure, { minLength: 1, maxLength: 4 }),
    hasMirrorWorked: fc.boolean(),
    mayGoDirect: fc.boolean(),
    hasGoneDirect: fc.boolean(),
    hasRepaired: fc.boolean(),
  });
  fc.assert(
    fc.property(anyFacts, (given) => {
      const decision = decideRerun(given);
      if (given.runs >= 3) expect(decision).toBe('stop');
      if (!given.mayGoDirect) expect(decision).not.toBe('again-direct');
    }),
  );
});
