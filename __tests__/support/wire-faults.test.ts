import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createFakeClock } from './clock.ts';
import { type FaultAction, malformedParts } from './faults.ts';
import { type Mirror, type MirrorOptions, startMirror } from './mirror.ts';
import { makeModule } from './modules.ts';
import { seededRandom } from './random.ts';
import { connectWire, getRequest, splitAnswer, type WireClient } from './wire-client.ts';

const random = seededRandom(7);
const noise = Buffer.from(Array.from({ length: 300_000 }, () => Math.floor(random() * 256)));
const big = makeModule('example.com/big', 'v1.0.0', { 'noise.bin': noise }, { method: 'store' });
const zipPath = '/example.com/big/@v/v1.0.0.zip';
const infoPath = '/example.com/big/@v/v1.0.0.info';

let mirror: Mirror;
const clients: WireClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await mirror.close();
});

async function start(action: FaultAction, options: MirrorOptions = {}): Promise<void> {
  mirror = await startMirror({
    modules: [big],
    faults: [{ match: 'example.com', times: 1, action }],
    ...options,
  });
}

async function ask(path: string, headers: Record<string, string> = {}): Promise<WireClient> {
  const client = await connectWire(mirror.port);
  clients.push(client);
  client.send(getRequest(path, headers));
  return client;
}

/** Another connection's whole exchange: what the first one was still to get would be there by then. */
async function exchangeMeanwhile(): Promise<void> {
  const client = await ask(infoPath);
  await client.received((await client.head()) + big.info.length);
}

describe('connections that break', () => {
  test('reset-before-headers: RST and not a byte', async () => {
    await start({ kind: 'reset-before-headers' });
    const client = await ask(zipPath);
    expect(await client.ended).toBe('reset');
    expect(client.bytes()).toHaveLength(0);
  });

  test('close-before-headers: FIN and not a byte', async () => {
    await start({ kind: 'close-before-headers' });
    const client = await ask(zipPath);
    expect(await client.ended).toBe('fin');
    expect(client.bytes()).toHaveLength(0);
  });

  test.each([0, 1, 1_000, 250_000])('reset: %d bytes arrive, then RST', async (afterBytes) => {
    await start({ kind: 'reset', afterBytes });
    const client = await ask(zipPath);
    expect(await client.ended).toBe('reset');
    const { headers, body } = splitAnswer(client.bytes());
    expect(headers.get('content-length')).toBe(String(big.zip.length));
    expect(body.equals(big.zip.subarray(0, afterBytes))).toBe(true);
    expect(mirror.requests[0]?.bodyBytes).toBe(afterBytes);
    expect(await mirror.requests[0]?.ended).toBe('aborted');
  });

  test.each([
    ['longer: cut', (size: number) => size - 1, 'reset'],
    ['as long: whole', (size: number) => size, 'open'],
  ] as const)('reset-beyond, an answer that is %s', async (_name, bytesOf, end) => {
    await start({ kind: 'reset-beyond', bytes: bytesOf(big.zip.length) });
    const client = await ask(zipPath);
    if (end === 'reset') expect(await client.ended).toBe('reset');
    else await client.received((await client.head()) + big.zip.length);
    expect(mirror.requests[0]?.bodyBytes).toBe(bytesOf(big.zip.length));
  });

  test('truncate, framing length: fewer bytes than Content-Length, then FIN', async () => {
    await start({ kind: 'truncate', afterBytes: 1_000, framing: 'length' });
    const client = await ask(zipPath);
    expect(await client.ended).toBe('fin');
    const { headers, body } = splitAnswer(client.bytes());
    expect(headers.get('content-length')).toBe(String(big.zip.length));
    expect(body.equals(big.zip.subarray(0, 1_000))).toBe(true);
  });

  test('truncate, framing chunked: a chunk, no last chunk, FIN', async () => {
    await start({ kind: 'truncate', afterBytes: 1_000, framing: 'chunked' });
    const client = await ask(zipPath);
    expect(await client.ended).toBe('fin');
    const { headers, body } = splitAnswer(client.bytes());
    expect(headers.get('transfer-encoding')).toBe('chunked');
    expect(headers.has('content-length')).toBe(false);
    const chunk = Buffer.concat([
      Buffer.from('3e8\r\n'),
      big.zip.subarray(0, 1_000),
      Buffer.from('\r\n'),
    ]);
    expect(body.equals(chunk)).toBe(true);
  });

  test('truncate, framing close: no length at all, FIN', async () => {
    await start({ kind: 'truncate', afterBytes: 1_000, framing: 'close' });
    const client = await ask(zipPath);
    expect(await client.ended).toBe('fin');
    const { headers, body } = splitAnswer(client.bytes());
    expect(headers.get('connection')).toBe('close');
    expect(headers.has('transfer-encoding')).toBe(false);
    expect(headers.has('content-length')).toBe(false);
    expect(body.equals(big.zip.subarray(0, 1_000))).toBe(true);
  });

  test.each(['length', 'chunked', 'close'] as const)(
    'truncate, framing %s: a body is never left whole',
    async (framing) => {
      await start({ kind: 'truncate', afterBytes: Number.POSITIVE_INFINITY, framing });
      const client = await ask(infoPath);
      await client.ended;
      expect(mirror.requests[0]?.bodyBytes).toBe(big.info.length - 1);
    },
  );
});

describe('connections that hang', () => {
  test('never-answer: open and silent until the mirror closes', async () => {
    await start({ kind: 'never-answer' });
    const client = await ask(zipPath);
    await mirror.waitForRequest((request) => request.fault === 'never-answer');
    await exchangeMeanwhile();
    expect([client.isOpen, client.bytes().length]).toEqual([true, 0]);
  });

  test.each([0, 5_000])('stall: %d bytes, then open and silent', async (afterBytes) => {
    await start({ kind: 'stall', afterBytes });
    const client = await ask(zipPath);
    const head = await client.head();
    await client.received(head + afterBytes);
    await exchangeMeanwhile();
    expect([client.isOpen, client.bytes().length]).toEqual([true, head + afterBytes]);
    expect(splitAnswer(client.bytes()).headers.get('content-length')).toBe(String(big.zip.length));
  });

  test('wrong-length above the truth: all bytes, and an open end', async () => {
    await start({ kind: 'wrong-length', by: 10 });
    const client = await ask(infoPath);
    const head = await client.head();
    await client.received(head + big.info.length);
    await exchangeMeanwhile();
    const { headers, body } = splitAnswer(client.bytes());
    expect(headers.get('content-length')).toBe(String(big.info.length + 10));
    expect([client.isOpen, body.equals(big.info)]).toEqual([true, true]);
  });

  test('latency: nothing until the time is over, then the right answer', async () => {
    const clock = createFakeClock();
    await start({ kind: 'latency', ms: 700 }, { clock });
    const client = await ask(infoPath);
    await mirror.waitForRequest(() => true);
    await clock.advance(699);
    expect(clock.pendingDelays()).toEqual([1]);
    expect(client.bytes()).toHaveLength(0);
    await clock.advance(1);
    await client.received((await client.head()) + big.info.length);
    expect(splitAnswer(client.bytes()).body.equals(big.info)).toBe(true);
  });

  test('delayMs: the fault itself comes late', async () => {
    const clock = createFakeClock();
    mirror = await startMirror({
      modules: [big],
      clock,
      faults: [{ match: '.info', delayMs: 50, action: { kind: 'status', status: 503 } }],
    });
    const client = await ask(infoPath);
    await mirror.waitForRequest(() => true);
    await clock.advance(49);
    expect(client.bytes()).toHaveLength(0);
    await clock.advance(1);
    await client.head();
    expect(splitAnswer(client.bytes()).statusLine).toBe('HTTP/1.1 503 Service Unavailable');
  });

  test('hold: the right answer once it is let go', async () => {
    let letGo = () => {};
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await start({ kind: 'hold', until });
    const client = await ask(infoPath);
    await mirror.waitForRequest((request) => request.fault === 'hold');
    await exchangeMeanwhile();
    expect(client.bytes()).toHaveLength(0);
    letGo();
    await client.received((await client.head()) + big.info.length);
  });

  test('drip: so many bytes at a time', async () => {
    const clock = createFakeClock();
    await start({ kind: 'drip', bytes: 10, everyMs: 100 }, { clock });
    const client = await ask(infoPath);
    const head = await client.head();
    await client.received(head + 10);
    for (let sent = 20; sent <= big.info.length; sent += 10) {
      expect(client.bytes()).toHaveLength(head + sent - 10);
      await clock.advance(100);
      await client.received(head + sent);
    }
    await clock.advance(100);
    expect(await mirror.requests[0]?.ended).toBe('finished');
    expect(splitAnswer(client.bytes()).body.equals(big.info)).toBe(true);
  });

  test('a client that leaves ends the wait of its exchange', async () => {
    const clock = createFakeClock();
    await start({ kind: 'latency', ms: 700 }, { clock });
    const client = await ask(infoPath);
    const request = await mirror.waitForRequest(() => true);
    client.close();
    expect(await request.ended).toBe('aborted');
    expect(clock.pendingDelays()).toEqual([]);
  });
});

describe('wrong HTTP', () => {
  test.each(malformedParts)('malformed %s: the parser of node refuses it', async (part) => {
    await start({ kind: 'malformed', part });
    await expect(
      fetch(`${mirror.url}${infoPath}`).then((answer) => answer.text()),
    ).rejects.toThrow();
  });

  test('raw: these bytes and FIN', async () => {
    await start({ kind: 'raw', bytes: '\u0015\u0003\u0001\u0000\u0002\u0002P' });
    const client = await ask(infoPath);
    expect(await client.ended).toBe('fin');
    expect(client.bytes()).toEqual(Buffer.from('\u0015\u0003\u0001\u0000\u0002\u0002P'));
  });

  test('wrong-length below the truth: the surplus follows', async () => {
    await start({ kind: 'wrong-length', by: -5 });
    const client = await ask(infoPath);
    const head = await client.head();
    await client.received(head + big.info.length);
    const { headers, body } = splitAnswer(client.bytes());
    expect(headers.get('content-length')).toBe(String(big.info.length - 5));
    expect(body.equals(big.info)).toBe(true);
  });

  test('gzip: coded although identity was asked for', async () => {
    await start({ kind: 'gzip' });
    const client = await ask(infoPath, { 'accept-encoding': 'identity' });
    const head = await client.head();
    const { headers } = splitAnswer(client.bytes());
    const all = await client.received(head + Number(headers.get('content-length')));
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(splitAnswer(all).body).equals(big.info)).toBe(true);
  });
});
