import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Mirror, type MirrorOptions, startMirror } from './mirror.ts';
import { makeModule } from './modules.ts';
import { connectWire, getRequest } from './wire-client.ts';

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

describe('the protocol', () => {
  test.each([
    [`${stem}.info`, 200, leaf.info],
    [`${stem}.mod`, 200, leaf.mod],
    [`${stem}.zip`, 200, leaf.zip],
    ['/example.com/%21leaf/@v/v1.1.0-%21r%21c1.mod', 200, newer.mod],
    ['/example.com/!leaf/@v/list', 200, Buffer.from('v1.0.0\nv1.1.0-RC1\n')],
    ['/example.com/!leaf/@latest', 200, newer.info],
    [`${stem}.info?x=1`, 200, leaf.info],
    ['/example.com/Leaf/@v/list', 404, undefined],
    ['/example.com/none/@v/list', 404, undefined],
    ['/sumdb/sum.test/supported', 404, undefined],
    ['/%zz', 404, undefined],
  ])('%s: %d', async (path, status, body) => {
    await start();
    const answer = await get(path);
    expect(answer.status).toBe(status);
    if (body !== undefined) expect(answer.body.equals(body)).toBe(true);
  });

  test('HEAD has headers and no body; other methods are refused', async () => {
    const { url } = await start();
    const head = await fetch(`${url}${stem}.zip`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(total)]);
    expect((await fetch(`${url}${stem}.zip`, { method: 'POST' })).status).toBe(405);
  });

  test('basePath: all of it below, nothing beside', async () => {
    const { url, port } = await start({ basePath: '/api/go' });
    expect(url).toBe(`http://127.0.0.1:${port}/api/go`);
    expect((await get(`${stem}.info`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}${stem}.info`)).status).toBe(404);
  });

  test('basicAuth: 401 with a challenge, 200 with the credentials', async () => {
    await start({ basicAuth: { user: 'alice', password: 's3cret' } });
    const refused = await get(`${stem}.info`);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="modules"',
    ]);
    const authorization = `Basic ${Buffer.from('alice:s3cret').toString('base64')}`;
    expect((await get(`${stem}.info`, { authorization })).status).toBe(200);
  });

  test('sumdb: what it was given', async () => {
    await start({ sumdb: { 'sum.test/supported': {}, 'sum.test/latest': { body: 'tree' } } });
    expect((await get('/sumdb/sum.test/supported')).status).toBe(200);
    expect((await get('/sumdb/sum.test/latest')).body.toString()).toBe('tree');
  });
});

describe('a directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'support-mirror-'));
    await mkdir(join(directory, 'download/example.com/a/@v/v2.0.0.info'), { recursive: true });
    for (const name of ['v1.0.0.mod', 'v1.0.0.ziphash', 'v1.0.0.lock', 'list']) {
      await writeFile(join(directory, 'download/example.com/a/@v', name), name);
    }
    await writeFile(join(directory, 'v9.mod'), 'outside');
  });
  afterEach(() => rm(directory, { recursive: true }));

  test.each([
    ['/example.com/a/@v/v1.0.0.mod', 200],
    ['/example.com/a/@v/list', 200],
    ['/example.com/a/@v/v1.0.0.zip', 404],
    ['/example.com/a/@v/v1.0.0.ziphash', 404],
    ['/example.com/a/@v/v1.0.0.lock', 404],
    ['/example.com/a/@v/v2.0.0.info', 404],
    ['/x/@v/%2e%2e/%2e%2e/%2e%2e/@v/v9.mod', 404],
    ['/@v/..%2f..%2fv9.mod', 404],
  ])('%s: %d', async (path, status) => {
    await start({ modules: [], directory: join(directory, 'download') });
    // Over the bare wire: other clients resolve dots before they send.
    const client = await connectWire(mirror?.port ?? 0);
    client.send(getRequest(path));
    await client.head();
    client.close();
    expect(client.bytes().toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

describe('what is written down', () => {
  test('order, connection, headers, fault, bytes and end of each request', async () => {
    const { port, requests, requestsFor, waitForRequest } = await start({
      faults: [{ match: '.mod', action: { kind: 'status', status: 500, body: '12345' } }],
    });
    const client = await connectWire(port);
    for (const [index, end] of ['.info', '.mod'].entries()) {
      client.send(
        getRequest(`/example.com/%21leaf/@v/v1.0.0${end}`, { 'X-Number': String(index) }),
      );
      await (await waitForRequest((request) => request.order === index)).ended;
    }
    client.close();
    expect(requests).toMatchObject([
      {
        order: 0,
        method: 'GET',
        path: `${stem}.info`,
        target: '/example.com/%21leaf/@v/v1.0.0.info',
        remotePort: client.port,
        orderOnConnection: 1,
        headers: { 'x-number': '0' },
        fault: undefined,
        bodyBytes: leaf.info.length,
      },
      { order: 1, orderOnConnection: 2, fault: 'status', bodyBytes: 5 },
    ]);
    expect(await requests[1]?.ended).toBe('finished');
    expect(requestsFor('.mod')).toEqual([requests[1]]);
  });

  test('waitForRequest finds past and coming ones, and gives up when the mirror closes', async () => {
    const { waitForRequest, close } = await start();
    const coming = waitForRequest((request) => request.path.endsWith('.mod'));
    const never = waitForRequest((request) => request.path.endsWith('.none'));
    await get(`${stem}.mod`);
    expect((await coming).path).toBe(`${stem}.mod`);
    expect(await waitForRequest(() => true)).toBe(await coming);
    const refusal = expect(never).rejects.toThrow('closed');
    await close();
    await refusal;
  });
});

test('close ends hanging connections and frees the port for a mirror that comes back', async () => {
  const first = await startMirror({ faults: [{ match: '/', action: { kind: 'never-answer' } }] });
  const client = await connectWire(first.port);
  client.send(getRequest('/x'));
  const request = await first.waitForRequest(() => true);
  await first.close();
  expect(await request.ended).toBe('aborted');
  expect(await client.ended).not.toBe('other');
  await start({ port: first.port });
  expect((await get(`${stem}.info`)).status).toBe(200);
});

test('a fault that cannot be carried out fails close()', async () => {
  const broken = await startMirror({
    modules: [leaf],
    faults: [{ match: '.zip', action: { kind: 'flip-byte', offset: total } }],
  });
  await expect(fetch(`${broken.url}${stem}.zip`)).rejects.toThrow();
  await expect(broken.close()).rejects.toThrow('the mirror failed at requests');
});
