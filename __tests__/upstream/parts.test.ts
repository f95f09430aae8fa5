import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Endpoint } from '../../src/module/endpoint.ts';
import { fetchModule } from '../../src/upstream/fetch.ts';
import { readSpooled } from '../../src/upstream/spooled.ts';
import { createFakeClock, type FakeClock } from '../support/clock.ts';
import type { Fault, FaultAction } from '../support/faults.ts';
import { type Mirror, type MirrorOptions, startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { seededRandom } from '../support/random.ts';
import type { RequestRecord } from '../support/request-log.ts';
import { type Lab, openLab } from './lab.ts';

// Hundreds of megabytes in all: next to other work a test takes longer than jest's 5 s.
jest.setTimeout(60_000);

const mebibyte = 1024 * 1024;
const random = seededRandom(13);
const block = Buffer.from(Uint8Array.from({ length: 8_191 }, () => Math.floor(random() * 256)));
const moduleOf = (bytes: number) =>
  makeModule(
    'example.com/lib',
    'v1.2.3',
    { 'noise.bin': Buffer.alloc(bytes, block) },
    { method: 'store' },
  );
const large = moduleOf(24 * mebibyte);
const medium = moduleOf(16 * mebibyte);
const zip: Endpoint = { kind: 'zip', module: { path: large.path, version: large.version } };

/** 1 MiB a second on every connection. */
const limited: Fault = { match: '.zip', action: { kind: 'drip', bytes: mebibyte, everyMs: 1_000 } };
const hasRange = ({ headers }: RequestRecord) => headers.range !== undefined;
const onParts = (action: FaultAction, times?: number): Fault => ({
  match: hasRange,
  action,
  ...(times !== undefined && { times }),
});

let clock: FakeClock;
let mirror: Mirror;
let lab: Lab;

beforeEach(() => {
  clock = createFakeClock();
});

afterEach(async () => {
  await lab.close();
  await mirror.close();
});

async function open(options: MirrorOptions, sums = [large]): Promise<void> {
  mirror = await startMirror({ modules: [large], clock, faults: [limited], ...options });
  lab = await openLab({ mirrors: [mirror.url], sums, clock });
}

async function fetchWhole(of = large) {
  const outcome = await lab.drive(fetchModule(lab.tools, zip, lab.signal));
  if (outcome.kind !== 'found') throw new Error(outcome.failure.detail);
  expect((await readSpooled(outcome.file)).equals(of.zip)).toBe(true);
  expect(lab.spool.unfinished.size).toBe(0);
  expect(lab.spool.held.size).toBe(1);
  await lab.spool.release(outcome.file);
  expect(await readdir(lab.directory)).toEqual([]);
}

const outcomes = () => lab.tools.journal.attempts.map(({ outcome }) => outcome);
const parts = () => mirror.requests.filter(hasRange);

test('a large zip on a line limited per connection comes over four at once, under one validator', async () => {
  await open({});
  await fetchWhole();
  expect(parts()).toHaveLength(3);
  expect(new Set(parts().map(({ headers }) => headers['if-range'])).size).toBe(1);
  // 24 s over one connection.
  expect(clock.now()).toBeLessThan(9_000);
  const received = lab.tools.journal.attempts.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(received).toBeLessThan(large.zip.length + 4 * mebibyte);
  expect(outcomes()).toEqual(['ok', 'ok', 'ok', 'ok']);
});

describe('one stream does', () => {
  test.each<[string, MirrorOptions, (typeof large)[], typeof large]>([
    ['on a fast line', { faults: [] }, [large], large],
    ['without the hash', {}, [], large],
    ['without a validator', { etag: 'weak' }, [large], large],
    ['for 16 MiB', { modules: [medium] }, [medium], medium],
  ])('%s', async (_name, options, sums, of) => {
    await open(options, sums);
    await fetchWhole(of);
    expect(mirror.requests).toHaveLength(1);
  });
});

describe('one stream goes on alone', () => {
  test.each<[string, FaultAction]>([
    ['the mirror answers with the whole', { kind: 'ignore-range' }],
    ['the file is another', { kind: 'headers', headers: { etag: '"other"' } }],
    ['the part is another', { kind: 'wrong-range', startBy: 1 }],
    ['further connections are refused', { kind: 'status', status: 503 }],
    ['further connections are cut at once', { kind: 'reset-before-headers' }],
  ])('where %s', async (_name, action) => {
    await open({ faults: [onParts(action), limited] });
    await fetchWhole();
    expect(parts()).toHaveLength(3);
    expect(mirror.requests).toHaveLength(4);
    expect(mirror.requests[0]?.bodyBytes).toBe(large.zip.length);
    expect(lab.tools.mirrors.healthOf(lab.mirror(mirror.url)).failuresInRow).toBe(0);
  });
});

test('parts that are cut go on where they were cut', async () => {
  await open({ faults: [onParts({ kind: 'reset', afterBytes: mebibyte }, 3), limited] });
  await fetchWhole();
  expect(parts()).toHaveLength(6);
  expect(outcomes().filter((outcome) => outcome === 'connection-reset')).toHaveLength(3);
});

test('a part that fails when the first stream has ended: one stream goes on behind what came before it', async () => {
  const slow: FaultAction = { kind: 'reset', afterBytes: 10 };
  await open({ faults: [{ ...onParts(slow, 1), delayMs: 8_000 }, limited] });
  await fetchWhole();
  const [first, , , , last] = mirror.requests;
  expect(parts()).toHaveLength(4);
  expect(first?.headers.range).toBeUndefined();
  // Of the part that broke off ten bytes were there.
  const starts = parts().map(({ headers }) => Number(/\d+/.exec(headers.range ?? '')));
  expect(starts[3]).toBe(Math.min(...starts.slice(0, 3)) + 10);
  expect(last?.bodyBytes).toBe(large.zip.length - (starts[3] ?? 0));
});

test('an abort leaves nothing of any part', async () => {
  await open({ faults: [onParts({ kind: 'stall', afterBytes: mebibyte }), limited] });
  const running = lab.drive(fetchModule(lab.tools, zip, lab.signal));
  await mirror.waitForRequest(() => parts().length === 3);
  const reason = new Error('over');
  lab.abort(reason);
  await expect(running).rejects.toBe(reason);
  expect(lab.spool.unfinished.size).toBe(0);
  expect(await readdir(lab.directory)).toEqual([]);
});

test('parts that do not make the file: once more in one stream, and nobody is blamed', async () => {
  await open({ faults: [onParts({ kind: 'flip-byte', offset: 100 }, 1), limited] });
  await fetchWhole();
  expect(parts()).toHaveLength(3);
  expect(outcomes()).toContain('bad-content');
  expect(lab.tools.mirrors.healthOf(lab.mirror(mirror.url)).wrongModules.size).toBe(0);
  expect(mirror.requests.at(-1)?.bodyBytes).toBe(large.zip.length);
});
