import { describe, expect, test } from '@jest/globals';
import type { Failure } from '../../src/failure.ts';
import { type Attempt, createJournal, type MirrorReport } from '../../src/upstream/journal.ts';

const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  mirror: 'a.example',
  endpoint: 'rsc.io/quote/@v/v1.5.2.zip',
  startedAtMs: 0,
  durationMs: 10,
  bytes: 100,
  outcome: 'ok',
  ...changes,
});

const outcomes = (...all: Attempt['outcome'][]) => all.map((outcome) => attempt({ outcome }));

describe('the state of a mirror', () => {
  test.each<[string, Attempt[], MirrorReport['state']]>([
    ['nobody asked', [], 'not-asked'],
    ['answered', outcomes('ok'), 'healthy'],
    ['has nothing but answers', outcomes('http-not-found'), 'healthy'],
    ['only cancelled by us', outcomes('cancelled', 'deadline'), 'not-asked'],
    ['failed its only request', outcomes('dns'), 'failing'],
    ['recovered', outcomes('stall', 'stall', 'stall', 'stall', 'stall', 'ok'), 'healthy'],
    ['faltered at the end', outcomes('ok', 'stall', 'stall', 'stall', 'stall'), 'healthy'],
    ['died', outcomes('ok', 'stall', 'stall', 'stall', 'stall', 'stall'), 'failing'],
    ['is slow', [attempt({ firstByteMs: 501 })], 'slow'],
    ['is just not slow', [attempt({ firstByteMs: 500 })], 'healthy'],
    ['was slow once', [100, 900, 90].map((firstByteMs) => attempt({ firstByteMs })), 'healthy'],
  ])('%s', (_, attempts, state) => {
    const journal = createJournal();
    for (const one of attempts) journal.record(one);
    expect(journal.reports(['a.example'])).toMatchObject([{ state }]);
  });
});

test('each mirror is counted on its own, in the order given', () => {
  const journal = createJournal();
  journal.record(attempt({ mirror: 'b.example', bytes: 7, firstByteMs: 20 }));
  journal.record(attempt({ firstByteMs: 10 }));
  const stall: Failure = { class: 'stall', detail: 'silent for 15s', mirror: 'a.example' };
  journal.record(attempt({ outcome: 'stall', bytes: 5, firstByteMs: 30 }), stall);
  journal.record(attempt({ outcome: 'http-not-found', bytes: 0 }));
  expect(journal.reports(['a.example', 'b.example', 'c.example'], new Set(['b.example']))).toEqual([
    {
      name: 'a.example',
      state: 'healthy',
      requests: 3,
      bytes: 105,
      medianFirstByteMs: 20,
      failures: { stall: 1, 'http-not-found': 1 },
      firstFailure: stall,
    },
    {
      name: 'b.example',
      state: 'healthy',
      requests: 1,
      bytes: 7,
      medianFirstByteMs: 20,
      failures: {},
      lostItsPlace: true,
    },
    { name: 'c.example', state: 'not-asked', requests: 0, bytes: 0, failures: {} },
  ]);
});

test('the first failure is the first fault, with its facts', () => {
  const journal = createJournal();
  for (const outcome of ['http-not-found', 'cancelled'] as const) {
    journal.record(attempt({ outcome }), { class: outcome, detail: 'no fault of the mirror' });
  }
  journal.record(attempt({ outcome: 'http-server', status: 503 }), {
    class: 'http-server',
    detail: 'answered 503',
    status: 503,
  });
  journal.record(attempt({ outcome: 'dns' }), { class: 'dns', detail: 'no address' });
  expect(journal.reports(['a.example'])[0]?.firstFailure).toMatchObject({ status: 503 });
  expect(journal.attempts).toHaveLength(4);
});
