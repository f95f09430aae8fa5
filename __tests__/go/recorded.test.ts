import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { explainRun } from '../../src/action/explain.ts';
import type { Failure, FailureClass } from '../../src/failure.ts';
import { type GoOutput, readGoErrors } from '../../src/go/classify.ts';
import { renderConfusion, type Verdict } from './support/confusion.ts';
import { textCannotTell } from './support/text-cannot-tell.ts';

interface Recorded {
  readonly fault: string;
  readonly go: string;
  readonly cmd: string;
  /** Negative: the signal that ended it. `HANG`: it was stopped after a while without having said a word. */
  readonly exit: number | 'HANG';
  readonly stderr: string;
  readonly stdoutErrors: readonly string[];
  /** What the output supports; `null`: it succeeded, or no word of the closed set fits (compile errors). */
  readonly class: FailureClass | null;
  /** What the injected fault really was, where the output says something else. */
  readonly cause?: FailureClass;
}

/** Outputs of real `go` commands under 351 injected faults; the compiled test lies in build/__tests__/go. */
const recorded: readonly Recorded[] = JSON.parse(
  readFileSync(new URL('../../../__tests__/fixtures/go-failures.json', import.meta.url), 'utf8'),
);

function explain(row: Recorded): Failure | undefined {
  if (row.exit === 0) return undefined;
  const output: GoOutput = {
    task: row.cmd.includes('verify') ? 'verification' : 'download',
    stderr: row.stderr,
    jsonErrors: row.stdoutErrors.map((text) => ({ text })),
    exitCode: row.exit === 'HANG' || row.exit < 0 ? null : row.exit,
    signalName: row.exit === 'HANG' || row.exit >= 0 ? null : 'SIGTERM',
  };
  const [failure] = explainRun({
    text: readGoErrors(output),
    relay: [],
    absences: [],
    stalledMs: row.exit === 'HANG' ? 45_000 : undefined,
  });
  return failure;
}

function judge(row: Recorded): Verdict {
  const failure = explain(row);
  const name = `${row.fault}, go ${row.go}, ${row.cmd}`;
  if (failure === undefined) return { name, is: 'success', told: 'success' };
  const because = 'because' in failure ? failure.because?.class : undefined;
  const is = row.cause ?? row.class ?? 'cache-corrupt';
  // The class of what failed, and the right reason for it.
  const isRight = failure.class === row.class && (row.cause === undefined || because === row.cause);
  return { name, is, told: isRight ? is : failure.class };
}

const verdicts = recorded.map(judge);
const confusion = renderConfusion(verdicts);
if (process.env['SHOW_CONFUSION']) process.stdout.write(`${confusion}\n`);

test.each(recorded)('$fault, go $go, $cmd: $class', (row) => {
  const { is, told } = judge(row);
  const listed = textCannotTell.filter(({ faults }) => faults.includes(row.fault));
  expect([is, ...listed.map((blind) => blind.told)]).toContain(told);
});

describe('the text of go', () => {
  test('tells the truth but for the faults that are listed, each with its reason', () => {
    const found = new Map<string, Set<string>>();
    for (const [index, { is, told }] of verdicts.entries()) {
      if (is === told) continue;
      const faults = found.get(`${is} → ${told}`) ?? new Set();
      found.set(`${is} → ${told}`, faults.add(recorded[index]?.fault ?? ''));
    }
    const wrong = Object.fromEntries([...found].map(([key, faults]) => [key, [...faults].sort()]));
    const listed = textCannotTell.map(({ is, told, faults }) => [`${is} → ${told}`, faults]);
    try {
      expect(wrong).toEqual(Object.fromEntries(listed));
    } catch (error) {
      process.stdout.write(`${confusion}\n`);
      throw error;
    }
  });

  test('is never taken for a fault of the action', () => {
    expect(verdicts.filter(({ told }) => told === 'internal')).toEqual([]);
  });

  test('covers every fault that was injected', () => {
    expect(new Set(recorded.map(({ fault }) => fault)).size).toBe(351);
  });
});

test('a reason of a wrapped failure is told with it', () => {
  const wrapped = recorded.filter(
    (row) => row.class === 'toolchain' && ['dns', 'http-server'].includes(row.cause ?? ''),
  );
  expect(wrapped.length).toBeGreaterThan(0);
  for (const row of wrapped) expect(explain(row)).toMatchObject({ because: { class: row.cause } });
});
