import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../__tests__/support/faults.ts';
import { type Mirror, type MirrorOptions, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { withoutMasks } from './canaries.ts';
import { openRoom, type Room } from './harness.ts';
import { type ForwardProxy, refusedUrl, startForwardProxy } from './places.ts';
import { expectVerifiedOffline } from './verified.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const modules = [alpha, beta];
const tlsFixture = (name: string) => join(process.cwd(), '__tests__', 'fixtures', 'tls', name);

let room: Room;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  room = await openRoom();
  await writeProject(room.project, { requires: modules });
});

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await room.close();
});

async function serve(faults: readonly Fault[] = [], more: MirrorOptions = {}): Promise<Mirror> {
  const mirror = await startMirror({ modules, faults, ...more });
  opened.push(mirror);
  return mirror;
}

async function forwardProxy(...args: Parameters<typeof startForwardProxy>): Promise<ForwardProxy> {
  const proxy = await startForwardProxy(...args);
  opened.push(proxy);
  return proxy;
}

function run(mirrors: readonly string[], inputs = {}, env = {}) {
  return room.run({
    inputs: { mirrors: mirrors.join('\n'), profile: 'intranet', cache: 'off', ...inputs },
    env,
  });
}

const succeeded = {
  exitCode: 0,
  outputs: { 'failure-class': '', modules: String(modules.length) },
};

function failedWith(failureClass: string) {
  return {
    exitCode: 1,
    annotations: [{ level: 'error', failureClass }],
    outputs: { 'failure-class': failureClass, 'cache-hit': 'false' },
  };
}

const always = (action: Fault['action']): Fault => ({ match: '', action });
/** All but the portal's own page. */
const toPortal: Fault = { match: /^\/(?!portal)/, action: { kind: 'portal' } };
const once = (match: string, action: Fault['action']): Fault => ({ match, times: 1, action });

describe('what a mirror does', () => {
  test('faults that come once are survived without a word', async () => {
    const mirror = await serve([
      once('alpha/@v/v1.2.0.zip', { kind: 'reset', afterBytes: 100 }),
      once('beta/v2/@v/v2.0.1.zip', { kind: 'truncate', afterBytes: 100, framing: 'length' }),
      once('beta/v2/@v/v2.0.1.info', { kind: 'status', status: 502 }),
    ]);
    expect(await run([mirror.url])).toMatchObject({ ...succeeded, annotations: [] });
    await expectVerifiedOffline(room);
  });

  test('a web page from every mirror is a captive portal', async () => {
    const mirrors = [await serve([toPortal]), await serve([always({ kind: 'html' })])];
    const outcome = await run(mirrors.map(({ url }) => url));
    expect(outcome).toMatchObject(failedWith('captive-portal'));
    expect(outcome.report?.mirrors.map(({ state }) => state)).toEqual(['failing', 'failing']);
  });

  test('a web page from one mirror only: the next one serves', async () => {
    const mirrors = [await serve([always({ kind: 'html' })]), await serve()];
    expect(await run(mirrors.map(({ url }) => url))).toMatchObject({
      ...succeeded,
      annotations: [{ level: 'warning', failureClass: 'bad-content' }],
    });
  });

  test('401 of a mirror that is not public: neither another mirror nor direct', async () => {
    const proxy = await forwardProxy();
    const guarded = await serve([], { basicAuth: { user: 'someone', password: 'else' } });
    const other = await serve();
    const outcome = await run([guarded.url, other.url, 'direct'], {}, proxied(proxy));
    expect(outcome.exitCode).toBe(1);
    expect(outcome.outputs['failure-class']).toBe('http-auth');
    expect(outcome.annotations.filter(({ level }) => level === 'error')).toMatchObject([
      { failureClass: 'http-auth' },
    ]);
    expect(other.requestsFor('.zip')).toHaveLength(0);
    expect(proxy.asked).toEqual([]);
  });

  test('404 everywhere, without direct: http-not-found', async () => {
    const proxy = await forwardProxy();
    const mirrors = [await serve([], { modules: [alpha] }), await serve([], { modules: [alpha] })];
    const outcome = await run(
      mirrors.map(({ url }) => url),
      {},
      proxied(proxy),
    );
    expect(outcome).toMatchObject(failedWith('http-not-found'));
    expect(outcome.annotations[0]?.message).toContain(beta.path);
    for (const mirror of mirrors) {
      expect(mirror.requestsFor('/example.com/beta/').length).toBeGreaterThan(0);
    }
    expect(proxy.asked).toEqual([]);
  });

  test('404 everywhere, with direct: go asks the origin itself', async () => {
    const proxy = await forwardProxy();
    const mirror = await serve([], { modules: [alpha] });
    const outcome = await run([mirror.url, 'direct'], {}, proxied(proxy));
    expect(outcome.exitCode).toBe(1);
    expect(proxy.asked).toContain('CONNECT example.com:443');
    expect(outcome.annotations.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(outcome.outputs['failure-class']).not.toBe('internal');
  });
});

describe('fallback', () => {
  test('not-found: a gatekeeper that is down is not walked around', async () => {
    const proxy = await forwardProxy();
    const gatekeeper = await serve([always({ kind: 'status', status: 503 })]);
    const behind = await serve();
    const inputs = { fallback: 'not-found' };
    const outcome = await run([gatekeeper.url, behind.url, 'direct'], inputs, proxied(proxy));
    expect(outcome.exitCode).toBe(1);
    expect(outcome.outputs['failure-class']).toBe('http-server');
    expect(behind.requestsFor('.zip')).toHaveLength(0);
    expect(proxy.asked).toEqual([]);
    expect(outcome.exported).toEqual({});
  });

  test('not-found: what the gatekeeper does not have comes from the next', async () => {
    const gatekeeper = await serve([], { modules: [alpha] });
    const behind = await serve();
    const outcome = await run([gatekeeper.url, behind.url], { fallback: 'not-found' });
    expect(outcome).toMatchObject({ ...succeeded, annotations: [] });
    expect(outcome.exported['GOPROXY']).toBe(`${gatekeeper.url},${behind.url}`);
    expect(behind.requestsFor('alpha/@v/v1.2.0.zip')).toHaveLength(0);
  });
});

/** Everything but loopback goes through `proxy`, which leads it to loopback: no request of a test leaves the machine. */
function proxied(proxy: ForwardProxy, credentials = ''): Readonly<Record<string, string>> {
  const url = `http://${credentials}127.0.0.1:${proxy.port}`;
  return { HTTP_PROXY: url, HTTPS_PROXY: url };
}

describe('ways to a mirror', () => {
  test('http through a forward proxy', async () => {
    const proxy = await forwardProxy();
    const mirror = await serve();
    const url = `http://mirror.test:${mirror.port}`;
    expect(await run([url], {}, proxied(proxy))).toMatchObject({ ...succeeded, annotations: [] });
    expect(proxy.asked.length).toBe(mirror.requests.length);
  });

  test('https through a forward proxy with a password', async () => {
    const proxy = await forwardProxy({ user: 'proxyuser', password: 'proxypass' });
    const [key, cert] = [
      await readFile(tlsFixture('server.key.pem')),
      await readFile(tlsFixture('server.pem')),
    ];
    const mirror = await serve([], { tls: { key, cert } });
    const url = `https://mirror.test:${mirror.port}`;
    const certificates = { SSL_CERT_FILE: tlsFixture('ca.pem') };
    const right = { ...certificates, ...proxied(proxy, 'proxyuser:proxypass@') };
    const outcome = await run([url], {}, right);
    expect(outcome).toMatchObject({ ...succeeded, annotations: [] });
    expect(withoutMasks(outcome.stdout)).not.toContain('proxypass');
    expect(proxy.asked).toContain(`CONNECT mirror.test:${mirror.port}`);

    await room.emptyModuleCache();
    const wrong = { ...certificates, ...proxied(proxy, 'proxyuser:wrongpass@') };
    expect(await run([url], {}, wrong)).toMatchObject(failedWith('proxy-auth'));
    await room.emptyModuleCache();
    const unknown = { ...proxied(proxy, 'proxyuser:proxypass@') };
    expect(await run([url], {}, unknown)).toMatchObject(failedWith('tls-certificate'));
  });

  test('a directory as a mirror', async () => {
    const mirror = await serve();
    const elsewhere = join(room.directory, 'elsewhere');
    const env = { GOPROXY: mirror.url, GOMODCACHE: elsewhere };
    expect((await room.go(['mod', 'download'], env)).exitCode).toBe(0);
    const before = mirror.requests.length;
    const url = `file://${join(elsewhere, 'cache', 'download')}`;
    expect(await run([url])).toMatchObject({ ...succeeded, annotations: [] });
    expect(mirror.requests.length).toBe(before);
    await expectVerifiedOffline(room);
  });

  test('relay off: go asks the mirrors, and a dead one is passed over', async () => {
    const mirror = await serve();
    const outcome = await run([await refusedUrl(), mirror.url], { relay: 'off' });
    expect(outcome).toMatchObject(succeeded);
    expect(outcome.annotations.filter(({ level }) => level === 'error')).toEqual([]);
    expect(
      mirror.requests.some(({ headers }) => /^Go-http/.test(headers['user-agent'] ?? '')),
    ).toBe(true);
    await expectVerifiedOffline(room);
  });

  test('without the input, the GOPROXY of the job with its own separators', async () => {
    const gatekeeper = await serve([always({ kind: 'status', status: 503 })]);
    const behind = await serve();
    const inputs = { profile: 'intranet', cache: 'off' };
    const comma = await room.run({ inputs, env: { GOPROXY: `${gatekeeper.url},${behind.url}` } });
    expect(comma.outputs['failure-class']).toBe('http-server');
    const pipe = await room.run({ inputs, env: { GOPROXY: `${gatekeeper.url}|${behind.url}` } });
    expect(pipe).toMatchObject({ ...succeeded, exported: {} });
  });

  test('a module that go asks the origin for, by GOPRIVATE, is never asked of a mirror', async () => {
    const proxy = await forwardProxy();
    const mirror = await serve();
    const outcome = await run([mirror.url], {}, { GOPRIVATE: alpha.path, ...proxied(proxy) });
    expect(outcome.exitCode).toBe(1);
    expect(proxy.asked).toContain('CONNECT example.com:443');
    expect(mirror.requestsFor(alpha.path)).toHaveLength(0);
    expect(outcome.annotations.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(outcome.outputs['failure-class']).not.toBe('internal');
  });
});
