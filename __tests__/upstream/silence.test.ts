import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Endpoint } from '../../src/module/endpoint.ts';
import { fetchModule } from '../../src/upstream/fetch.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { type Lab, openLab } from './lab.ts';

const module = makeModule('example.com/lib', 'v1.2.3');
const zip: Endpoint = { kind: 'zip', module: { path: module.path, version: module.version } };
const limits = { firstByteMs: 15_000, lastFirstByteMs: 30_000, stallMs: 15_000 };

let mirror: Mirror;
let lab: Lab;

beforeEach(async () => {
  mirror = await startMirror({ modules: [module] });
});

afterEach(async () => {
  await lab.close();
  await mirror.close();
});

/** First bytes of zips that came before, all from the one mirror there is. */
async function open(firstByteMs: number, count: number, retries = 5): Promise<void> {
  lab = await openLab({ mirrors: [mirror.url], sums: [module], limits: { ...limits, retries } });
  lab.tools.mirrors.answered(lab.mirror(mirror.url), firstByteMs, 0);
  for (let i = 0; i < count; i += 1) lab.tools.firstBytes.add(zip, firstByteMs);
}

/** How long each attempt lasted, to the full second. */
async function attempts(): Promise<readonly (readonly [string, number])[]> {
  await lab.drive(fetchModule(lab.tools, zip, lab.signal));
  return lab.tools.journal.attempts.map(({ outcome, durationMs }) => [outcome, durationMs]);
}

function beSilent(...kinds: ('never-answer' | 'stall')[]): void {
  mirror.setFaults(
    kinds.map((kind, index) => ({
      match: ({ order }) => order === index,
      action: kind === 'stall' ? { kind, afterBytes: 10 } : { kind },
    })),
  );
}

describe('the only mirror', () => {
  test.each<[string, number, number, number]>([
    ['whose first bytes are soon there is asked anew after 3 s', 200, 20, 3_000],
    ['is asked anew after five times what is usual', 900, 20, 5_000],
    ['has all its time as long as little is known of it', 200, 19, 15_000],
    ['has all its time where it always needs long', 4_000, 20, 15_000],
  ])('%s', async (_name, firstByteMs, count, expected) => {
    await open(firstByteMs, count);
    beSilent('never-answer');
    expect(await attempts()).toEqual([
      ['stall', expected],
      ['ok', 0],
    ]);
  });

  test('is given twice the time in each pass, before the header and in the body', async () => {
    await open(10, 20);
    beSilent('never-answer', 'stall', 'never-answer', 'stall');
    expect(await attempts()).toEqual([
      ['stall', 3_000],
      ['stall', 6_000],
      ['stall', 12_000],
      ['stall', 15_000],
      ['ok', 0],
    ]);
  });

  test('has all its time on the last try', async () => {
    await open(10, 20, 0);
    beSilent('never-answer');
    const outcome = fetchModule(lab.tools, zip, lab.signal);
    await mirror.waitForRequest(() => true);
    await lab.clock.advance(29_999);
    expect(lab.tools.journal.attempts).toEqual([]);
    await lab.clock.advance(1);
    await lab.drive(outcome);
    expect(lab.tools.journal.attempts[0]).toMatchObject({ outcome: 'stall', durationMs: 30_000 });
  });
});

test('who is left early for another mirror pays no attempt for it in the first pass', async () => {
  const second = await startMirror({ modules: [module] });
  lab = await openLab({
    mirrors: [mirror.url, second.url],
    sums: [module],
    limits: { ...limits, retries: 1 },
  });
  for (const { url } of [mirror, second]) lab.tools.mirrors.answered(lab.mirror(url), 10, 0);
  beSilent('never-answer');
  second.setFaults([{ match: () => true, action: { kind: 'status', status: 500 }, times: 1 }]);
  expect((await attempts()).map(([outcome]) => outcome)).toEqual(['stall', 'http-server', 'ok']);
  await second.close();
});
