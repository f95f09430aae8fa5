import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { limitsFor } from '../../src/resilience/profiles.ts';
import { noFaults, type SimulatedMirror, simulate } from './simulation.ts';

const limits = limitsFor('public');
const healthy: SimulatedMirror = { faults: noFaults, latencyMs: 20 };

const rate = fc.double({ min: 0, max: 0.16, noNaN: true });
const faults = fc.record({
  refused: rate,
  silent: rate,
  status500: rate,
  throttled: rate,
  cut: rate,
  stalled: rate,
});
const mirror: fc.Arbitrary<SimulatedMirror> = fc
  .record({
    faults: fc.oneof(fc.constant(noFaults), faults),
    latencyMs: fc.constantFrom(1, 20, 300, 2_000),
    downFromMs: fc.constantFrom(0, 100, 3_000, 20_000),
    downForMs: fc.constantFrom(0, 500, 10_000, 90_000, 400_000),
  })
  .map(({ downForMs, ...played }) => ({ ...played, downUntilMs: played.downFromMs + downForMs }));
const options = fc.record({
  seed: fc.nat(),
  mirrors: fc.array(mirror, { minLength: 1, maxLength: 3 }),
  files: fc.integer({ min: 1, max: 25 }),
  everyMs: fc.constantFrom(0, 10, 500, 4_000),
  limits: fc.constantFrom(limits, { ...limits, deadlineMs: 20_000 }, { ...limits, retries: 1 }),
});
const checked = { numRuns: 40 };

/** Simulated time is free, the processor is not. */
const patienceMs = 60_000;

const isForFile = ({ path }: { readonly path: string }) => !path.includes('/probed/');

describe('whatever mirrors do', () => {
  test(
    'waits are never negative, nothing outlives the deadline, every file is served or has a cause',
    async () => {
      await fc.assert(
        fc.asyncProperty(options, async (given) => {
          const run = await simulate(given);
          expect(run.waits.filter(({ delayMs }) => !(delayMs >= 0))).toEqual([]);
          expect(run.endedAtMs).toBeLessThanOrEqual(given.limits.deadlineMs);
          expect(run.leftOver).toBe(0);
          for (const outcome of run.outcomes) {
            if (outcome === 'deadline') expect(run.endedAtMs).toBe(given.limits.deadlineMs);
            else if (outcome.kind !== 'found') {
              expect(outcome.kind).toBe('failed');
              expect(['internal', 'cancelled', 'deadline']).not.toContain(outcome.failure.class);
            }
          }
        }),
        checked,
      );
    },
    patienceMs,
  );

  test(
    'one healthy mirror among them is enough for every file',
    async () => {
      await fc.assert(
        fc.asyncProperty(options, fc.nat({ max: 3 }), async (given, place) => {
          const run = await simulate({
            ...given,
            mirrors: given.mirrors.toSpliced(place, 0, healthy),
            limits,
          });
          expect(run.outcomes.filter((one) => one === 'deadline' || one.kind !== 'found')).toEqual(
            [],
          );
        }),
        checked,
      );
    },
    patienceMs,
  );

  test(
    'hedges are within the budget, and a file is asked for no more often than attempts, hedges and outages explain',
    async () => {
      await fc.assert(
        fc.asyncProperty(options, async (given) => {
          const run = await simulate(given);
          const served = run.outcomes.filter((one) => one !== 'deadline' && one.kind === 'found');
          const hedges = run.events.filter(({ kind }) => kind === 'hedge-won').length;
          expect(hedges).toBeLessThanOrEqual(20 + 0.2 * served.length);
          const others = run.requests.filter(isForFile).length;
          // Whoever is left early in the first pass pays no attempt for it.
          const perFile = 1 + given.limits.retries + given.mirrors.length;
          const outages = run.events.filter(({ kind }) => kind === 'outage-ended').length;
          const outagesPerFile = Math.min(outages, 3);
          expect(others).toBeLessThanOrEqual(given.files * perFile * (1 + outagesPerFile) + hedges);
        }),
        checked,
      );
    },
    patienceMs,
  );
});

describe('an outage of all mirrors for 60 s', () => {
  const down: SimulatedMirror = { ...healthy, downFromMs: 5_000, downUntilMs: 65_000 };

  test.each([1, 2, 3])(
    'with %d mirrors costs no file, and each is asked at most once a second',
    async (count) => {
      const run = await simulate({
        seed: 5,
        mirrors: Array<SimulatedMirror>(count).fill(down),
        files: 40,
        everyMs: 1_000,
        limits,
      });
      expect(run.outcomes.map((one) => (one === 'deadline' ? one : one.kind))).toEqual(
        Array(40).fill('found'),
      );
      for (let index = 0; index < count; index += 1) {
        // The first second is when the outage is found out.
        const during = run.requests.filter(
          ({ mirror: asked, atMs }) => asked === index && atMs >= 6_000 && atMs < 65_000,
        );
        expect(during.length).toBeLessThanOrEqual(59);
        expect(during.length).toBeGreaterThan(0);
        const gaps = during.slice(1).map(({ atMs }, i) => atMs - (during[i]?.atMs ?? 0));
        expect(gaps.filter((gapMs) => gapMs < 999)).toEqual([]);
      }
      expect(
        run.events.filter(({ kind }) => kind.startsWith('outage')).map(({ kind }) => kind),
      ).toEqual(['outage-began', 'outage-ended']);
    },
  );

  test('costs no file either where no retries are allowed', async () => {
    const run = await simulate({
      seed: 5,
      mirrors: [down, down],
      files: 40,
      everyMs: 1_000,
      limits: { ...limits, retries: 1 },
    });
    expect(run.outcomes.filter((one) => one === 'deadline' || one.kind !== 'found')).toEqual([]);
  });
});

test('a mirror that breaks down in the middle is left alone, and asked again when it is back', async () => {
  const run = await simulate({
    seed: 3,
    mirrors: [{ ...healthy, downFromMs: 5_000, downUntilMs: 100_000 }, healthy],
    files: 40,
    everyMs: 5_000,
    limits,
  });
  expect(run.outcomes.filter((one) => one === 'deadline' || one.kind !== 'found')).toEqual([]);
  const toFirst = run.requests.filter(({ mirror: asked }) => asked === 0);
  const during = toFirst.filter(({ atMs }) => atMs >= 5_000 && atMs < 100_000);
  expect(during.length).toBeLessThanOrEqual(8);
  expect(toFirst.filter(({ atMs }) => atMs >= 130_000).length).toBeGreaterThan(5);
  expect(run.tools.mirrors.healthOf(run.tools.mirrors.all[0] as never).failuresInRow).toBe(0);
});

test('healthy mirrors see one request for each file', async () => {
  const run = await simulate({
    seed: 1,
    mirrors: [{ ...healthy, latencyMs: 150 }, healthy],
    files: 40,
    everyMs: 5,
    limits,
  });
  expect(run.requests.filter(isForFile)).toHaveLength(40);
  expect(run.events).toEqual([]);
});

describe('the retry budget', () => {
  test('bounds the hedges when a mirror falls silent with 40 requests in flight', async () => {
    const run = await simulate({
      seed: 2,
      mirrors: [{ ...healthy, downFromMs: 100, downUntilMs: 1e9, isSilentWhenDown: true }, healthy],
      files: 40,
      everyMs: 0,
      limits,
      startAtMs: 200,
    });
    expect(run.outcomes.filter((one) => one === 'deadline' || one.kind !== 'found')).toEqual([]);
    const hedges = run.events.filter(({ kind }) => kind === 'hedge-won').length;
    expect(hedges).toBeGreaterThanOrEqual(20);
    expect(hedges).toBeLessThanOrEqual(20 + 0.2 * 40);
    expect(run.events.map(({ kind }) => kind)).toContain('budget-empty');
  });

  test('is used up by further tries on a lone mirror that fails half of them', async () => {
    const run = await simulate({
      seed: 2,
      mirrors: [{ ...healthy, faults: { ...noFaults, status500: 0.5 } }],
      files: 40,
      everyMs: 0,
      limits,
    });
    const [emptied] = run.events.filter(({ kind }) => kind === 'budget-empty');
    expect(emptied).toBeDefined();
  });
});
