import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Sample } from '../../bench/lab/sample.ts';
import { renderPage, writePage } from '../../bench/page/page.ts';
import { renderPlot, ticks } from '../../bench/page/plot.ts';
import {
  type LabEntry,
  type Results,
  readResults,
  type ToolchainEntry,
  withLab,
  withToolchain,
  writeResults,
} from '../../bench/page/results.ts';
import type { ToolchainSample } from '../../bench/toolchain/trial.ts';

const circumstances = {
  date: '2026-11-21',
  command: 'npm run bench -- --write',
  machine: '2 × processor',
  node: 'v24.0.0',
  go: 'go1.26.8',
  dist: 'abc1234',
  isInMemory: true,
};

function entry(scenario: string, wallMs: number, more: Partial<Sample> = {}): LabEntry {
  const sample = (contender: Sample['contender']): Sample => ({
    contender,
    seed: 1,
    isSuccess: true,
    isStopped: false,
    wallMs,
    downloadMs: wallMs,
    requests: 10,
    bytes: 2e6,
    neededBytes: 2e6,
    busiestFile: 1,
    wrongAnswers: 0,
    ...more,
  });
  return { scenario, circumstances, samples: [sample('plain'), sample('loop'), sample('action')] };
}

const results = {
  version: 1,
  lab: [
    entry('rtt-0', 1_000),
    entry('rtt-50', 2_000),
    entry('faulty-1', 9_000, { isSuccess: false }),
  ],
} as const;

describe('renderPage', () => {
  test('names circumstances, times, goals and failures', () => {
    const { markdown, plots } = renderPage(results);
    expect(markdown).toContain('node v24.0.0, go1.26.8, dist `abc1234`');
    expect(markdown).toMatch(/`rtt-50`: healthy, 50 ms round trip \| 2\.00 s \(1 of 1\)/);
    expect(markdown).toMatch(/download time - plain in rtt-0 at most 3\.00 s: 1\.00 s, met/);
    expect(markdown).toContain('2.00 s (1 of 1, 1.00 x)');
    expect(markdown).toMatch(/`faulty-1`.*fails \(0 of 1\).*\*\*missed\*\*/);
    expect(Object.keys(plots)).toEqual(['latency.svg']);
    expect(plots['latency.svg']).toContain('>retry loop</text>');
  });

  test('says nothing of what was not measured', () => {
    const { markdown, plots } = renderPage({ version: 1, lab: [entry('rtt-0', 1_000)] });
    expect(markdown).not.toContain('rtt-50');
    expect(plots).toEqual({});
  });

  test('contenders that were measured at another time stand beside the action', () => {
    const only = (contender: Sample['contender'], wallMs: number, dist: string): LabEntry => {
      const { samples, ...rest } = entry('rtt-0', wallMs);
      return {
        ...rest,
        circumstances: { ...circumstances, dist },
        samples: samples.filter((sample) => sample.contender === contender),
      };
    };
    const all = [only('plain', 3_000, 'aaa'), only('action', 4_000, 'bbb')].reduce<Results>(
      (merged, one) => withLab(merged, [one]),
      { version: 1, lab: [entry('rtt-0', 1_000)] },
    );
    const { markdown } = renderPage(all);
    expect(markdown).toMatch(
      /`rtt-0`.*\| 3\.00 s \(1 of 1\) \| 1\.00 s \(1 of 1, .*\| 4\.00 s \(1 of 1, .*\| `bbb` \|/,
    );
    // Rounds of different days are no pairs.
    expect(markdown).toMatch(/download time \/ plain at most 1\.05 x: -, not measured/);
  });

  test('a toolchain through a line: who succeeded, who failed, and who never came to an end', () => {
    const sample = (contender: 'go' | 'action', wallMs: number, more = {}) => ({
      contender,
      isSuccess: true,
      isStopped: false,
      wallMs,
      bytes: 64.2e6,
      requests: 1,
      ...more,
    });
    const record = (line: string, samples: readonly ToolchainSample[]): ToolchainEntry => ({
      line,
      goVersion: '1.25.0',
      zipBytes: 64.2e6,
      samples: [...samples],
      circumstances,
    });
    const failed = { isSuccess: false };
    const measured = [
      record('stall', [
        sample('go', 120_000, { ...failed, isStopped: true }),
        sample('action', 9_000),
      ]),
      record('healthy', [sample('go', 4_000), sample('action', 6_000)]),
      record('cut', [sample('go', 200, { ...failed, bytes: 4.2e6 }), sample('action', 8_000)]),
    ];
    const again = record('healthy', [sample('go', 4_000), sample('action', 5_000)]);
    const { markdown } = renderPage(
      withToolchain(withToolchain({ version: 1, lab: [] }, measured), [again]),
    );
    const rows = markdown.split('\n').filter((line) => /^\| `(healthy|cut|stall)`/.test(line));
    expect(rows.map((row) => row.split(' | ').slice(1))).toEqual([
      ['4.00 s, 64.2 MB (1 of 1)', '5.00 s, 64.2 MB (1 of 1)', '1.25 x |'],
      ['fails after 0.20 s, 4.2 MB (0 of 1)', '8.00 s, 64.2 MB (1 of 1)', '- |'],
      ['never ends, stopped after 120.00 s, 64.2 MB (0 of 1)', '9.00 s, 64.2 MB (1 of 1)', '- |'],
    ]);
    expect(markdown).toContain('Go 1.25.0 (a zip of 64.2 MB)');
  });

  test('what was measured again replaces what was there', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'page-'));
    try {
      const path = join(directory, 'benchmarks', 'results.json');
      expect((await readResults(path)).lab).toEqual([]);
      await writeResults(path, results);
      const merged = withLab(await readResults(path), [entry('rtt-50', 7_000)]);
      await writePage(directory, renderPage(merged));
      const markdown = await readFile(join(directory, 'benchmarks.md'), 'utf8');
      expect(markdown).toContain('7.00 s (1 of 1)');
      expect(markdown).not.toContain('2.00 s (1 of 1)');
      expect(markdown).toContain('1.00 s (1 of 1)');
      expect(await readdir(join(directory, 'benchmarks'))).toEqual(['latency.svg', 'results.json']);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

test.each([
  [0, [0, 1]],
  [4, [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4]],
  [200, [0, 25, 50, 75, 100, 125, 150, 175, 200]],
  [161.5, [0, 25, 50, 75, 100, 125, 150, 175]],
  [0.3, [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]],
])('ticks up to %p', (most, expected) => {
  expect(ticks(most)).toEqual(expected);
});

test('a plot holds its lines, and no markup from names', () => {
  const svg = renderPlot({
    title: 'a < b',
    xLabel: 'x',
    yLabel: 'y',
    series: [
      {
        name: '<script>',
        points: [
          [0, 0],
          [10, 5],
        ],
      },
    ],
  });
  expect(svg).not.toContain('<script>');
  expect(svg).toContain('a &#60; b');
  expect(svg.match(/class="line s0"/g)).toHaveLength(2);
  expect(svg).toContain('prefers-color-scheme:dark');
});
