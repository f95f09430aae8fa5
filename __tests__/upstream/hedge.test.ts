import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Endpoint } from '../../src/module/endpoint.ts';
import { fetchModule } from '../../src/upstream/fetch.ts';
import type { FetchOutcome } from '../../src/upstream/fetch-outcome.ts';
import type { FaultAction } from '../support/faults.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { type Lab, type LabOptions, openLab } from './lab.ts';

const module = makeModule('example.com/lib', 'v1.2.3');
const zip: Endpoint = { kind: 'zip', module: { path: module.path, version: module.version } };
const detail = 'x';

let open: { close(): Promise<void> }[];
let mirrors: Mirror[];
let answer: () => void;
let silence: FaultAction;

beforeEach(async () => {
  mirrors = await Promise.all([1, 2, 3].map(() => startMirror({ modules: [module] })));
  open = [...mirrors];
  const held = Promise.withResolvers<void>();
  answer = held.resolve;
  silence = { kind: 'hold', until: held.promise };
});

afterEach(async () => {
  answer();
  for (const one of open.reverse()) await one.close();
});

async function lab(options: Partial<LabOptions> = {}): Promise<Lab> {
  const urls = mirrors.map(({ url }) => url);
  const opened = await openLab({ mirrors: urls, sums: [module], isHedging: true, ...options });
  open.push(opened);
  return opened;
}

/** What each mirror does, in order; the last ones answer as they should. */
function behave(...actions: FaultAction[]): void {
  for (const [index, action] of actions.entries()) {
    mirrors[index]?.setFaults([{ match: () => true, action }]);
  }
}

const asked = () => mirrors.map(({ requests }) => requests.length);

/** Begins to fetch, and has the first mirror asked. */
async function begin(of: Lab): Promise<{ readonly outcome: Promise<FetchOutcome> }> {
  const outcome = fetchModule(of.tools, zip, of.signal);
  await mirrors[0]?.waitForRequest(() => true);
  return { outcome };
}

const nameOf = (of: Lab, index: number) => of.mirror(mirrors[index]?.url ?? '').name;

describe('a silent mirror', () => {
  test('is given 1 s, then the next one is asked too and delivers', async () => {
    behave(silence);
    const opened = await lab();
    const outcome = fetchModule(opened.tools, zip, opened.signal);
    const first = await mirrors[0]?.waitForRequest(() => true);
    await opened.clock.advance(999);
    expect(asked()).toEqual([1, 0, 0]);
    await opened.clock.advance(1);
    expect(await outcome).toMatchObject({ kind: 'found', mirror: nameOf(opened, 1) });
    expect(await first?.ended).toBe('aborted');
    expect(asked()).toEqual([1, 1, 0]);
  });

  test('that was overtaken is not held to have failed, but to be slow', async () => {
    behave(silence);
    const opened = await lab();
    const { outcome } = await begin(opened);
    await opened.clock.advance(1_000);
    await outcome;
    const [a, b] = mirrors.map(({ url }) => opened.mirror(url));
    expect(opened.tools.journal.attempts).toMatchObject([
      { mirror: a?.name, outcome: 'cancelled', bytes: 0 },
      { mirror: b?.name, outcome: 'ok' },
    ]);
    expect(a && opened.tools.mirrors.healthOf(a)).toMatchObject({
      failuresInRow: 0,
      breaker: { state: 'closed' },
      firstByteMs: 1_000,
    });
    expect(opened.events).toEqual([
      {
        kind: 'hedge-won',
        atMs: 1_000,
        mirror: b?.name,
        overtaken: a?.name,
        waitedMs: 1_000,
        endpoint: 'example.com/lib/@v/v1.2.3.zip',
      },
    ]);
  });

  test('that answers after all wins where its header comes first, and no second body is sent', async () => {
    behave(silence, { kind: 'never-answer' });
    const opened = await lab();
    const { outcome } = await begin(opened);
    await opened.clock.advance(1_000);
    const second = await mirrors[1]?.waitForRequest(() => true);
    answer();
    expect(await outcome).toMatchObject({ kind: 'found', mirror: nameOf(opened, 0) });
    expect([await second?.ended, second?.bodyBytes]).toEqual(['aborted', 0]);
    expect(opened.events).toEqual([]);
  });

  test('gets one other beside it at a time', async () => {
    behave(silence, silence, silence);
    const opened = await lab();
    const { outcome } = await begin(opened);
    await opened.clock.advance(60_000);
    expect(asked()).toEqual([1, 1, 0]);
    answer();
    await outcome;
  });

  test('gets another one when the one beside it has failed', async () => {
    behave(silence, { kind: 'status', status: 500 });
    const opened = await lab();
    const { outcome } = await begin(opened);
    await opened.clock.advance(1_000);
    await mirrors[1]?.waitForRequest(() => true);
    await opened.clock.advance(1_000);
    expect(await outcome).toMatchObject({ kind: 'found', mirror: nameOf(opened, 2) });
    expect(asked()).toEqual([1, 1, 1]);
  });

  test('may still deliver what a gatekeeper beside it refuses', async () => {
    behave(silence, { kind: 'status', status: 403 });
    const opened = await lab({ isPublic: (url) => url !== mirrors[1]?.url });
    const { outcome } = await begin(opened);
    await opened.clock.advance(1_000);
    await mirrors[1]?.waitForRequest(() => true);
    await opened.clock.advance(5_000);
    answer();
    expect(await outcome).toMatchObject({ kind: 'found', mirror: nameOf(opened, 0) });
  });

  test('that fails leaves the file to the one beside it', async () => {
    behave(silence, silence);
    const opened = await lab({ limits: { firstByteMs: 15_000 } });
    const { outcome } = await begin(opened);
    await opened.clock.advance(15_000);
    answer();
    expect(await outcome).toMatchObject({ kind: 'found', mirror: nameOf(opened, 1) });
    expect(opened.tools.journal.attempts[0]).toMatchObject({ outcome: 'stall' });
  });
});

describe('nobody is asked beside a silent mirror', () => {
  test.each<[string, Partial<LabOptions>, (opened: Lab) => void]>([
    [
      'where the others are public and it is not',
      { isPublic: (url) => url !== mirrors[0]?.url },
      () => {},
    ],
    [
      'for a private module, where the others are public',
      { isPrivate: () => true, isPublic: (url) => url !== mirrors[0]?.url },
      () => {},
    ],
    [
      'where the breakers of the others are open',
      {},
      (opened) => {
        for (const { url } of mirrors.slice(1)) {
          const other = opened.mirror(url);
          opened.tools.mirrors.answered(other, 1, 0);
          for (let i = 1; i <= 5; i += 1) {
            opened.tools.mirrors.failed(other, { class: 'stall', detail }, i);
          }
          expect(opened.tools.mirrors.healthOf(other).breaker.state).toBe('open');
        }
        const first = opened.mirror(mirrors[0]?.url ?? '');
        opened.tools.mirrors.answered(first, 1, 0);
      },
    ],
    [
      'where the retry budget is empty',
      {},
      (opened) => {
        for (let i = 0; i < 20; i += 1) void opened.tools.retryGate.enter(1, opened.signal);
      },
    ],
    ['where no further try is allowed', { limits: { retries: 0 } }, () => {}],
  ])('%s', async (_name, options, prepare) => {
    behave(silence);
    const opened = await lab(options);
    prepare(opened);
    const { outcome } = await begin(opened);
    await opened.clock.advance(20_000);
    expect(asked()).toEqual([1, 0, 0]);
    answer();
    expect(await outcome).toMatchObject({ kind: 'found' });
  });

  test('of another group', async () => {
    behave(silence);
    const opened = await lab({ mirrors: mirrors.map(({ url }) => [url]) });
    const { outcome } = await begin(opened);
    await opened.clock.advance(20_000);
    expect(asked()).toEqual([1, 0, 0]);
    answer();
    expect(await outcome).toMatchObject({ kind: 'found' });
  });
});

test('a mirror that has fallen silent loses its place while the budget lasts', async () => {
  behave({ kind: 'never-answer' });
  const opened = await lab();
  const [a, b] = mirrors.map(({ url }) => opened.mirror(url));
  if (!a || !b) throw new Error('two mirrors');
  opened.tools.mirrors.answered(a, 5, 0);
  opened.tools.mirrors.answered(b, 5, 0);
  let files = 0;
  while (opened.tools.mirrors.ordered([a, b])[0] === a) {
    files += 1;
    const [before] = asked();
    const outcome = fetchModule(opened.tools, zip, opened.signal);
    await mirrors[0]?.waitForRequest(({ order }) => order === before);
    await opened.clock.advance(1_000);
    expect(await outcome).toMatchObject({ kind: 'found', mirror: b.name });
  }
  expect(files).toBeLessThan(10);
  expect(opened.tools.retryGate.isEmpty).toBe(false);
});

test('mirrors in good health are asked once and nobody beside them', async () => {
  const opened = await lab();
  for (let i = 0; i < 30; i += 1) await fetchModule(opened.tools, zip, opened.signal);
  expect(asked()).toEqual([30, 0, 0]);
  expect([opened.events, opened.clock.pendingDelays()]).toEqual([[], []]);
});
