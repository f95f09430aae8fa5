import { describe, expect, test } from '@jest/globals';
import {
  findingsOnFailures,
  findingsOnMirrors,
  leadingFailure,
  type MirrorFacts,
} from '../../src/action/findings.ts';
import type { Failure } from '../../src/failure.ts';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';

function mirror(name: string): MirrorEntry {
  return { kind: 'mirror', url: `https://${name}`, name, isPublic: true };
}

const detail = 'x';
const refused: Failure = { class: 'connect-refused', detail, mirror: 'a.example' };
const stalled: Failure = { class: 'stall', phase: 'headers', detail, mirror: 'a.example' };
const facts: MirrorFacts = {
  probes: [
    { mirror: mirror('a.example'), failure: refused },
    { mirror: mirror('b.example'), failure: undefined },
  ],
  attempts: [],
  reports: [],
  failure: undefined,
  isUnanswered: false,
};
const healthy = { state: 'healthy', requests: 9, bytes: 9, failures: {} } as const;

describe('what is said of mirrors', () => {
  test('the only mirror was not survived by others', () => {
    const [lone] = findingsOnMirrors({ ...facts, probes: facts.probes.slice(0, 1) });
    expect(lone).toEqual({ level: 'warning', failure: refused });
    expect(findingsOnMirrors(facts)[0]?.tried).toContain('other mirrors');
  });

  test.each<[string, Partial<MirrorFacts>, readonly string[]]>([
    ['one warning for a dead one', {}, ['warning connect-refused a.example']],
    ['none where the run went on without all of them', { isUnanswered: true }, []],
    ['nothing twice that the error says', { failure: refused }, []],
    [
      'the other dead one stays a warning beside the error',
      { failure: { ...refused, mirror: 'c.example' } },
      ['warning connect-refused a.example'],
    ],
    [
      'no page of a portal beside captive-portal',
      {
        probes: [
          { mirror: mirror('a.example'), failure: { class: 'bad-content', isHtml: true, detail } },
        ],
        failure: { class: 'captive-portal', detail },
      },
      [],
    ],
    [
      'a mirror that broke down after its probe',
      {
        probes: [{ mirror: mirror('b.example'), failure: undefined }],
        reports: [
          {
            ...healthy,
            name: 'b.example',
            state: 'failing',
            firstFailure: { class: 'http-server', status: 503, detail },
          },
        ],
      },
      ['warning http-server b.example'],
    ],
    [
      'a notice for one that lost its place',
      {
        probes: [{ mirror: mirror('b.example'), failure: undefined }],
        reports: [{ ...healthy, name: 'b.example', lostItsPlace: true }],
      },
      ['notice stall b.example'],
    ],
    [
      'wrong bytes with the module they were for',
      {
        probes: [{ mirror: mirror('b.example'), failure: undefined }],
        attempts: [
          {
            mirror: 'b.example',
            endpoint: 'example.com/!m/@v/v1.0.0.zip',
            startedAtMs: 0,
            durationMs: 1,
            bytes: 1,
            outcome: 'checksum-mismatch',
            detail,
          },
        ],
      },
      ['warning checksum-mismatch b.example example.com/M@v1.0.0'],
    ],
    [
      'a run that was cancelled blames no mirror for its silence',
      {
        probes: [{ mirror: mirror('a.example'), failure: stalled }],
        failure: { class: 'cancelled', detail },
      },
      [],
    ],
    [
      'a run that a full disk ended blames no mirror for its silence',
      {
        probes: [{ mirror: mirror('a.example'), failure: stalled }],
        failure: { class: 'disk-full', detail },
      },
      [],
    ],
  ])('%s', (_name, given, expected) => {
    const said = findingsOnMirrors({ ...facts, ...given }).map(({ level, failure }) =>
      [level, failure.class, failure.mirror, failure.module].filter(Boolean).join(' '),
    );
    expect(said).toEqual(expected);
  });
});

describe('what ended a run', () => {
  test('an outage is one cause, whichever mirror a file met last', () => {
    const failures: Failure[] = [
      { ...refused, module: 'm@v1.0.0' },
      { ...stalled, mirror: 'b.example', module: 'n@v1.0.0' },
    ];
    const findings = findingsOnFailures(failures);
    expect(new Set(findings.map(({ failure }) => [failure.class, failure.mirror].join()))).toEqual(
      new Set(['connect-refused,a.example']),
    );
    expect(findings.map(({ failure }) => failure.module)).toEqual(['m@v1.0.0', 'n@v1.0.0']);
  });

  test('a mirror without an address is down, whatever its timeouts say', () => {
    const unknown: Failure = { class: 'dns', detail, mirror: 'a.example' };
    expect(leadingFailure([stalled, stalled, unknown])).toMatchObject({ class: 'dns' });
  });

  test('wrong bytes lead, before an outage and before anything else', () => {
    const mismatch: Failure = { class: 'checksum-mismatch', detail };
    expect(leadingFailure([refused, { class: 'http-auth', detail }, mismatch])).toBe(mismatch);
    expect(leadingFailure([])).toBeUndefined();
  });
});
