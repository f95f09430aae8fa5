import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { renderMarkdown, renderPlain } from '../../src/action/document.ts';
import { outputsOf } from '../../src/action/outputs.ts';
import { buildReport, renderReport } from '../../src/action/report.ts';
import type { RunResult } from '../../src/action/result.ts';
import { summarize } from '../../src/action/summary/summary.ts';
import { failureClasses } from '../../src/failure.ts';
import { createRedactor } from '../../src/redact.ts';
import { reportProblems } from '../support/report-schema.ts';
import { linksOfOurs } from './help-example.ts';
import { everyField, failed, nothing, secret, success } from './run-results.ts';

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
    /^1 module present and verified in \S+, 2\.0 KiB fetched in 2 requests, 1 fault survived\.$/,
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
    expect(text).toContain('❌ Go modules');
    expect(text).toMatch(/Failed after .* deadline/);
    expect(text).toContain('Layer: http');
    expect(text).toMatch(/What to do: .*stall-timeout/);
    expect(text).toContain('Missing: rsc.io/sampler@v1.3.0');
    expect(text).toContain('Faults met');
    expect(text).not.toContain('Faults survived');
  });

  test('has mirrors layer by layer, what the run did about faults, and the cache', () => {
    const text = renderPlain(summarize(success)).join('\n');
    expect(text).toContain('✅ Go modules');
    expect(text).toMatch(/a\.example \(failing\) +✗ 1 +– +1 +0 B +1 × stall/);
    expect(text).toMatch(/b\.example +✓ 30ms +✓ +1 +2\.0 KiB +none/);
    expect(text).toMatch(/1ms +a\.example is left alone for 15s/);
    expect(text).toMatch(/Faults survived\n +× +40ms +stall x 1 a\.example/);
    expect(text).toContain('key gmr-v1__a_b not found, gmr-v1__a_c used instead, saved');
  });

  test('of a run without a fault is a handful of lines and a timeline', () => {
    const [, attempt] = success.attempts;
    const good: RunResult = {
      ...success,
      attempts: attempt ? [attempt] : [],
      mirrors: success.mirrors.slice(1),
      events: [],
      findings: [],
    };
    const text = renderPlain(summarize(good));
    expect(text.length).toBeLessThan(15);
    expect(text.join('\n')).not.toMatch(/Faults survived|Worth knowing|did about it/);
  });

  test('has the diagnosis below the remedy', () => {
    const text = renderPlain(summarize(everyField)).join('\n');
    expect(text).toMatch(/What to do:[\s\S]*no name is found[\s\S]*Also found/);
  });

  test('has a line for each of several problems', () => {
    const failure = { class: 'input', detail: 'profile: bad\nretries: bad' } as const;
    const text = renderPlain(summarize({ ...nothing, failure })).join('\n');
    expect(text).toContain('Cause: profile: bad\n');
    expect(text).toContain('Cause: retries: bad\n');
  });

  test('leaves out mirrors that nobody asked', () => {
    const mirrors = success.mirrors.map((mirror) => ({ ...mirror, state: 'not-asked' as const }));
    expect(renderPlain(summarize({ ...success, mirrors })).join('\n')).not.toContain('Requests');
  });

  test('of a run that never started is short', () => {
    expect(renderPlain(summarize(nothing))).toHaveLength(4);
  });

  test('cannot be taken over by the text of a server', () => {
    const detail = '</td>\n# Fake\n[click](https://evil.example) <script>';
    const markdown = renderMarkdown(
      summarize({ ...failed, failure: { class: 'http-server', detail, module: 'x|y' } }),
    );
    expect(markdown.replaceAll(linksOfOurs, '')).not.toMatch(/^# |<script|\]\(|<\/td/m);
    expect(markdown).toContain(
      'More: [troubleshooting&#58; http-server](<https://docs.example/page#http-server>)',
    );
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

  test.each([
    ['success', success],
    ['failure', failed],
    ['run that never started', nothing],
  ])('of a %s is as its schema says', (_, result) => {
    expect(reportProblems(JSON.parse(renderReport(result, createRedactor())))).toEqual([]);
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
      ['failures', 'exported'].includes(name) ? [name] : [name, ...fieldsOf(item)],
    );
  };

  test('explains every field and every class', async () => {
    const text = await readFile('docs/report.md', 'utf8');
    for (const name of [...fieldsOf(buildReport(failed)), ...failureClasses]) {
      expect(text).toContain(`\`${name}\``);
    }
  });
});
