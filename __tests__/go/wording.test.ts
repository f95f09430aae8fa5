import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { FailureClass } from '../../src/failure.ts';
import { classifyGoOutput } from '../../src/go/classify.ts';

/** As bench/wording/record.ts writes it, from real releases of Go. */
interface Recording {
  readonly scenario: string;
  readonly go: string;
  readonly args: string;
  readonly exit: number | null;
  readonly stderr: string;
  readonly jsonErrors: readonly string[];
  readonly expected: FailureClass;
}

const recordings: readonly Recording[] = JSON.parse(
  readFileSync(new URL('../../../__tests__/fixtures/go-wording.json', import.meta.url), 'utf8'),
);

test.each(recordings)('$scenario, go $go: $expected', (recording) => {
  const { args, exit, stderr, jsonErrors, expected } = recording;
  const failure = classifyGoOutput({
    task: args === 'mod verify' ? 'verification' : 'download',
    stderr,
    jsonErrors: jsonErrors.map((text) => ({ text })),
    exitCode: exit,
  });
  expect(failure?.class).toBe(expected);
});

test('every release from 1.21 to 1.26 was asked the same', () => {
  const scenarios = new Map<string, Set<string>>();
  for (const { go, scenario } of recordings) {
    const minor = go.split('.', 2).join('.');
    scenarios.set(minor, (scenarios.get(minor) ?? new Set()).add(scenario));
  }
  const releases = ['1.21', '1.22', '1.23', '1.24', '1.25', '1.26'];
  expect([...scenarios.keys()].sort()).toEqual(releases);
  const [first, ...others] = [...scenarios.values()];
  expect(first?.size).toBeGreaterThan(70);
  for (const other of others) expect(other).toEqual(first);
});
