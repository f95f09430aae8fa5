import { describe, expect, test } from '@jest/globals';
import { renderMarkdown, renderPlain } from '../../src/action/document.ts';
import type { RunResult } from '../../src/action/result.ts';
import { summarize } from '../../src/action/summary/summary.ts';
import type { Attempt } from '../../src/upstream/journal.ts';
import { linksOfOurs } from './help-example.ts';
import { everyField, failed, success } from './run-results.ts';

const mebibyte = 1024 * 1024;

function withAttempts(count: number, more: Partial<Attempt> = {}): RunResult {
  const attempts = Array.from({ length: count }, (_, index): Attempt => {
    const isBad = index % 3 === 0;
    return {
      mirror: 'a.example',
      endpoint: `example.com/m${index}/@v/v1.0.0.zip`,
      startedAtMs: index,
      durationMs: 1 + (index % 7),
      bytes: 10,
      ...(isBad && { layer: 'tcp' }),
      outcome: isBad ? 'connection-reset' : 'ok',
      ...more,
    };
  });
  return { ...failed, attempts };
}

describe('a summary', () => {
  test.each<[string, RunResult, string | undefined]>([
    [
      'of 100,000 attempts',
      withAttempts(100_000),
      'Left out: 99800 of 100000 requests. Here are the first 200 of'.replace(':', '&#58;'),
    ],
    [
      'of 100,000 attempts with a page of text each',
      withAttempts(100_000, { outcome: 'http-server', detail: '<&>'.repeat(3_000) }),
      'Left out: 99800 of 100000 requests. Here are the first 200 of'.replace(':', '&#58;'),
    ],
    ['of 200 attempts', withAttempts(200), undefined],
    ['of 201 attempts', withAttempts(201), 'those that failed and the slowest'],
  ])('%s stays below 1 MiB, closes what it opens and says what is left out', (_, result, note) => {
    const markdown = renderMarkdown(summarize(result));
    expect(Buffer.byteLength(markdown)).toBeLessThan(mebibyte);
    expect(markdown.match(/<details>/g)).toHaveLength(markdown.match(/<\/details>/g)?.length ?? 0);
    expect((markdown.match(/^```/gm) ?? []).length % 2).toBe(0);
    if (note === undefined) expect(markdown).not.toContain('Left out');
    else expect(markdown).toContain(note);
  });

  test('leaves out no request that failed as long as there is room', () => {
    const result = withAttempts(300);
    const markdown = renderMarkdown(summarize(result));
    expect(markdown.match(/connection-reset \| – \|/g)).toHaveLength(100);
  });

  test('tells of every kind of turn', () => {
    const markdown = renderMarkdown(summarize(everyField));
    for (const text of [
      'is left alone for 15s',
      'gets one request to show',
      'is back&#58; its circuit breaker closed',
      'served wrong bytes for a&#64;v1.0.0 and b',
      'retry budget is empty',
      'outage of a.example over after 1ms',
      'answered before a.example',
      'went on in the middle of a file from here on&#58; 293.0 KiB not fetched again',
      'go runs again (2 of 3)'.replace('(', '&#40;').replace(')', '&#41;'),
    ]) {
      expect(markdown).toContain(text);
    }
  });

  test('counts the races between two mirrors in one row', () => {
    const [race] = success.events.filter(({ kind }) => kind === 'hedge-won');
    const events = race ? Array.from({ length: 300 }, () => race) : [];
    const markdown = renderMarkdown(summarize({ ...success, events }));
    expect(markdown).toContain('answered before a.example, 300 times from here on');
  });
});

test('files of the workspace are named relative to it, others as they are', () => {
  const failure = {
    class: 'module-file',
    detail: '/ws/go.mod is torn',
    position: { file: '/ws/go.mod', line: 3 },
  } as const;
  const findings = [
    { level: 'warning', failure: { class: 'cache-corrupt', detail: 'deleted /mod/a@v1' } },
  ] as const;
  const lines = renderPlain(summarize({ ...success, failure, findings }, '/ws')).map((line) =>
    line.trim(),
  );
  expect(lines).toContain('Cause: go.mod is torn');
  expect(lines).toContain('Place: go.mod:3');
  expect(lines.some((line) => line.endsWith('deleted /mod/a@v1'))).toBe(true);
});

describe('text from outside', () => {
  const hostile =
    '```\n</details>\n%%{init: {"theme":"x"}}%% section x\n: crit, 0, 9ms;click a href "javascript:alert(1)"<script>alert(1)</script> | [a](https://evil.example) @someone';
  const markdown = renderMarkdown(
    summarize({
      ...everyField,
      mirrors: everyField.mirrors.map((mirror) => ({ ...mirror, name: hostile })),
      attempts: everyField.attempts.map((attempt) => ({
        ...attempt,
        mirror: hostile,
        endpoint: hostile,
        detail: hostile,
      })),
      events: [
        { kind: 'outage-began', atMs: 1, mirrors: [hostile] },
        { kind: 'breaker-opened', atMs: 1, mirror: hostile, openMs: 5 },
        { kind: 'go-again', atMs: 2, run: 2, because: 'stall', detail: hostile },
      ],
      cache: { ...everyField.cache, key: hostile },
    }),
  );

  test('stays text in Markdown and HTML', () => {
    const foreign = markdown.replaceAll(linksOfOurs, '');
    expect(foreign).not.toMatch(/<script|\]\(|@someone|https:/);
    const tags = [...foreign.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
    expect(new Set(tags)).toEqual(new Set(['<details>', '<summary>', '</summary>', '</details>']));
    expect(markdown.match(/^```/gm)).toHaveLength(2);
  });

  test('stays a label in the timeline', () => {
    const [, chart = ''] = /```mermaid\n([\s\S]*?)```/.exec(markdown) ?? [];
    const bars = chart.split('\n').slice(4, -1);
    expect(bars.length).toBeGreaterThan(5);
    for (const line of bars) {
      expect(line).toMatch(/^ {4}(?:section [\w .-]+|[\w .-]+ :(?:crit, )?-?\d+, \d+ms)$/);
    }
    expect(bars.filter((line) => line.startsWith('    section'))).toEqual([
      '    section Phases',
      '    section Faults met',
    ]);
  });
});
