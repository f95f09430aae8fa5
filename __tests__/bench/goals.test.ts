import { describe, expect, test } from '@jest/globals';
import { type Goal, judge } from '../../bench/lab/goals.ts';
import { parseLabOptions } from '../../bench/lab/options.ts';
import { median, type Sample, type ScenarioResult } from '../../bench/lab/sample.ts';

const sample = (more: Partial<Sample>): Sample => ({
  contender: 'action',
  seed: 1,
  isSuccess: true,
  isStopped: false,
  wallMs: 1_000,
  downloadMs: 900,
  requests: 10,
  bytes: 100,
  neededBytes: 100,
  busiestFile: 1,
  wrongAnswers: 0,
  ...more,
});
const plain = (wallMs: number) => sample({ contender: 'plain', wallMs, downloadMs: wallMs });
const result = (...samples: Sample[]): ScenarioResult => ({ scenario: 'here', samples });
const base = result(plain(1_000), sample({ wallMs: 2_000 }));

describe('judge', () => {
  test.each<[string, Goal, ScenarioResult, boolean | undefined]>([
    ['all succeed', { kind: 'all-succeed' }, result(sample({})), true],
    [
      'one failed',
      { kind: 'all-succeed' },
      result(sample({}), sample({ isSuccess: false })),
      false,
    ],
    ['nothing ran', { kind: 'all-succeed' }, result(), undefined],
    [
      'ratio of pairs, not of medians',
      { kind: 'download-to-plain', most: 1 },
      result(
        plain(1_000),
        sample({ downloadMs: 900 }),
        plain(10_000),
        sample({ downloadMs: 9_900 }),
      ),
      true,
    ],
    [
      'a pair with a failure does not count',
      { kind: 'download-to-plain', most: 1 },
      result({ ...plain(1), isSuccess: false }, sample({})),
      undefined,
    ],
    [
      'whole action above plain',
      { kind: 'over-plain', mostMs: 99 },
      result(plain(900), sample({ wallMs: 1_000 })),
      false,
    ],
    [
      'plain of another scenario',
      { kind: 'over-plain-of', baseline: 'base', mostMs: 3_000 },
      result(sample({ downloadMs: 4_000 })),
      true,
    ],
    [
      'action of another scenario',
      { kind: 'over-action-of', baseline: 'base', mostMs: 3_000 },
      result(sample({ wallMs: 5_001 })),
      false,
    ],
    [
      'another scenario that was not measured',
      { kind: 'times-action-of', baseline: 'elsewhere', most: 3 },
      result(sample({})),
      undefined,
    ],
    [
      'the worst run decides on bytes',
      { kind: 'bytes-to-needed', most: 1.2 },
      result(sample({}), sample({ bytes: 130 })),
      false,
    ],
    ['an outage that never came', { kind: 'outage-rate', most: 1 }, result(sample({})), undefined],
  ])('%s', (_, goal, measured, isMet) => {
    const verdict = judge(goal, measured, (name) => (name === 'base' ? base : undefined));
    expect(verdict.isMet).toBe(isMet);
  });
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[], Number.NaN],
])('median of %j', (values, expected) => {
  expect(median(values)).toBe(expected);
});

describe('parseLabOptions', () => {
  test('a range of seeds', () => {
    expect(parseLabOptions(['--seeds', '3-5']).seeds).toEqual([3, 4, 5]);
  });

  test('several scenarios', () => {
    const { scenarios } = parseLabOptions(['--scenario', 'faulty-3,cut', '--scenario', 'rtt-50']);
    expect(scenarios.map(({ name }) => name)).toEqual(['faulty-3', 'cut', 'rtt-50']);
  });

  test.each([
    [['--scenario', 'faulty'], /no scenario faulty/],
    [['--seeds', '5-3'], /is empty/],
    [['--rounds', 'many'], /--rounds takes a whole number/],
    [['--only', 'us'], /--only takes plain, loop, action/],
  ])('%j is told what is accepted', (args, message) => {
    expect(() => parseLabOptions(args)).toThrow(message);
  });
});
