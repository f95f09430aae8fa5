import { describe, expect, test } from '@jest/globals';
import type { LayerResult, MirrorDiagnosis } from '../../src/diagnose/diagnosis.ts';
import { judgeMachine } from '../../src/diagnose/machine-verdict.ts';
import { describeSkew, judgeMirror } from '../../src/diagnose/verdict.ts';

const fault = (failureClass: 'dns' | 'unreachable' | 'connect-refused' | 'tls-certificate') => ({
  class: failureClass,
  detail: `the ${failureClass} detail`,
});

const dns: LayerResult = {
  layer: 'dns',
  host: 'a.example.com',
  addresses: ['203.0.113.1'],
  servers: ['192.0.2.53'],
  suspicious: [],
  durationMs: 1,
};
const tcp: LayerResult = { layer: 'tcp', attempts: [], durationMs: 1 };
const works: readonly LayerResult[] = [
  dns,
  tcp,
  { layer: 'http', status: 200, durationMs: 1 },
  { layer: 'protocol', module: 'a@v1', answer: 'verified', durationMs: 0 },
];
const noName: readonly LayerResult[] = [{ ...dns, addresses: [], fault: fault('dns') }];
const silent: readonly LayerResult[] = [
  { ...dns, addresses: [], problem: 'timeout', fault: fault('dns') },
];
const unknown: readonly LayerResult[] = [
  { ...dns, addresses: [], problem: 'nxdomain', fault: fault('dns') },
];
const noRoute: readonly LayerResult[] = [dns, { ...tcp, fault: fault('unreachable') }];
const refused: readonly LayerResult[] = [dns, { ...tcp, fault: fault('connect-refused') }];
const throughProxy = (name: string): readonly LayerResult[] => [
  {
    layer: 'forward proxy',
    name,
    variable: 'HTTPS_PROXY',
    durationMs: 1,
    fault: { class: 'proxy-auth', detail: 'no password' },
  },
];
const signedBy = (issuer: string): readonly LayerResult[] => [
  dns,
  tcp,
  {
    layer: 'tls',
    certificate: { issuer },
    problem: 'untrusted',
    durationMs: 1,
    fault: fault('tls-certificate'),
  },
];
const outOfDate = (skewMs?: number): readonly LayerResult[] => [
  dns,
  tcp,
  {
    layer: 'tls',
    problem: 'expired',
    ...(skewMs !== undefined && { skewMs }),
    durationMs: 1,
    fault: fault('tls-certificate'),
  },
];
const page: readonly LayerResult[] = [
  dns,
  tcp,
  {
    layer: 'http',
    status: 200,
    isPage: true,
    durationMs: 1,
    fault: { class: 'bad-content', detail: 'a page' },
  },
];
const directory: readonly LayerResult[] = [{ layer: 'directory', durationMs: 0 }];

const mirrorsOf = (...all: readonly (readonly LayerResult[])[]): MirrorDiagnosis[] =>
  all.map((layers, index) => judgeMirror({ mirror: `m${index}.example`, isPublic: false, layers }));

const dayMs = 86_400_000;

describe('what all mirrors have in common', () => {
  test.each<[string, readonly (readonly LayerResult[])[], string, RegExp]>([
    ['nothing to compare', [], 'no-mirrors', /no mirror/],
    ['all work', [works, works], 'usable', /all 2 mirrors are usable/],
    ['one works', [works, refused], 'mirrors-differ', /1 of 2 .* m1\.example \(tcp\)/],
    ['each has a fault of its own', [noName, refused], 'mirrors-differ', /none of 2/],
    ['no name is resolved', [noName, noName], 'dns', /name resolution is down/],
    ['the resolver is silent about the only name', [silent], 'dns', /down on this machine/],
    ['the resolver knows none of the names', [unknown, unknown], 'dns', /only a forward proxy/],
    ['one name is not resolved, and there is no other', [noName], 'mirrors-differ', /only mirror/],
    ['no route', [noRoute, noRoute], 'no-network', /no route/],
    [
      'one forward proxy',
      [throughProxy('p:1'), throughProxy('p:1')],
      'forward-proxy',
      /no password/,
    ],
    [
      'two forward proxies',
      [throughProxy('p:1'), throughProxy('p:2')],
      'mirrors-differ',
      /none of 2/,
    ],
    ['one issuer', [signedBy('Corp CA'), signedBy('Corp CA')], 'interception', /"Corp CA"/],
    ['two issuers', [signedBy('A'), signedBy('B')], 'mirrors-differ', /none of 2/],
    ['a clock', [outOfDate(-40 * dayMs), outOfDate()], 'clock', /40 days fast/],
    ['old certificates', [outOfDate(500), outOfDate(900)], 'mirrors-differ', /none of 2/],
    ['a portal', [page, page], 'portal', /portal/],
    ['a directory beside a dead network', [directory, noName, noName], 'dns', /down/],
  ])('%s', (_, layers, common, words) => {
    const found = judgeMachine({
      mirrors: mirrorsOf(...layers),
      hasNetwork: true,
      skewMs: undefined,
    });
    expect(found).toMatchObject({ common });
    expect(found.verdict).toMatch(words);
  });

  test('no interface has an address', () => {
    const facts = { mirrors: mirrorsOf(noName), hasNetwork: false, skewMs: undefined };
    expect(judgeMachine(facts)).toMatchObject({ common: 'no-network' });
  });

  test('a wrong clock that broke nothing is told all the same', () => {
    const facts = { mirrors: mirrorsOf(works), hasNetwork: true, skewMs: 900_000 };
    expect(judgeMachine(facts).verdict).toContain('15 min slow');
  });
});

describe('a mirror', () => {
  test('a black hole for IPv6 is a note', () => {
    const attempts = [
      { address: '192.0.2.1', family: 4, outcome: 'connected', durationMs: 1 },
      { address: '2001:db8::1', family: 6, outcome: 'silent', durationMs: 1_500 },
    ] as const;
    const [found] = mirrorsOf([dns, { ...tcp, attempts }, ...works.slice(2)]);
    expect(found).toMatchObject({ isUsable: true, notes: [expect.stringContaining('black hole')] });
  });

  test('IPv6 that is not there is none', () => {
    const attempts = [
      { address: '192.0.2.1', family: 4, outcome: 'connected', durationMs: 1 },
      { address: '2001:db8::1', family: 6, outcome: 'unreachable', durationMs: 1 },
    ] as const;
    expect(mirrorsOf([dns, { ...tcp, attempts }, ...works.slice(2)])[0]?.notes).toEqual([]);
  });

  test('what a wrong address leads to is no fault of the layer above', () => {
    const suspicious = [{ address: '0.0.0.0', kind: 'unspecified' }] as const;
    const [found] = mirrorsOf([{ ...dns, suspicious }, ...refused.slice(1)]);
    expect(found?.verdict).toMatch(/^dns: .*0\.0\.0\.0.*no address at all/);
  });
});

test.each([
  [1_000, '1 s slow'],
  [-90_000, '90 s fast'],
  [600_000, '10 min slow'],
  [-3 * 3_600_000, '3 h fast'],
  [400 * dayMs, '400 days slow'],
])('%i ms off is %s', (skewMs, words) => {
  expect(describeSkew(skewMs)).toBe(words);
});
