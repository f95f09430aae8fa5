import { afterEach, describe, expect, test } from '@jest/globals';
import type { Fault, FaultAction } from './faults.ts';
import { type Mirror, type MirrorOptions, startMirror } from './mirror.ts';
import { makeModule } from './modules.ts';

const leaf = makeModule('example.com/Leaf', 'v1.0.0');
const newer = makeModule('example.com/Leaf', 'v1.1.0-RC1');
const stem = '/example.com/!leaf/@v/v1.0.0';
const total = leaf.zip.length;

let mirror: Mirror | undefined;
afterEach(async () => {
  await mirror?.close();
  mirror = undefined;
});

async function start(options: MirrorOptions = {}): Promise<Mirror> {
  mirror = await startMirror({ modules: [leaf, newer], ...options });
  return mirror;
}

async function get(path: string, headers: Record<string, string> = {}) {
  const url = `${mirror?.url}${path}`;
  const answer = await fetch(url, { headers, redirect: 'manual' });
  return {
    status: answer.status,
    headers: answer.headers,
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

describe('answers that are not right', () => {
  const flipped = Buffer.from(leaf.zip);
  flipped.writeUInt8(flipped.readUInt8(3) ^ 1, 3);
  type Expected = {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly body?: Buffer;
  };
  const zipUrl = `${stem}.zip`;
  const rows: readonly [string, FaultAction, Expected][] = [
    [
      'status',
      { kind: 'status', status: 429, body: 'slow down', headers: { 'Retry-After': 7 } },
      { status: 429, headers: { 'retry-after': '7' }, body: Buffer.from('slow down') },
    ],
    ['flip-byte', { kind: 'flip-byte', offset: 3 }, { status: 200, body: flipped }],
    ['another zip', { kind: 'body', body: newer.zip }, { status: 200, body: newer.zip }],
    [
      'nothing',
      { kind: 'body', body: '' },
      { status: 200, headers: { 'content-length': '0' }, body: Buffer.alloc(0) },
    ],
    [
      'html',
      { kind: 'html' },
      { status: 200, headers: { 'content-type': 'text/html; charset=UTF-8' } },
    ],
    [
      'redirect',
      { kind: 'redirect', to: 'http://127.0.0.1:1/x', status: 307 },
      { status: 307, headers: { location: 'http://127.0.0.1:1/x' } },
    ],
    ['redirect-loop', { kind: 'redirect-loop' }, { status: 302, headers: { location: zipUrl } }],
    [
      'portal',
      { kind: 'portal' },
      { status: 302, headers: { location: `/portal/login?from=${encodeURIComponent(zipUrl)}` } },
    ],
    [
      'headers',
      { kind: 'headers', headers: { ETag: undefined, 'X-Cache': 'HIT' } },
      { status: 200, headers: { etag: null, 'x-cache': 'HIT' }, body: leaf.zip },
    ],
  ];
  test.each(rows)('%s', async (_, action, expected) => {
    await start({ faults: [{ match: '.zip', action }] });
    const answer = await get(zipUrl);
    expect(answer.status).toBe(expected.status);
    for (const [name, value] of Object.entries(expected.headers ?? {})) {
      expect([name, answer.headers.get(name)]).toEqual([name, value]);
    }
    if (expected.body !== undefined) expect(answer.body.equals(expected.body)).toBe(true);
  });

  test('portal: the redirect leads to a page', async () => {
    const { url } = await start({ faults: [{ match: '.zip', action: { kind: 'portal' } }] });
    const page = await fetch(`${url}${zipUrl}`);
    expect([page.status, page.redirected]).toEqual([200, true]);
    expect(await page.text()).toContain('Please sign in');
  });

  test('wrong-version: everything else in the .info stays', async () => {
    await start({
      faults: [{ match: '.info', action: { kind: 'wrong-version', version: 'v9.0.0' } }],
    });
    const info = JSON.parse((await get(`${stem}.info`)).body.toString());
    expect(info).toEqual({ ...JSON.parse(leaf.info.toString()), Version: 'v9.0.0' });
  });

  test.each([
    ['start', { startBy: 3 }, `bytes 13-${total + 2}/${total}`],
    ['total', { totalBy: 5 }, `bytes 10-${total - 1}/${total + 5}`],
  ])('wrong-range, %s', async (_, by, contentRange) => {
    await start({ faults: [{ match: '.zip', action: { kind: 'wrong-range', ...by } }] });
    const answer = await get(zipUrl, { range: 'bytes=10-' });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([206, contentRange]);
    expect(answer.body.equals(leaf.zip.subarray(10))).toBe(true);
  });

  test('ignore-range: whole, although ranges are accepted', async () => {
    await start({ faults: [{ match: '.zip', action: { kind: 'ignore-range' } }] });
    const answer = await get(zipUrl, { range: 'bytes=10-' });
    expect([answer.status, answer.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
    expect(answer.body.equals(leaf.zip)).toBe(true);
  });
});

describe('which requests suffer', () => {
  const status = (code: number): FaultAction => ({ kind: 'status', status: code });
  const rows: readonly [string, readonly Fault[], readonly number[]][] = [
    ['all by default', [{ match: '.zip', action: status(500) }], [500, 500, 500]],
    ['so many times', [{ match: '.zip', times: 2, action: status(500) }], [500, 500, 200]],
    [
      'after so many',
      [{ match: '.zip', after: 1, times: 1, action: status(500) }],
      [200, 500, 200],
    ],
    [
      'the first that is live',
      [
        { match: '.zip', times: 1, action: status(500) },
        { match: /v1\.0\.0\.zip$/g, times: 1, action: status(502) },
        { match: '.zip', action: status(503) },
      ],
      [500, 502, 503],
    ],
    [
      'by a rule of its own',
      [{ match: (request) => request.order === 1, action: status(500) }],
      [200, 500, 200],
    ],
    ['others not', [{ match: '.mod', action: status(500) }], [200, 200, 200]],
  ];
  test.each(rows)('%s', async (_, faults, expected) => {
    await start({ faults });
    const seen: number[] = [];
    for (const _request of expected) seen.push((await get(`${stem}.zip`)).status);
    expect(seen).toEqual(expected);
  });

  test('setFaults replaces them and counts anew', async () => {
    const faults: Fault[] = [{ match: '.zip', times: 1, action: status(500) }];
    const { setFaults } = await start({ faults });
    const ask = async () => (await get(`${stem}.zip`)).status;
    const seen = [await ask(), await ask()];
    setFaults(faults);
    seen.push(await ask());
    setFaults([]);
    seen.push(await ask());
    expect(seen).toEqual([500, 200, 500, 200]);
  });
});
