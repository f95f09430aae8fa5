import { afterEach, describe, expect, test } from '@jest/globals';
import { firstFault, type MirrorDiagnosis } from '../../src/diagnose/diagnosis.ts';
import { httpProxy } from '../network/support/proxies.ts';
import { closeServers, deadPort } from '../network/support/servers.ts';
import { startSilentPort, startTlsFaults } from '../support/broken-endpoints.ts';
import { createAuthority, expiredDates } from '../support/certificates.ts';
import type { Fault } from '../support/faults.ts';
import {
  closeOpened,
  database,
  diagnoseIn,
  entryOf,
  hurriedClock,
  keep,
  known,
  mirrorWith,
  systemError,
} from './lab.ts';

afterEach(async () => {
  await closeOpened();
  await closeServers();
});

const always = (action: Fault['action']): Fault => ({ match: '', action });
const authority = createAuthority('corporate authority');

async function only(...args: Parameters<typeof diagnoseIn>): Promise<MirrorDiagnosis> {
  const [found] = (await diagnoseIn(...args)).mirrors;
  if (found === undefined) throw new Error('there is one mirror');
  return found;
}

test('six mirrors, one dead at each layer: the right layer is named, and the seventh works', async () => {
  const wrong = always({ kind: 'body', body: 'module example.com/other\n' });
  const proxy = await httpProxy([], { credentials: { username: 'u', password: 'p' } });
  const good = await mirrorWith();
  const sites = {
    dns: 'http://gone.test:8080',
    tcp: `http://127.0.0.1:${await deadPort()}`,
    tls: `https://127.0.0.1:${(await keep(startTlsFaults({ kind: 'certificate', ...authority.issue({ names: ['127.0.0.1'] }) }))).port}`,
    'forward proxy': 'https://behind-the-proxy.test',
    http: (await mirrorWith({ faults: [always({ kind: 'status', status: 503 })] })).url,
    protocol: (await mirrorWith({ faults: [wrong] })).url,
  };
  const startedAtMs = performance.now();
  const { mirrors, machine } = await diagnoseIn([...Object.values(sites), good.url], {
    names: {
      system: () => Promise.reject(systemError('ENOTFOUND')),
      systemServers: [],
      chosen: [],
    },
    env: {
      HTTPS_PROXY: `http://user:wrong@127.0.0.1:${proxy.port}`,
    },
  });
  expect(performance.now() - startedAtMs).toBeLessThan(20_000);
  expect(mirrors.map(({ layers }) => firstFault(layers)?.layer)).toEqual([
    ...Object.keys(sites),
    undefined,
  ]);
  expect(mirrors.map(({ isUsable }) => isUsable)).toEqual([...Array(6).fill(false), true]);
  for (const [index, layer] of Object.keys(sites).entries()) {
    expect(mirrors[index]?.verdict).toMatch(new RegExp(`^${layer}: `));
  }
  expect(machine).toMatchObject({ common: 'mirrors-differ' });
  expect(machine.verdict).toContain('1 of 7 mirrors is usable');
});

describe('TCP', () => {
  test('a silent port is a time-out, told within its own limit', async () => {
    const { port } = await keep(startSilentPort());
    const found = await only([`http://127.0.0.1:${port}`], { clock: hurriedClock });
    expect(firstFault(found.layers)).toMatchObject({
      layer: 'tcp',
      fault: { class: 'connect-timeout' },
    });
    expect(found.verdict).toContain('127.0.0.1 is silent');
  });

  test('an address that refuses does not hide one that answers', async () => {
    const mirror = await mirrorWith();
    const system = () => Promise.resolve(['127.0.0.9', '127.0.0.1']);
    const names = { system, systemServers: [], chosen: [] };
    const found = await only([`http://mirror.test:${mirror.port}`], { names });
    expect(found.isUsable).toBe(true);
    expect(found.layers.find(({ layer }) => layer === 'tcp')).toMatchObject({
      attempts: [{ outcome: 'refused' }, { outcome: 'connected' }],
    });
  });
});

describe('TLS', () => {
  const inAYear = () => new Date(Date.now() + 365 * 86_400_000);
  const notYet = () => ({
    notBefore: new Date(Date.now() + 300 * 86_400_000),
    notAfter: new Date(Date.now() + 400 * 86_400_000),
  });
  const dated = (date: string) => always({ kind: 'headers', headers: { date } });

  test.each<
    [string, Parameters<typeof authority.issue>[0], readonly string[], string, string, RegExp]
  >([
    [
      'an authority nobody trusts',
      { names: ['mirror.test'] },
      [],
      'tls-certificate',
      'untrusted',
      /issued by "corporate authority".*inspects TLS/,
    ],
    [
      'another name',
      { names: ['other.test'] },
      [authority.cert],
      'tls-certificate',
      'wrong-name',
      /does not match/,
    ],
    [
      'a certificate that ran out',
      { names: ['mirror.test'], ...expiredDates() },
      [authority.cert],
      'tls-certificate',
      'expired',
      /it is valid from .* to /,
    ],
    [
      'a certificate of the future',
      { names: ['mirror.test'], ...notYet() },
      [authority.cert],
      'tls-certificate',
      'not-yet-valid',
      /it is valid from /,
    ],
  ])('%s', async (_, options, certificates, failureClass, problem, words) => {
    const mirror = await mirrorWith({ tls: authority.issue(options) });
    const found = await only([`https://mirror.test:${mirror.port}`], { certificates });
    expect(firstFault(found.layers)).toMatchObject({
      layer: 'tls',
      problem,
      certificate: { issuer: 'corporate authority' },
      fault: { class: failureClass },
    });
    expect(found.verdict).toMatch(words);
    // A certificate that does not verify gets no request that tells anything.
    expect(mirror.requests.map(({ path }) => path).filter((path) => path !== '/')).toEqual([]);
  });

  test("a clock that is a year slow is told from a certificate that is not valid yet, by the server's own clock", async () => {
    const tls = authority.issue({ names: ['mirror.test'], ...notYet() });
    const date = inAYear().toUTCString();
    const mirror = await mirrorWith({ tls, faults: [dated(date)] });
    const { mirrors, machine } = await diagnoseIn([`https://mirror.test:${mirror.port}`], {
      certificates: [authority.cert],
    });
    expect(mirrors[0]?.verdict).toContain('365 days slow, so it is the clock');
    expect(machine).toMatchObject({ common: 'clock' });
    expect(machine.verdict).toContain('365 days slow');
  });

  test.each([
    ['no TLS at all', { kind: 'plain-http' }, 'tls-handshake'],
    ['a handshake cut off', { kind: 'reset' }, 'connection-reset'],
    ['silence', { kind: 'no-handshake' }, 'tls-handshake'],
  ] as const)('%s', async (_, fault, failureClass) => {
    const { port } = await keep(startTlsFaults(fault));
    const found = await only([`https://127.0.0.1:${port}`], { clock: hurriedClock });
    expect(firstFault(found.layers)).toMatchObject({
      layer: 'tls',
      fault: { class: failureClass },
    });
  });
});

describe('a forward proxy', () => {
  const behind = ['https://mirror.test:8443'];

  test.each<[string, () => Promise<string>, string]>([
    ['refuses', async () => `127.0.0.1:${await deadPort()}`, 'proxy-unreachable'],
    [
      'wants credentials',
      async () =>
        `127.0.0.1:${(await httpProxy([], { credentials: { username: 'u', password: 'p' } })).port}`,
      'proxy-auth',
    ],
    [
      'opens no tunnel',
      async () => `127.0.0.1:${(await httpProxy([], { refuse: 503 })).port}`,
      'proxy-unreachable',
    ],
  ])('that %s', async (_, place, failureClass) => {
    const address = await place();
    const found = await only(behind, { env: { HTTPS_PROXY: `http://${address}` } });
    expect(firstFault(found.layers)).toMatchObject({
      layer: 'forward proxy',
      variable: 'HTTPS_PROXY',
      name: address,
      fault: { class: failureClass },
    });
  });

  test('that works is one layer, and looks the name up itself', async () => {
    const mirror = await mirrorWith({ tls: authority.issue({ names: ['mirror.test'] }) });
    const proxy = await httpProxy([]);
    const found = await only([`https://mirror.test:${mirror.port}`], {
      certificates: [authority.cert],
      env: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` },
    });
    expect(found).toMatchObject({ isUsable: true });
    expect(found.layers.map(({ layer }) => layer)).toEqual([
      'forward proxy',
      'tls',
      'http',
      'protocol',
    ]);
  });

  test('that answers a plain request with 407 is the layer, not HTTP', async () => {
    const proxy = await httpProxy([], { credentials: { username: 'u', password: 'p' } });
    const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` };
    const found = await only(['http://mirror.test'], { env });
    expect(firstFault(found.layers)).toMatchObject({
      layer: 'forward proxy',
      fault: { class: 'proxy-auth' },
    });
  });

  test('of an unknown kind is said to be one', async () => {
    const found = await only(behind, { env: { HTTPS_PROXY: 'ftp://proxy.test' } });
    expect(found).toMatchObject({ isUsable: false });
    expect(found.verdict).toContain('scheme ftp');
  });
});

describe('HTTP and the protocol', () => {
  test.each<[string, Fault['action'], string, string]>([
    ['a status of the server', { kind: 'status', status: 500 }, 'http', 'http-server'],
    ['a refusal', { kind: 'status', status: 403 }, 'http', 'http-auth'],
    ['too many requests', { kind: 'status', status: 429 }, 'http', 'http-throttled'],
    ['a portal', { kind: 'portal' }, 'http', 'bad-content'],
    ['a web page', { kind: 'html' }, 'http', 'bad-content'],
    ['silence', { kind: 'never-answer' }, 'http', 'stall'],
    ['a cut', { kind: 'reset-before-headers' }, 'http', 'connection-reset'],
    ['other bytes', { kind: 'flip-byte' }, 'protocol', 'checksum-mismatch'],
    ['JSON', { kind: 'body', body: '{}' }, 'protocol', 'bad-content'],
  ])('%s', async (_, action, layer, failureClass) => {
    const fault: Fault = { match: /^\/(?!portal)/, action };
    const mirror = await mirrorWith({ faults: [fault] });
    const found = await only([mirror.url], { clock: hurriedClock });
    expect(firstFault(found.layers)).toMatchObject({ layer, fault: { class: failureClass } });
  });

  test.each([
    ['a public mirror has to have the module', true, false],
    ["somebody's own mirror may not have it", false, true],
  ])('404: %s', async (_, isPublic, isUsable) => {
    const mirror = await mirrorWith({ modules: [] });
    const found = await only([entryOf(mirror.url, isPublic)]);
    expect(found).toMatchObject({ isUsable });
    expect(found.layers.at(-1)).toMatchObject({ layer: 'protocol', answer: 'unknown-module' });
  });

  test.each([
    [{ [`${database}/supported`]: { status: 200 } }, true],
    [{}, false],
  ])('whether the checksum database is passed on: %j', async (sumdb, servesDatabase) => {
    const mirror = await mirrorWith({ sumdb });
    const found = await only([mirror.url]);
    expect(found.layers.at(-1)).toMatchObject({ answer: 'verified', servesDatabase });
  });

  test('only the module that was chosen for the mirror is asked for', async () => {
    const mirror = await mirrorWith();
    await only([mirror.url]);
    expect(mirror.requests.map(({ path }) => path).sort()).toEqual([
      `/${known.path}/@v/${known.version}.mod`,
      `/sumdb/${database}/supported`,
    ]);
  });
});

describe('a mirror that must not hear of a module that is known here', () => {
  test.each<[string, Fault[], boolean, string]>([
    ['404', [], true, 'works as far as it was looked into'],
    ['400', [always({ kind: 'status', status: 400 })], true, 'works as far as it was looked into'],
    ['401', [always({ kind: 'status', status: 401 })], false, 'http: HTTP status 401'],
    ['503', [always({ kind: 'status', status: 503 })], false, 'http: HTTP status 503'],
    ['a page', [always({ kind: 'html' })], false, 'http: status 200 and an HTML page'],
  ])('is asked about the checksum database alone: %s', async (_, faults, isUsable, verdict) => {
    const mirror = await mirrorWith({ faults });
    const { mirrors } = await diagnoseIn([mirror.url], { moduleFor: () => undefined });
    expect(mirrors[0]).toMatchObject({ isUsable });
    expect(mirrors[0]?.verdict).toContain(verdict);
    const paths = new Set(mirror.requests.map(({ path }) => path));
    expect(paths).toEqual(new Set([`/sumdb/${database}/supported`]));
  });
});

test('no secret is in the result, be it of a mirror or of a forward proxy', async () => {
  const secrets = ['mirror-user', 'mirror-word', 'proxy-user', 'proxy-word'];
  const [user, word, proxyUser, proxyWord] = secrets;
  const proxy = await httpProxy([], { credentials: { username: 'u', password: 'p' } });
  const mirror = await mirrorWith({ faults: [always({ kind: 'status', status: 401 })] });
  const found = await diagnoseIn(
    [`http://${user}:${word}@127.0.0.1:${mirror.port}`, `https://${user}:${word}@mirror.test`],
    { env: { HTTPS_PROXY: `http://${proxyUser}:${proxyWord}@127.0.0.1:${proxy.port}` } },
  );
  const text = JSON.stringify(found);
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(found.mirrors.map(({ isUsable }) => isUsable)).toEqual([false, false]);
});

test('the signal and the deadline end it: what was under way is told as not finished', async () => {
  const silent = await mirrorWith({ faults: [always({ kind: 'never-answer' })] });
  const { mirrors, durationMs } = await diagnoseIn([silent.url], { remainingMs: 1_300 });
  expect(durationMs).toBeLessThan(1_300);
  expect(firstFault(mirrors[0]?.layers ?? [])).toMatchObject({
    layer: 'http',
    fault: { class: 'stall' },
  });
});
