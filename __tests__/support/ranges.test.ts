import { afterEach, describe, expect, test } from '@jest/globals';
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

describe('ranges', () => {
  const lastModified = 'Tue, 02 Jan 2024 03:04:05 GMT';
  test.each([
    ['from', 'bytes=10-', 206, 10, total - 1],
    ['from to', 'bytes=10-19', 206, 10, 19],
    ['to beyond the end', 'bytes=10-999999', 206, 10, total - 1],
    ['the last bytes', 'bytes=-5', 206, total - 5, total - 1],
    ['beyond the end', `bytes=${total}-`, 416, 0, -1],
    ['no last bytes', 'bytes=-0', 416, 0, -1],
    ['several', 'bytes=0-1,3-4', 200, 0, total - 1],
    ['backwards', 'bytes=9-1', 200, 0, total - 1],
    ['another unit', 'lines=1-2', 200, 0, total - 1],
  ])('%s', async (_, range, status, first, last) => {
    await start();
    const answer = await get(`${stem}.zip`, { range });
    expect(answer.status).toBe(status);
    expect(answer.body.equals(leaf.zip.subarray(first, last + 1))).toBe(true);
    expect(answer.headers.get('content-range')).toBe(
      { 206: `bytes ${first}-${last}/${total}`, 416: `bytes */${total}` }[status] ?? null,
    );
  });

  const strong = async () => (await get(`${stem}.zip`)).headers.get('etag') ?? '';
  const ifRanges: readonly [string, MirrorOptions, () => Promise<string>, number][] = [
    ['the strong ETag', {}, strong, 206],
    ['another ETag', {}, async () => '"other"', 200],
    ['a weak ETag', { etag: 'weak' }, strong, 200],
    ['the bare tag of a weak ETag', { etag: 'weak' }, async () => (await strong()).slice(2), 200],
    ['Last-Modified', { etag: 'none' }, async () => lastModified, 206],
    ['another date', {}, async () => 'Tue, 02 Jan 2024 03:04:06 GMT', 200],
    ['a date nobody gave', { hasLastModified: false }, async () => lastModified, 200],
  ];
  test.each(ifRanges)('If-Range with %s', async (_, options, validator, status) => {
    await start(options);
    const answer = await get(`${stem}.zip`, { range: 'bytes=7-', 'if-range': await validator() });
    expect(answer.status).toBe(status);
    expect(answer.body.equals(leaf.zip.subarray(status === 206 ? 7 : 0))).toBe(true);
  });

  test('not supported: whole, and no Accept-Ranges', async () => {
    await start({ supportsRange: false });
    const answer = await get(`${stem}.zip`, { range: 'bytes=7-' });
    expect([answer.status, answer.headers.get('accept-ranges')]).toEqual([200, null]);
  });
});
