/** Results of runs that never took place. */

import { parseInputs } from '../../src/action/inputs.ts';
import type { RunResult } from '../../src/action/result.ts';
import type { Diagnosis } from '../../src/diagnose/diagnosis.ts';
import type { Failure } from '../../src/failure.ts';
import { type Attempt, createJournal } from '../../src/upstream/journal.ts';
import { help } from './help-example.ts';

export const secret = 'hunter2-token';
export const module = { path: 'rsc.io/quote', version: 'v1.5.2' };

const journal = createJournal();
const base = { endpoint: 'rsc.io/quote/@v/v1.5.2.zip', startedAtMs: 0, durationMs: 40 };
const silent = {
  ...base,
  mirror: 'a.example',
  bytes: 0,
  outcome: 'stall' as const,
  layer: 'http' as const,
  detail: 'silent for 15s',
} satisfies Attempt;
journal.record(silent, { class: 'stall', detail: silent.detail, mirror: silent.mirror });
journal.record({
  ...base,
  mirror: 'b.example',
  bytes: 2048,
  firstByteMs: 30,
  outcome: 'ok',
  status: 200,
});

const parsed = parseInputs({
  mirrors: `https://user:${secret}@a.example\nhttps://b.example`,
  'go-version': '>=1.25 <1.27',
  'go-version-file': 'go.mod',
  'toolchain-sum': 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
});
export const failure: Failure = {
  class: 'deadline',
  detail: 'not done after 15m0s',
  limitMs: 900_000,
  because: {
    class: 'stall',
    detail: 'silent',
    mirror: 'a.example',
    phase: 'headers',
    cause: new Error(secret),
  },
};

export const success: RunResult = {
  ...('settings' in parsed && { settings: parsed.settings }),
  startedAt: Date.UTC(2026, 10, 21, 12),
  startedAtMs: 0,
  durationMs: 1_500,
  downloadDurationMs: 0,
  peakMemoryBytes: 0,
  goVersion: '1.26.8',
  projects: ['.'],
  mirrors: journal.reports(['a.example', 'b.example']),
  attempts: journal.attempts,
  events: [
    { kind: 'breaker-opened', atMs: 1, mirror: 'a.example', openMs: 15_000 },
    {
      kind: 'hedge-won',
      atMs: 2,
      mirror: 'b.example',
      overtaken: 'a.example',
      waitedMs: 250,
      endpoint: 'rsc.io/quote/@v/v1.5.2.zip',
    },
  ],
  goTrace: ['0.001 $ go mod download'],
  phases: [
    { name: 'restore', startedAtMs: 0, durationMs: 20, isComplete: true },
    { name: 'download', startedAtMs: 30, durationMs: 1_200, isComplete: true },
  ],
  modules: [{ module, source: 'mirror' }],
  cache: {
    kind: 'local',
    key: 'gmr-v1__a_b',
    keyParts: { version: 'gmr-v1', suffix: '', modulePaths: 'a', contents: 'b' },
    matchedKey: 'gmr-v1__a_c',
    isSaved: true,
  },
  exported: { GOPROXY: 'https://b.example' },
  help,
  findings: [
    {
      level: 'warning',
      failure: { class: 'stall', detail: 'silent for 15s', mirror: 'a.example' },
      tried: 'b.example',
    },
  ],
  reportPath: '/tmp/report.json',
};
export const failed: RunResult = {
  ...success,
  modules: [
    ...success.modules,
    { module: { path: 'rsc.io/sampler', version: 'v1.3.0' }, source: 'failed' },
  ],
  findings: [...success.findings, { level: 'error', failure }],
  failure,
};
export const nothing: RunResult = {
  startedAt: 0,
  startedAtMs: 0,
  durationMs: 3,
  downloadDurationMs: 0,
  peakMemoryBytes: 0,
  projects: [],
  mirrors: [],
  attempts: [],
  events: [],
  phases: [],
  goTrace: [],
  modules: [],
  cache: { kind: 'off', isSaved: false },
  exported: {},
  help,
  findings: [],
};

const everyFact: Failure = {
  class: 'cache-service',
  detail: 'the archive is damaged',
  mirror: 'the cache service',
  module: 'rsc.io/quote@v1.5.2',
  position: { file: 'go.sum', line: 3 },
  isArchiveDamaged: true,
  because: { class: 'proxy-auth', detail: 'no', forwardProxy: 'proxy.example:3128' },
};

/** A failed run in which everything happened that a report can tell of. */
const fault = { class: 'dns', detail: 'no such name' } as const;

const everyLayer: Diagnosis = {
  durationMs: 1_234,
  mirrors: [
    {
      mirror: 'a.example',
      isPublic: true,
      isUsable: false,
      verdict: 'works',
      notes: ['a broken IPv6'],
      layers: [
        { layer: 'directory', durationMs: 1 },
        {
          layer: 'dns',
          durationMs: 1,
          fault,
          host: 'a.example',
          addresses: ['192.0.2.1'],
          problem: 'nxdomain',
          isHanging: true,
          servers: ['192.0.2.53'],
          suspicious: [{ address: '192.0.2.1', kind: 'documentation' }],
          comparison: {
            answers: [{ server: '192.0.2.54', durationMs: 1, addresses: [], problem: 'refused' }],
            verdict: 'only-system',
          },
        },
        {
          layer: 'tcp',
          durationMs: 1,
          attempts: [{ address: '192.0.2.1', family: 4, outcome: 'silent', durationMs: 1 }],
        },
        {
          layer: 'forward proxy',
          durationMs: 1,
          name: 'proxy.example:3128',
          variable: 'https_proxy',
        },
        {
          layer: 'tls',
          durationMs: 1,
          certificate: {
            subject: 'a',
            issuer: 'b',
            validFrom: '2026-01-01',
            validTo: '2026-02-01',
          },
          problem: 'expired',
          skewMs: -5,
        },
        {
          layer: 'http',
          durationMs: 1,
          status: 200,
          firstByteMs: 1,
          server: 'nginx',
          skewMs: 5,
          isPage: true,
        },
        {
          layer: 'protocol',
          durationMs: 1,
          module: 'rsc.io/quote@v1.5.2',
          answer: 'verified',
          servesDatabase: true,
        },
      ],
    },
  ],
  direct: {
    gitVersion: '2.40.0',
    repository: { url: 'https://a.example/r.git', durationMs: 1, fault },
    isUsable: false,
    verdict: 'git is there',
  },
  machine: {
    directories: [
      { role: 'module cache', path: '/go/pkg/mod', freeBytes: 1, freeInodes: 1, fault },
    ],
    skewMs: -3,
    common: 'dns',
    verdict: 'no name is found',
    notes: ['ALL_PROXY is set'],
  },
};

export const everyField: RunResult = {
  ...failed,
  diagnosis: everyLayer,
  tracePath: '/tmp/report-go-trace.log',
  mirrors: failed.mirrors.map((mirror) => ({ ...mirror, lostItsPlace: true })),
  attempts: [
    ...failed.attempts,
    {
      ...base,
      mirror: 'b.example',
      dnsMs: 1,
      tcpMs: 2,
      forwardProxyMs: 3,
      tlsMs: 4,
      firstByteMs: 30,
      bytes: 12,
      resumedAtBytes: 300_000,
      status: 206,
      reusedConnection: false,
      outcome: 'truncated',
      layer: 'http',
      detail: 'cut off',
    },
  ],
  events: [
    ...failed.events,
    { kind: 'probe-ended', atMs: 1, mirror: 'a.example', durationMs: 1, outcome: 'ok' },
    {
      kind: 'probe-ended',
      atMs: 1,
      mirror: 'b.example',
      durationMs: 1,
      outcome: 'dns',
      detail: 'no such name',
    },
    { kind: 'breaker-half-open', atMs: 2, mirror: 'a.example' },
    { kind: 'breaker-closed', atMs: 3, mirror: 'a.example' },
    { kind: 'quarantined', atMs: 4, mirror: 'a.example', modules: ['a@v1.0.0', 'b@v1.0.0'] },
    { kind: 'budget-empty', atMs: 5 },
    { kind: 'budget-refilled', atMs: 6 },
    { kind: 'outage-began', atMs: 7, mirrors: ['a.example'] },
    { kind: 'outage-ended', atMs: 8, mirrors: ['a.example'], durationMs: 1, hasRecovered: true },
    { kind: 'go-again', atMs: 9, run: 2, because: 'stall', detail: 'silent' },
  ],
  findings: [...failed.findings, { level: 'notice', failure: everyFact }],
};
