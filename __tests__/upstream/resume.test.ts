import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Endpoint } from '../../src/module/endpoint.ts';
import { fetchModule } from '../../src/upstream/fetch.ts';
import { readSpooled } from '../../src/upstream/spooled.ts';
import { createFakeClock, settle } from '../support/clock.ts';
import type { Fault, FaultAction } from '../support/faults.ts';
import { type Mirror, type MirrorOptions, startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { seededRandom } from '../support/random.ts';
import type { RequestRecord } from '../support/request-log.ts';
import { type Lab, type LabOptions, openLab } from './lab.ts';

const kibibyte = 1024;
const random = seededRandom(11);
/** Of a prime length: repeated, no two parts of a file that begin at round offsets are alike. */
const block = () =>
  Buffer.from(Uint8Array.from({ length: 8_191 }, () => Math.floor(random() * 256)));
const moduleOf = (bytes: number) =>
  makeModule(
    'example.com/lib',
    'v1.2.3',
    { 'noise.bin': Buffer.alloc(bytes, block()) },
    { method: 'store' },
  );

const module = moduleOf(2_048 * kibibyte);
const huge = moduleOf(10_240 * kibibyte);
/** Same path, same length, other bytes: what a mirror serves whose file changed under its name. */
const changed = moduleOf(2_048 * kibibyte);
const size = module.zip.length;
const zip: Endpoint = { kind: 'zip', module: { path: module.path, version: module.version } };

let open: { close(): Promise<void> }[] = [];

beforeEach(() => {
  open = [];
});

afterEach(async () => {
  for (const one of open.reverse()) await one.close();
});

async function mirror(options: MirrorOptions = {}): Promise<Mirror> {
  const started = await startMirror({ modules: [module], ...options });
  open.push(started);
  return started;
}

async function lab(mirrors: readonly Mirror[], options: Partial<LabOptions> = {}): Promise<Lab> {
  const urls = mirrors.map(({ url }) => url);
  const opened = await openLab({ mirrors: urls, sums: [module], ...options });
  open.push(opened);
  return opened;
}

const fetched = (of: Lab, endpoint: Endpoint = zip) =>
  of.drive(fetchModule(of.tools, endpoint, of.signal));

const once = (action: FaultAction, after = 0): Fault => ({
  match: '.zip',
  times: 1,
  after,
  action,
});
const always = (action: FaultAction): Fault => ({ match: '.zip', action });
const rangesOf = ({ requests }: Mirror) => requests.map(({ headers }) => headers.range);
const hasRange = ({ headers }: RequestRecord) => headers.range !== undefined;
const bytesFrom = (...mirrors: readonly Mirror[]) =>
  mirrors.flatMap(({ requests }) => requests).reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
const nameOf = ({ host, port }: Mirror) => `${host}:${port}`;

async function expectBytes(of: Lab, endpoint: Endpoint = zip, bytes: Buffer = module.zip) {
  const outcome = await fetched(of, endpoint);
  if (outcome.kind !== 'found') throw new Error(outcome.failure.detail);
  expect((await readSpooled(outcome.file)).equals(bytes)).toBe(true);
  expect(of.spool.unfinished.size).toBe(0);
  return outcome;
}

const cutAt = 300 * kibibyte;
const withoutSums = { sums: [] };

describe('a body that broke off is continued at the same mirror', () => {
  const breaks: [string, FaultAction][] = [
    ['cut', { kind: 'reset', afterBytes: cutAt }],
    ['ended before its length', { kind: 'truncate', afterBytes: cutAt, framing: 'length' }],
    ['without its last chunk', { kind: 'truncate', afterBytes: cutAt, framing: 'chunked' }],
  ];
  test.each(breaks)('%s', async (_name, action) => {
    const a = await mirror({ faults: [once(action)] });
    const opened = await lab([a]);
    await expectBytes(opened);
    expect(rangesOf(a)).toEqual([undefined, `bytes=${cutAt}-`]);
    expect(a.requests[1]?.headers['if-range']).toBe(a.requests[1] && (await etagOf(a)));
    expect(opened.tools.journal.attempts).toMatchObject([
      { bytes: cutAt, status: 200 },
      { bytes: size - cutAt, status: 206, resumedAtBytes: cutAt, outcome: 'ok' },
    ]);
    expect(opened.tools.journal.attempts[0]).not.toHaveProperty('resumedAtBytes');
  });

  async function etagOf({ url }: Mirror): Promise<string | null> {
    const answer = await fetch(`${url}/example.com/lib/@v/v1.2.3.zip`, { method: 'HEAD' });
    return answer.headers.get('etag');
  }

  test('after a stall, once the stall limit is over', async () => {
    const a = await mirror({ faults: [once({ kind: 'stall', afterBytes: cutAt })] });
    const opened = await lab([a], { limits: { stallMs: 15_000 } });
    const running = fetchModule(opened.tools, zip, opened.signal);
    while (opened.tools.journal.attempts.length === 0) {
      await settle();
      if (opened.clock.pendingDelays().includes(15_000)) await opened.clock.advance(15_000);
    }
    expect(await opened.drive(running)).toMatchObject({ kind: 'found' });
    expect(rangesOf(a)).toEqual([undefined, `bytes=${cutAt}-`]);
  });

  test.each<[string, typeof module, number]>([
    ['in memory', module, 256 * kibibyte],
    ['on disk', huge, 1_024 * kibibyte],
  ])(
    'a line that is cut again and again, far more often than retries allow, %s',
    async (_name, of, every) => {
      const a = await mirror({
        modules: [of],
        faults: [always({ kind: 'reset-beyond', bytes: every })],
      });
      const opened = await lab([a], { sums: [of], limits: { retries: 0 } });
      await expectBytes(opened, zip, of.zip);
      expect(a.requests).toHaveLength(Math.ceil(of.zip.length / every));
      // A reset throws away what the system had not handed on yet; nothing else comes a second time.
      expect(bytesFrom(a)).toBeGreaterThanOrEqual(of.zip.length);
      expect(bytesFrom(a)).toBeLessThan(of.zip.length + 64 * kibibyte);
      expect(opened.tools.mirrors.healthOf(opened.mirror(a.url)).failuresInRow).toBe(0);
    },
  );

  test('pieces below 256 KiB cost an attempt each', async () => {
    const every = 256 * kibibyte - 1;
    const a = await mirror({ faults: [always({ kind: 'reset-beyond', bytes: every })] });
    const opened = await lab([a], { limits: { retries: 2 } });
    opened.tools.mirrors.answered(opened.mirror(a.url), 1);
    expect(await fetched(opened)).toMatchObject({
      kind: 'failed',
      failure: { class: 'connection-reset' },
    });
    expect(rangesOf(a)).toEqual([undefined, `bytes=${every}-`, `bytes=${2 * every}-`]);
    expect(opened.spool.unfinished.size).toBe(0);
  });

  test.each<[string, MirrorOptions, string | undefined]>([
    ['a strong ETag', {}, 'etag'],
    ['a date, where there is no ETag', { etag: 'none' }, 'last-modified'],
  ])('without a line in go.sum, by %s', async (_name, options, header) => {
    const a = await mirror({ ...options, faults: [once({ kind: 'reset', afterBytes: cutAt })] });
    await expectBytes(await lab([a], withoutSums));
    expect(rangesOf(a)).toEqual([undefined, `bytes=${cutAt}-`]);
    const ifRange = String(a.requests[1]?.headers['if-range']);
    expect(ifRange).toMatch(header === 'etag' ? /^"/ : / GMT$/);
  });
});

describe('asked from the start again', () => {
  test.each<[string, MirrorOptions, Partial<LabOptions>]>([
    ['no line in go.sum, a weak ETag', { etag: 'weak' }, withoutSums],
    ['no line in go.sum, no validator', { etag: 'none', hasLastModified: false }, withoutSums],
  ])('%s', async (_name, options, more) => {
    const a = await mirror({ ...options, faults: [once({ kind: 'reset', afterBytes: cutAt })] });
    await expectBytes(await lab([a], more));
    expect(rangesOf(a)).toEqual([undefined, undefined]);
  });

  test('small files', async () => {
    const a = await mirror({
      faults: [{ match: '.mod', times: 1, action: { kind: 'reset', afterBytes: 10 } }],
    });
    await expectBytes(await lab([a]), { ...zip, kind: 'mod' }, module.mod);
    expect(rangesOf(a)).toEqual([undefined, undefined]);
  });

  test('a body that was compressed on the way', async () => {
    const packed: Fault = {
      match: '.zip',
      times: 1,
      action: {
        kind: 'raw',
        bytes:
          'HTTP/1.1 200 OK\r\netag: "a"\r\ncontent-encoding: gzip\r\ncontent-length: 999999\r\n\r\n\x1f',
      },
    };
    const a = await mirror({ faults: [packed] });
    await expectBytes(await lab([a]));
    expect(rangesOf(a)).toEqual([undefined, undefined]);
  });

  test('a mirror that answers a range with the whole: the whole counts', async () => {
    const a = await mirror({
      supportsRange: false,
      faults: [once({ kind: 'reset', afterBytes: cutAt })],
    });
    const opened = await lab([a]);
    await expectBytes(opened);
    expect(rangesOf(a)).toEqual([undefined, `bytes=${cutAt}-`]);
    expect(opened.tools.journal.attempts[1]).toMatchObject({ status: 200, bytes: size });
    expect(opened.tools.journal.attempts[1]).not.toHaveProperty('resumedAtBytes');
  });

  test('a mirror without Range on a bad line fails after its attempts, as ever', async () => {
    const a = await mirror({
      supportsRange: false,
      faults: [always({ kind: 'reset', afterBytes: cutAt })],
    });
    const opened = await lab([a], { limits: { retries: 3 } });
    opened.tools.mirrors.answered(opened.mirror(a.url), 1);
    expect(await fetched(opened)).toMatchObject({ kind: 'failed' });
    // The first brought something on, which could not be known to be of no use.
    expect(a.requests).toHaveLength(1 + 4);
  });

  const contradictions: [string, FaultAction][] = [
    ['another start', { kind: 'wrong-range', startBy: 1 }],
    ['another total', { kind: 'wrong-range', totalBy: 5 }],
    ['no Content-Range', { kind: 'headers', headers: { 'content-range': undefined } }],
    ['another ETag', { kind: 'headers', headers: { etag: '"other"' } }],
    ['a compressed part', { kind: 'headers', headers: { 'content-encoding': 'gzip' } }],
    ['416', { kind: 'status', status: 416 }],
    ['400', { kind: 'status', status: 400 }],
    ['501', { kind: 'status', status: 501 }],
  ];
  test.each(contradictions)(
    'a mirror whose answer to a range is %s, and never a range again',
    async (_name, action) => {
      const a = await mirror({
        faults: [
          { match: hasRange, action },
          once({ kind: 'reset', afterBytes: cutAt }),
          once({ kind: 'reset', afterBytes: cutAt }, 1),
        ],
      });
      const opened = await lab([a], { limits: { retries: 1 } });
      await expectBytes(opened);
      expect(rangesOf(a)).toEqual([undefined, `bytes=${cutAt}-`, undefined, undefined]);
      expect(opened.tools.journal.attempts[1]).toMatchObject({
        outcome: expect.stringMatching(/^http-/),
      });
    },
  );
});

describe('on another mirror', () => {
  const lame = (): Fault => ({ match: hasRange, action: { kind: 'status', status: 503 } });

  test('what is there is continued where go.sum has the hash, without the first mirror’s validator', async () => {
    const a = await mirror({ faults: [lame(), always({ kind: 'reset', afterBytes: cutAt })] });
    const b = await mirror();
    const opened = await lab([a, b]);
    expect(await expectBytes(opened)).toMatchObject({ mirror: nameOf(b) });
    expect(rangesOf(b)).toEqual([`bytes=${cutAt}-`]);
    expect(b.requests[0]?.headers).not.toHaveProperty('if-range');
    expect(bytesFrom(a, b)).toBeLessThan(size + 100);
  });

  test('it is asked for from the start where no hash is known', async () => {
    const a = await mirror({ faults: [lame(), always({ kind: 'reset', afterBytes: cutAt })] });
    const b = await mirror();
    await expectBytes(await lab([a, b], withoutSums));
    expect(rangesOf(b)).toEqual([undefined]);
  });

  test('a silent body goes on at the next mirror, and costs neither an attempt nor a good name', async () => {
    const a = await mirror({ faults: [always({ kind: 'stall', afterBytes: cutAt })] });
    const b = await mirror();
    const opened = await lab([a, b], { limits: { stallMs: 15_000, retries: 0 } });
    const running = fetchModule(opened.tools, zip, opened.signal);
    while (opened.tools.journal.attempts.length === 0) {
      await settle();
      if (opened.clock.pendingDelays().includes(15_000)) await opened.clock.advance(15_000);
    }
    expect(await opened.drive(running)).toMatchObject({ kind: 'found', mirror: nameOf(b) });
    expect(rangesOf(b)).toEqual([`bytes=${cutAt}-`]);
    expect(opened.tools.mirrors.healthOf(opened.mirror(a.url)).failuresInRow).toBe(0);
  });

  test('a mirror without Range on a line that is cut, and a healthy second', async () => {
    const a = await mirror({
      supportsRange: false,
      faults: [always({ kind: 'reset-beyond', bytes: cutAt })],
    });
    const b = await mirror();
    await expectBytes(await lab([a, b]));
    expect(rangesOf(b)).toEqual([`bytes=${cutAt}-`]);
  });
});

describe('parts that do not make the file', () => {
  test('of two mirrors: once more from zero, and nobody is blamed', async () => {
    const a = await mirror({
      modules: [changed],
      faults: [
        { match: hasRange, action: { kind: 'status', status: 503 } },
        always({ kind: 'reset', afterBytes: cutAt }),
      ],
    });
    const b = await mirror();
    const opened = await lab([a, b]);
    await expectBytes(opened);
    expect(rangesOf(b)).toEqual([`bytes=${cutAt}-`, undefined]);
    expect(opened.tools.journal.attempts.map(({ outcome }) => outcome)).toEqual([
      'connection-reset',
      'http-server',
      'bad-content',
      'ok',
    ]);
    for (const one of [a, b]) {
      expect(opened.tools.mirrors.healthOf(opened.mirror(one.url)).wrongModules.size).toBe(0);
    }
  });

  test('of one mirror whose file changed without a sign', async () => {
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`;
    const bytes = Buffer.concat([Buffer.from(head), changed.zip.subarray(0, cutAt)]);
    const a = await mirror({
      etag: 'none',
      hasLastModified: false,
      faults: [once({ kind: 'raw', bytes })],
    });
    const opened = await lab([a]);
    await expectBytes(opened);
    expect(rangesOf(a)).toEqual([undefined, `bytes=${cutAt}-`, undefined]);
    expect(opened.tools.mirrors.healthOf(opened.mirror(a.url)).wrongModules.size).toBe(0);
  });

  test('and then a whole that is wrong: that one counts', async () => {
    const a = await mirror({
      modules: [changed],
      faults: [once({ kind: 'reset', afterBytes: cutAt })],
    });
    const opened = await lab([a]);
    expect(await fetched(opened)).toMatchObject({
      kind: 'failed',
      failure: { class: 'checksum-mismatch' },
    });
    expect(rangesOf(a).slice(0, 3)).toEqual([undefined, `bytes=${cutAt}-`, undefined]);
    expect(a.requests.filter(hasRange)).toHaveLength(1);
    expect(opened.tools.mirrors.healthOf(opened.mirror(a.url)).wrongModules.size).toBe(1);
    expect(opened.spool.held.size + opened.spool.unfinished.size).toBe(0);
  });

  test('a rest that is shorter than it said is continued, not believed', async () => {
    const short: Fault = {
      match: hasRange,
      times: 1,
      action: { kind: 'truncate', afterBytes: 300 * kibibyte, framing: 'close' },
    };
    const a = await mirror({ faults: [short, once({ kind: 'reset', afterBytes: cutAt })] });
    const opened = await lab([a]);
    await expectBytes(opened);
    expect(rangesOf(a)).toEqual([undefined, `bytes=${cutAt}-`, `bytes=${2 * cutAt}-`]);
    expect(opened.tools.journal.attempts[1]).toMatchObject({ outcome: 'truncated' });
  });
});

describe('when a search ends, nothing of the file is left', () => {
  test.each<[string, typeof module]>([
    ['in memory', module],
    ['on disk', huge],
  ])('%s: by an abort between two attempts', async (_name, of) => {
    const part = of.zip.length - 1;
    const a = await mirror({
      modules: [of],
      faults: [
        { match: hasRange, action: { kind: 'never-answer' } },
        always({ kind: 'reset', afterBytes: part }),
      ],
    });
    const opened = await lab([a], { sums: [of] });
    const running = fetchModule(opened.tools, zip, opened.signal);
    await a.waitForRequest(hasRange);
    expect(opened.spool.unfinished.size).toBe(1);
    expect(await readdir(opened.directory)).toHaveLength(of === huge ? 1 : 0);
    const reason = new Error('over');
    opened.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(opened.spool.unfinished.size).toBe(0);
    expect(await readdir(opened.directory)).toEqual([]);
  });

  test('by a verdict', async () => {
    const a = await mirror({
      modules: [huge],
      faults: [
        { match: hasRange, action: { kind: 'status', status: 404 } },
        always({ kind: 'reset', afterBytes: 9 * 1_024 * kibibyte }),
      ],
    });
    const opened = await lab([a], { sums: [huge] });
    expect(await fetched(opened)).toMatchObject({ kind: 'absent' });
    expect(opened.spool.unfinished.size).toBe(0);
    expect(await readdir(opened.directory)).toEqual([]);
  });
});

describe('a body that comes too slowly', () => {
  /** So many bytes every ten seconds. */
  const drip = (bytes: number): Fault => always({ kind: 'drip', bytes, everyMs: 10_000 });

  test.each<[string, number, boolean, 'a' | 'b']>([
    ['below 1 KiB/s, another mirror is healthy', 10 * kibibyte - 400, true, 'b'],
    ['1 KiB/s and a bit', 10 * kibibyte + 400, true, 'a'],
    ['below 1 KiB/s, and the other mirror is failing', 10 * kibibyte - 400, false, 'a'],
  ])('%s', async (_name, bytes, isOtherHealthy, winner) => {
    const small = moduleOf(100 * kibibyte);
    const clock = createFakeClock();
    const a = await mirror({ modules: [small], clock, faults: [drip(bytes)] });
    const b = await mirror({ modules: [small] });
    const opened = await lab([a, b], { sums: [small], clock });
    const { mirrors, journal } = opened.tools;
    for (const one of mirrors.all) mirrors.answered(one, 1);
    if (!isOtherHealthy) {
      mirrors.failed(opened.mirror(b.url), { class: 'http-server', detail: 'down' }, 0);
    }
    expect(await fetched(opened)).toMatchObject({
      kind: 'found',
      mirror: nameOf(winner === 'a' ? a : b),
    });
    if (winner === 'b') {
      expect(journal.attempts[0]).toMatchObject({ outcome: 'stall' });
      expect(b.requests[0]?.headers.range).toMatch(/^bytes=\d+-$/);
    }
  });
});
