import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { renderMarkdown, renderPlain } from '../../src/action/document.ts';
import { parseInputs } from '../../src/action/inputs.ts';
import { outputsOf } from '../../src/action/outputs.ts';
import { buildReport, renderReport } from '../../src/action/report.ts';
import type { RunResult } from '../../src/action/result.ts';
import { summarize } from '../../src/action/summary.ts';
import { type Failure, failureClasses } from '../../src/failure.ts';
import { createRedactor } from '../../src/redact.ts';
import { type Attempt, createJournal } from '../../src/upstream/journal.ts';

const secret = 'hunter2-token';
const module = { path: 'rsc.io/quote', version: 'v1.5.2' };

const journal = createJournal();
const base = { endpoint: 'rsc.io/quote/@v/v1.5.2.zip', startedAtMs: 0, durationMs: 40 };
const silent = {
  ...base,
  mirror: 'a.example',
  bytes: 0,
  outcome: 'stall' as const,
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

const parsed = parseInputs({ mirrors: `https://user:${secret}@a.example\nhttps://b.example` });
const failure: Failure = {
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

const success: RunResult = {
  ...('settings' in parsed && { settings: parsed.settings }),
  startedAt: Date.UTC(2026, 10, 21, 12),
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
  modules: [{ module, source: 'mirror' }],
  cache: {
    kind: 'local',
    key: 'gmr-v1__a_b',
    keyParts: { modules: 'a', sums: 'b' },
    matchedKey: 'gmr-v1__a_c',
    isSaved: true,
  },
  exported: { GOPROXY: 'https://b.example' },
  findings: [
    {
      level: 'warning',
      failure: { class: 'stall', detail: 'silent for 15s', mirror: 'a.example' },
      tried: 'b.example',
    },
  ],
  reportPath: '/tmp/report.json',
};
const failed: RunResult = {
  ...success,
  modules: [
    ...success.modules,
    { module: { path: 'rsc.io/sampler', version: 'v1.3.0' }, source: 'failed' },
  ],
  findings: [...success.findings, { level: 'error', failure }],
  failure,
};
const nothing: RunResult = {
  startedAt: 0,
  durationMs: 3,
  downloadDurationMs: 0,
  peakMemoryBytes: 0,
  projects: [],
  mirrors: [],
  attempts: [],
  events: [],
  modules: [],
  cache: { kind: 'off', isSaved: false },
  exported: {},
  findings: [],
};

test.each<[string, RunResult, Record<string, string>]>([
  [
    'a success',
    success,
    {
      'cache-hit': 'false',
      'cache-key': 'gmr-v1__a_b',
      'cache-matched-key': 'gmr-v1__a_c',
      goproxy: 'https://b.example',
      'go-version': '1.26.8',
      modules: '1',
      'downloaded-bytes': '2048',
      attempts: '2',
      'failure-class': '',
      report: '/tmp/report.json',
    },
  ],
  [
    'an exact hit',
    { ...success, cache: { kind: 'local', key: 'k', matchedKey: 'k', isSaved: false } },
    expect.objectContaining({ 'cache-hit': 'true' }) as never,
  ],
  [
    'a failure',
    failed,
    expect.objectContaining({ 'failure-class': 'deadline', modules: '1' }) as never,
  ],
  [
    'a run that never started',
    nothing,
    {
      'cache-hit': 'false',
      'cache-key': '',
      'cache-matched-key': '',
      goproxy: '',
      'go-version': '',
      modules: '0',
      'downloaded-bytes': '0',
      attempts: '0',
      'failure-class': '',
      report: '',
    },
  ],
])('outputs of %s', (_, result, expected) => expect(outputsOf(result)).toEqual(expected));

test.each<[string, RunResult, RegExp]>([
  [
    'a success',
    success,
    /^1 module present and verified in \S+, 2\.0 KiB fetched in 2 requests\.$/,
  ],
  ['a cached one', { ...success, attempts: [] }, /no mirror was asked\.$/],
  ['a failure', failed, /^Failed after \S+: deadline, 1 of 2 modules verified\.$/],
  ['nothing to do', nothing, /^Nothing to download \(\S+\)\.$/],
])('the verdict of %s', (_, result, verdict) => {
  expect(renderPlain(summarize(result))[2]).toMatch(verdict);
});

describe('the summary', () => {
  test('of a failure has cause, layer and remedy', () => {
    const text = renderPlain(summarize(failed)).join('\n');
    expect(text).toContain('Failure: deadline');
    expect(text).toContain('Layer: http');
    expect(text).toMatch(/What to do: .*stall-timeout/);
    expect(text).toContain('Missing: rsc.io/sampler@v1.3.0');
    expect(text).toMatch(/Failed requests: \d/);
    expect(text).not.toContain('Faults survived');
  });

  test('has mirrors, downloads and the parts of the key', () => {
    const text = renderPlain(summarize(success)).join('\n');
    expect(text).toMatch(/a\.example +failing +1 +0 B +– +1 × stall/);
    expect(text).toMatch(/b\.example +healthy +1 +2\.0 KiB +30ms +none/);
    expect(text).toContain('Faults survived: 1, circuit breakers opened: 1');
    expect(text).toContain('Found: gmr-v1__a_c');
  });

  test('has a line for each of several problems', () => {
    const failure = { class: 'input', detail: 'profile: bad\nretries: bad' } as const;
    const text = renderPlain(summarize({ ...nothing, failure })).join('\n');
    expect(text).toContain('Cause: profile: bad\n');
    expect(text).toContain('Cause: retries: bad\n');
  });

  test('leaves out mirrors that nobody asked', () => {
    const mirrors = success.mirrors.map((mirror) => ({ ...mirror, state: 'not-asked' as const }));
    expect(renderPlain(summarize({ ...success, mirrors })).join('\n')).not.toContain('Mirrors');
  });

  test('of a run that never started is short', () => {
    expect(renderPlain(summarize(nothing))).toHaveLength(4);
  });

  test('cannot be taken over by the text of a server', () => {
    const detail = '</td>\n# Fake\n[click](https://evil.example) <script>';
    const markdown = renderMarkdown(
      summarize({ ...failed, failure: { class: 'http-server', detail, module: 'x|y' } }),
    );
    expect(markdown).not.toMatch(/^# |<script|\]\(|<\/td/m);
  });

  test('of thousands of findings stays readable', () => {
    const findings = Array.from({ length: 5_000 }, (_, index) =>
      success.findings.map((finding) => ({
        ...finding,
        failure: { ...finding.failure, mirror: `mirror-${index}.example` },
      })),
    ).flat();
    const text = renderPlain(summarize({ ...success, findings }));
    expect(text.length).toBeLessThan(150);
    expect(text).toContain('4900 more are in the JSON report.');
  });
});

describe('the report', () => {
  test('has the run, its attempts, findings and failure', () => {
    expect(buildReport(failed)).toMatchObject({
      version: 1,
      run: {
        startedAt: '2026-11-21T12:00:00.000Z',
        outcome: 'failure',
        modules: 2,
        modulesVerified: 1,
        attempts: 2,
        downloadedBytes: 2048,
      },
      settings: { isMirrorsGiven: true, profile: 'public', limits: { retries: 5 } },
      mirrors: [
        { name: 'a.example', state: 'failing', firstFailure: { class: 'stall', layer: 'http' } },
        { name: 'b.example' },
      ],
      attempts: [{ outcome: 'stall' }, { outcome: 'ok', status: 200 }],
      findings: [{ level: 'warning', tried: 'b.example' }, { level: 'error' }],
      modules: [
        { path: 'rsc.io/quote', version: 'v1.5.2', source: 'mirror' },
        { source: 'failed' },
      ],
      cache: { isHit: false, isSaved: true },
      failure: {
        class: 'deadline',
        facts: { limitMs: 900_000 },
        because: { class: 'stall', facts: { phase: 'headers' } },
      },
    });
  });

  test('is JSON without a secret, a cause or an undefined field', () => {
    const redactor = createRedactor();
    redactor.add('b.example');
    const text = renderReport(failed, redactor);
    expect(JSON.parse(text)).toEqual(redactor.redactDeep(buildReport(failed)));
    expect(text).not.toContain(secret);
    expect(text).not.toContain('b.example');
    expect(text).not.toContain('"cause"');
  });

  test('of a run that never started has no settings', () => {
    expect(buildReport(nothing)).not.toHaveProperty('settings');
    expect(buildReport(nothing)).not.toHaveProperty('failure');
  });
});

describe('docs/report.md', () => {
  /** Field names at every depth; names of facts, classes and variables are data. */
  const fieldsOf = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(fieldsOf);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, item]) =>
      ['failures', 'exported', 'keyParts'].includes(name) ? [name] : [name, ...fieldsOf(item)],
    );
  };

  test('explains every field and every class', async () => {
    const text = await readFile('docs/report.md', 'utf8');
    for (const name of [...fieldsOf(buildReport(failed)), ...failureClasses]) {
      expect(text).toContain(`\`${name}\``);
    }
  });
});
