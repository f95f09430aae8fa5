import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createWatchdog, type ProgressSample } from '../../src/go/watchdog.ts';

const watchdog = createWatchdog({ stallMs: 15_000 });
const limitMs = 45_000;

/** Samples a second apart, from the first at 0; the last verdict. */
function run(samples: readonly ProgressSample[]): 'ok' | 'stop' {
  let state = watchdog.start(0);
  let verdict: 'ok' | 'stop' = 'ok';
  samples.forEach((sample, second) => {
    ({ state, verdict } = watchdog.step(state, sample, second * 1000));
  });
  return verdict;
}

const still: ProgressSample = {
  progressCounter: 7,
  stderrLines: 3,
  freeBlocks: 1000,
  freeInodes: 100,
  holderCpuMs: 20,
  cpuMs: 50,
};
const repeated = (sample: ProgressSample, count: number) => Array(count).fill(sample);

describe('watchdog', () => {
  test('lets 44 s of silence pass and stops at 45', () => {
    expect(run(repeated(still, 45))).toBe('ok');
    expect(run(repeated(still, 46))).toBe('stop');
  });

  test.each(Object.keys(still) as (keyof ProgressSample)[])(
    'a change of %s is progress',
    (source) => {
      const changed = { ...still, [source]: 8 };
      expect(run([...repeated(still, 40), ...repeated(changed, 45)])).toBe('ok');
    },
  );

  test('a source that falls silent or speaks for the first time is none', () => {
    const bare = { progressCounter: 7, stderrLines: 3 };
    const samples = [...repeated(bare, 20), ...repeated(still, 20), ...repeated(bare, 20)];
    expect(run(samples)).toBe('stop');
  });

  test('silence before the first sample counts from its arrival', () => {
    const { verdict } = watchdog.step(watchdog.start(0), still, 3_600_000);
    expect(verdict).toBe('ok');
  });
});

const sampleArbitrary: fc.Arbitrary<ProgressSample> = fc.record(
  {
    progressCounter: fc.nat(2),
    stderrLines: fc.nat(2),
    freeBlocks: fc.nat(2),
    freeInodes: fc.nat(2),
    cpuMs: fc.nat(2),
  },
  { requiredKeys: ['progressCounter', 'stderrLines'] },
);
const stepsArbitrary = fc.array(fc.tuple(sampleArbitrary, fc.nat(60_000)), { minLength: 1 });

describe('properties', () => {
  test('never stops earlier than the limit after the last change, whatever is sampled', () => {
    fc.assert(
      fc.property(stepsArbitrary, (steps) => {
        let state = watchdog.start(0);
        let now = 0;
        let lastChangeAt = 0;
        let previous = '';
        for (const [sample, elapsed] of steps) {
          now += elapsed;
          const counters = `${sample.progressCounter} ${sample.stderrLines}`;
          if (counters !== previous) lastChangeAt = now;
          previous = counters;
          const step = watchdog.step(state, sample, now);
          if (step.verdict === 'stop') expect(now - lastChangeAt).toBeGreaterThanOrEqual(limitMs);
          state = step.state;
        }
      }),
    );
  });

  test('a sample that repeats for the limit always ends in stop', () => {
    fc.assert(
      fc.property(stepsArbitrary, sampleArbitrary, (steps, last) => {
        let state = watchdog.start(0);
        let now = 0;
        for (const [sample, elapsed] of steps) {
          now += elapsed;
          state = watchdog.step(state, sample, now).state;
        }
        state = watchdog.step(state, last, now).state;
        expect(watchdog.step(state, last, now + limitMs).verdict).toBe('stop');
      }),
    );
  });
});
