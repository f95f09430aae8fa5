import { expect, test } from '@jest/globals';
import {
  advanceProgress,
  formatBytes,
  type ProgressSnapshot,
  type ProgressStyle,
  startProgress,
} from '../../src/action/progress.ts';

type Step = [atMs: number, snapshot: Partial<ProgressSnapshot>];

test.each<[string, ProgressStyle, Step[], number[]]>([
  [
    'a short run is silent',
    'log',
    [
      [10, { modulesDone: 1 }],
      [4_999, { modulesDone: 2 }],
    ],
    [],
  ],
  [
    'every five seconds',
    'log',
    [
      [5_000, { bytes: 1 }],
      [9_999, { bytes: 2 }],
      [10_000, { bytes: 3 }],
    ],
    [5_000, 10_000],
  ],
  [
    'less often the longer it takes',
    'log',
    [
      [40_000, { bytes: 1 }],
      [49_000, { bytes: 2 }],
      [54_000, { bytes: 3 }],
      [600_000, { bytes: 4 }],
      [629_000, { bytes: 5 }],
      [630_000, { bytes: 6 }],
    ],
    [40_000, 54_000, 600_000, 630_000],
  ],
  [
    'nothing new, nothing said',
    'log',
    [
      [5_000, { bytes: 1 }],
      [20_000, { bytes: 1 }],
    ],
    [5_000],
  ],
  [
    'a quarter comes at once, and once',
    'log',
    [
      [1, { modulesDone: 1, modulesKnown: 4 }],
      [2, { modulesDone: 2, modulesKnown: 9 }],
      [3, { modulesDone: 3, modulesKnown: 9 }],
      [4, { modulesDone: 5, modulesKnown: 9 }],
    ],
    [1, 4],
  ],
  ['an unknown total has no quarters', 'log', [[1, { modulesDone: 100 }]], []],
  [
    'a terminal sees more',
    'terminal',
    [
      [99, { bytes: 1 }],
      [100, { bytes: 2 }],
      [150, { bytes: 3 }],
      [200, { bytes: 4 }],
    ],
    [100, 200],
  ],
])('%s', (_, style, steps, expected) => {
  let state = startProgress(0);
  const printed: number[] = [];
  for (const [atMs, changes] of steps) {
    const next = advanceProgress(state, { modulesDone: 0, bytes: 0, ...changes }, atMs, style);
    if (next.line !== undefined) printed.push(atMs);
    state = next.state;
  }
  expect(printed).toEqual(expected);
});

test('a line says how far, how much and from where', () => {
  const snapshot = { modulesDone: 3, modulesKnown: 12, bytes: 1_572_864, mirror: 'a.example' };
  expect(advanceProgress(startProgress(0), snapshot, 9_000, 'log').line).toBe(
    '3 of 12 modules, 1.5 MiB from a.example',
  );
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1_048_575, '1.0 MiB'],
  [67_108_864, '64.0 MiB'],
  [5 * 1024 ** 5, '5120.0 TiB'],
])('%i bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test('what is no set of modules is named, and not counted', () => {
  const snapshot = {
    subject: 'Go 1.25.3',
    modulesDone: 0,
    bytes: 3 * 1024 * 1024,
    mirror: 'mirror.test',
  };
  expect(advanceProgress(startProgress(0), snapshot, 5_000, 'log').line).toBe(
    'Go 1.25.3: 3.0 MiB from mirror.test',
  );
});
