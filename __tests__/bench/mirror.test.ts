import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contentOf } from '../../bench/lab/content.ts';
import { type LabMirror, startLabMirror } from '../../bench/lab/mirror.ts';
import { createOutage } from '../../bench/lab/outage.ts';
import type { LabPlan, ServingMirror } from '../../bench/lab/plan.ts';
import { createFakeClock, type FakeClock } from '../support/clock.ts';

const zip = 'example.com/a/@v/v1.0.0.zip';
const body = Buffer.alloc(300_000, 'z');
let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lab-'));
  for (const [path, bytes] of [
    [zip, body],
    ['example.com/a/@v/v1.0.0.mod', 'module example.com/a\n'],
  ] as const) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), bytes);
  }
});

afterAll(() => rm(directory, { recursive: true }));

async function withMirror(
  more: Partial<ServingMirror>,
  use: (mirror: LabMirror, clock: FakeClock) => Promise<void>,
  outagePlan?: LabPlan['outage'],
): Promise<void> {
  const clock = createFakeClock();
  const content = contentOf([directory]);
  // From here on no answer waits for a disk, which a fake clock would not wait for.
  await content.read(zip);
  const mirror = await startLabMirror({
    plan: { kind: 'serving', line: { rttMs: 0 }, ...more },
    index: 0,
    seed: 1,
    content,
    outage: createOutage(outagePlan, clock),
    clock,
  });
  try {
    await use(mirror, clock);
  } finally {
    await mirror.close();
  }
}

interface Taken {
  readonly status: number;
  readonly bytes: number;
  readonly isWhole: boolean;
}

/** Rejects where no answer came. */
async function take(url: string, headers: Record<string, string> = {}): Promise<Taken> {
  const request: ClientRequest = get(url, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  // A reset in the body is told to both.
  request.on('error', () => {});
  let bytes = 0;
  response.on('data', (piece: Buffer) => {
    bytes += piece.length;
  });
  response.on('error', () => {});
  await new Promise((resolve) => response.once('close', resolve));
  return { status: response.statusCode ?? 0, bytes, isWhole: response.complete };
}

test('the first answer on a connection comes after two round trips', async () => {
  await withMirror({ line: { rttMs: 50 } }, async (mirror, clock) => {
    let doneAtMs: number | undefined;
    const taken = take(`${mirror.url}/${zip}`).then((result) => {
      doneAtMs = clock.now();
      return result;
    });
    await clock.advance(99);
    expect(doneAtMs).toBeUndefined();
    await clock.advance(1);
    expect(await taken).toEqual({ status: 200, bytes: body.length, isWhole: true });
    expect(doneAtMs).toBe(100);
  });
});

test('a line has its bandwidth', async () => {
  await withMirror({ line: { rttMs: 0, bandwidth: 100_000 } }, async (mirror, clock) => {
    const taken = take(`${mirror.url}/${zip}`);
    await clock.advance(2_900);
    expect(mirror.tally().bytes).toBeLessThan(body.length);
    await clock.advance(100);
    expect((await taken).isWhole).toBe(true);
  });
});

test.each([
  ['truncation', { truncation: 1 }],
  ['reset', { reset: 1 }],
] as const)('%s ends a body before its end', async (_, faults) => {
  await withMirror({ faults }, async (mirror) => {
    const taken = await take(`${mirror.url}/${zip}`);
    expect(taken.isWhole).toBe(false);
    expect(taken.bytes).toBeLessThan(body.length);
    expect(taken.bytes).toBe(mirror.tally().bytes);
  });
});

test('a connection is cut after what it may carry, and Range goes on from there', async () => {
  await withMirror({ cutAfterBytes: 200_000 }, async (mirror) => {
    const url = `${mirror.url}/${zip}`;
    expect(await take(url)).toEqual({ status: 200, bytes: 200_000, isWhole: false });
    expect(await take(url, { range: 'bytes=200000-' })).toEqual({
      status: 206,
      bytes: 100_000,
      isWhole: true,
    });
    expect(mirror.tally()).toMatchObject({ requests: 2, bytes: 300_000, perFile: { [zip]: 2 } });
  });
});

test('without Range the whole comes again', async () => {
  await withMirror({ supportsRange: false }, async (mirror) => {
    const taken = await take(`${mirror.url}/${zip}`, { range: 'bytes=200000-' });
    expect(taken).toEqual({ status: 200, bytes: body.length, isWhole: true });
  });
});

test('wrong bytes are a well-formed answer', async () => {
  await withMirror({ wrongModules: 1 }, async (mirror) => {
    const taken = await take(`${mirror.url}/${zip}`);
    expect(taken).toMatchObject({ status: 200, isWhole: true });
    expect(taken.bytes).toBeLessThan(1_000);
    expect(mirror.tally().wrongAnswers).toBe(1);
  });
});

test('in an outage connections are reset and counted, and afterwards all is well', async () => {
  await withMirror(
    {},
    async (mirror, clock) => {
      const url = `${mirror.url}/${zip}`;
      expect((await take(url)).isWhole).toBe(true);
      await expect(take(url)).rejects.toThrow();
      await clock.advance(500);
      await expect(take(url)).rejects.toThrow();
      await clock.advance(700);
      await expect(take(url)).rejects.toThrow();
      expect(mirror.tally().outage).toEqual({ connections: 2, busiestSecond: 2 });
      await clock.advance(58_800);
      expect((await take(url)).isWhole).toBe(true);
    },
    { afterRequests: 2, lastsMs: 60_000 },
  );
});

test('what is no file of a module is not there', async () => {
  await withMirror({}, async (mirror) => {
    expect((await take(`${mirror.url}/sumdb/x/supported`)).status).toBe(404);
    expect((await take(`${mirror.url}/a/../@v/v1.0.0.zip`)).status).toBe(404);
  });
});
