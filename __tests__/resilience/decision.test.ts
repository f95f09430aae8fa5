import { describe, expect, test } from '@jest/globals';
import { type Failure, failureClasses } from '../../src/failure.ts';
import { type Decision, decide, isOutage } from '../../src/resilience/decision.ts';

const detail = 'x';

describe('what follows a failed attempt', () => {
  test.each<[string, Failure, { isPublicMirror?: boolean; attemptsInRow?: number }, Decision]>([
    ['refused', { class: 'connect-refused', detail }, {}, 'next-mirror'],
    ['no address', { class: 'dns', detail }, {}, 'next-mirror'],
    [
      'stale keep-alive connection',
      { class: 'connection-reset', phase: 'headers', reusedConnection: true, detail },
      {},
      'same-mirror',
    ],
    [
      'reset of a fresh connection before headers',
      { class: 'connection-reset', phase: 'headers', reusedConnection: false, detail },
      {},
      'next-mirror',
    ],
    ['reset in the body', { class: 'connection-reset', phase: 'body', detail }, {}, 'same-mirror'],
    [
      'reset in the body again',
      { class: 'connection-reset', phase: 'body', detail },
      { attemptsInRow: 2 },
      'next-mirror',
    ],
    ['truncated', { class: 'truncated', detail }, {}, 'same-mirror'],
    ['truncated again', { class: 'truncated', detail }, { attemptsInRow: 2 }, 'next-mirror'],
    ['stall', { class: 'stall', phase: 'body', detail }, {}, 'next-mirror'],
    ['503', { class: 'http-server', status: 503, detail }, {}, 'next-mirror'],
    ['429', { class: 'http-throttled', status: 429, detail }, {}, 'next-mirror'],
    ['404', { class: 'http-not-found', status: 404, detail }, {}, 'absent'],
    [
      '403 of a public mirror',
      { class: 'http-auth', status: 403, detail },
      { isPublicMirror: true },
      'leave-mirror',
    ],
    [
      '403 of a gatekeeper is not walked around',
      { class: 'http-auth', status: 403, detail },
      {},
      'end',
    ],
    ['407', { class: 'proxy-auth', detail }, {}, 'leave-mirror'],
    ['certificate', { class: 'tls-certificate', detail }, {}, 'leave-mirror'],
    ['other bytes than go.sum names', { class: 'checksum-mismatch', detail }, {}, 'leave-mirror'],
    ['own files refused', { class: 'permission', detail }, {}, 'end'],
    [
      'files of a directory mirror refused',
      { class: 'permission', isMirrorFile: true, detail },
      {},
      'leave-mirror',
    ],
    ['own disk full', { class: 'disk-full', detail }, {}, 'end'],
  ])('%s', (_name, failure, facts, expected) => {
    expect(decide(failure, { isPublicMirror: false, attemptsInRow: 1, ...facts })).toBe(expected);
  });

  test('an outage is always worth another mirror or another try', () => {
    for (const name of failureClasses) {
      const failure = { class: name, detail } as Failure;
      if (isOutage(failure)) {
        expect(['same-mirror', 'next-mirror']).toContain(
          decide(failure, { isPublicMirror: false, attemptsInRow: 1 }),
        );
      }
    }
  });
});
