import { expect, test } from '@jest/globals';
import { type Lane, timelineInMarkdown, timelineInPlain } from '../../src/action/timeline.ts';

const lanes: readonly Lane[] = [
  {
    title: 'Phases',
    bars: [
      { label: 'Restore', startMs: 0.4, endMs: 1 },
      { label: 'Download', startMs: 500, endMs: 2_000 },
    ],
  },
  {
    title: 'Faults survived',
    bars: [{ label: 'stall x 2 a.example:8080', startMs: 600, endMs: 900.5, isFault: true }],
  },
];

test('a chart of Mermaid, in which the shortest bar can be seen', () => {
  expect(timelineInMarkdown(lanes)).toEqual([
    '```mermaid',
    'gantt',
    '    dateFormat x',
    '    axisFormat %s.%L s',
    '    todayMarker off',
    '    section Phases',
    '    Restore 1ms :0, 10ms',
    '    Download 1.5s :500, 1500ms',
    '    section Faults survived',
    '    stall x 2 a.example 8080 301ms :crit, 600, 301ms',
    '```',
  ]);
});

test('a long run has whole seconds on its axis', () => {
  const long = [{ title: 'Phases', bars: [{ label: 'Download', startMs: 0, endMs: 90_000 }] }];
  expect(timelineInMarkdown(long)).toContain('    axisFormat %s s');
});

test('lines for a terminal', () => {
  expect(timelineInPlain(lanes)).toEqual([
    'Phases',
    `  ${'━'.padEnd(32)}      1ms  Restore`,
    `  ${`${' '.repeat(7)}${'━'.repeat(25)}`.padEnd(32)}     1.5s  Download`,
    'Faults survived',
    `  ${`${' '.repeat(9)}${'×'.repeat(5)}`.padEnd(32)}    301ms  stall x 2 a.example 8080`,
  ]);
});
