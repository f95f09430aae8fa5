import { afterEach, describe, expect, test } from '@jest/globals';
import { createChosenResolver } from '../../src/network/chosen-resolver.ts';
import { parseDnsServers } from '../../src/network/dns-servers.ts';
import { askNameServers } from '../../src/network/name-server.ts';
import { isPublicName, specialKind } from '../../src/network/special-address.ts';
import { type NameScript, type NameServer, startNameServer } from '../support/name-server.ts';
import { realClock } from './support/clock.ts';

const running: NameServer[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function serve(script: Readonly<Record<string, NameScript>>): Promise<NameServer> {
  const server = await startNameServer(script);
  running.push(server);
  return server;
}

describe('the input dns', () => {
  test.each<[string, string, readonly string[]]>([
    ['nothing', ' \n, ', []],
    ['IPv4', '192.0.2.53', ['192.0.2.53']],
    ['a port', '192.0.2.53:5353', ['192.0.2.53:5353']],
    ['IPv6', '2001:db8::53', ['2001:db8::53']],
    ['IPv6 in brackets', '[2001:db8::53]', ['2001:db8::53']],
    ['IPv6 with a port', '[2001:db8::53]:5353', ['[2001:db8::53]:5353']],
    ['lines and commas', '192.0.2.1, 192.0.2.2\n192.0.2.1', ['192.0.2.1', '192.0.2.2']],
  ])('%s', (_, text, servers) => {
    expect(parseDnsServers(text)).toEqual({ servers, problems: [] });
  });

  test.each([
    ['a name', 'dns.example'],
    ['a URL', 'https://user:secret@dns.example/'],
    ['half an address', '198.51.1'],
    ['port 0', '192.0.2.53:0'],
    ['a port too high', '192.0.2.53:65536'],
    ['IPv4 in brackets', '[192.0.2.53]:53'],
    ['a zone', 'fe80::1%eth0'],
  ])('is not %s', (_, text) => {
    const { problems } = parseDnsServers(`192.0.2.1\n${text}`);
    expect(problems).toEqual([expect.stringMatching(/^entry 2 is not an IP address/)]);
    expect(problems.join()).not.toContain(text);
  });

  test('has an end', () => {
    const many = Array.from({ length: 9 }, (_, index) => `192.0.2.${index}`).join();
    expect(parseDnsServers(many).problems).toEqual(['9 servers are given, at most 8 are accepted']);
  });
});

describe('a name server', () => {
  test.each<[string, NameScript, object]>([
    [
      'knows both families',
      { addresses: ['::1', '127.0.0.1'] },
      { kind: 'addresses', addresses: ['127.0.0.1', '::1'] },
    ],
    ['knows one', { addresses: ['::1'] }, { kind: 'addresses', addresses: ['::1'] }],
    ['knows no address', { addresses: [] }, { kind: 'problem', problem: 'no-address' }],
    ['knows no such name', { code: 'nxdomain' }, { kind: 'problem', problem: 'nxdomain' }],
    ['fails', { code: 'servfail' }, { kind: 'problem', problem: 'servfail' }],
    ['refuses', { code: 'refused' }, { kind: 'problem', problem: 'refused' }],
    ['is silent', 'silent', { kind: 'problem', problem: 'timeout' }],
  ])('%s', async (_, does, expected) => {
    const { address } = await serve({ 'mirror.test': does });
    const options = { servers: [address], timeoutMs: 100, tries: 1, clock: realClock };
    const { signal } = new AbortController();
    expect(await askNameServers('mirror.test', { ...options, signal })).toEqual(expected);
  });

  test('is not waited for after the abort', async () => {
    const { address } = await serve({ 'mirror.test': 'silent' });
    const ending = new AbortController();
    const asked = askNameServers('mirror.test', {
      servers: [address],
      timeoutMs: 60_000,
      tries: 1,
      clock: realClock,
      signal: ending.signal,
    });
    ending.abort();
    expect(await asked).toEqual({ kind: 'problem', problem: 'timeout' });
  });
});

describe('the chosen resolver', () => {
  const ofSystem = (host: string) => Promise.resolve([`system for ${host}`]);

  test('prefers the servers to the system', async () => {
    const { address } = await serve({ 'mirror.test': { addresses: ['127.0.0.9'] } });
    const resolve = createChosenResolver([address], realClock, ofSystem);
    expect(await resolve('mirror.test')).toEqual(['127.0.0.9']);
  });

  test.each<[string, NameScript]>([
    ['do not know the name', { code: 'nxdomain' }],
    ['fail', { code: 'servfail' }],
    ['refuse', { code: 'refused' }],
  ])('asks the system where the servers %s', async (_, does) => {
    const { address } = await serve({ 'mirror.test': does });
    const resolve = createChosenResolver([address], realClock, ofSystem);
    expect(await resolve('mirror.test')).toEqual(['system for mirror.test']);
  });

  test.each(['localhost', 'build-host', '127.0.0.1', '::1'])(
    'leaves %s to the system',
    async (host) => {
      const server = await serve({});
      await createChosenResolver([server.address], realClock, ofSystem)(host);
      expect(server.asked).toEqual([]);
    },
  );

  test('asks once for all who want the same name at once', async () => {
    const server = await serve({ 'mirror.test': { addresses: ['127.0.0.9'] } });
    const resolve = createChosenResolver([server.address], realClock, ofSystem);
    await Promise.all([resolve('mirror.test'), resolve('mirror.test'), resolve('mirror.test')]);
    expect(server.asked).toHaveLength(2);
  });
});

test.each([
  ['0.0.0.0', 'unspecified'],
  ['::', 'unspecified'],
  ['127.0.0.53', 'loopback'],
  ['::1', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', undefined],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['fd00::1', 'private'],
  ['169.254.1.1', 'link-local'],
  ['198.18.0.7', 'benchmark'],
  ['198.20.0.7', undefined],
  ['203.0.113.9', 'documentation'],
  ['2001:db8::1', 'documentation'],
  ['255.255.255.255', 'reserved'],
  ['::ffff:10.0.0.1', 'private'],
  ['8.8.8.8', undefined],
  ['2607:f8b0::1', undefined],
])('%s is %s', (address, kind) => {
  expect(specialKind(address)).toBe(kind);
});

test.each([
  ['mirror.company.com', true],
  ['mirror.company.com.', true],
  ['mirror', false],
  ['mirror.corp', false],
  ['MIRROR.LAN', false],
  ['mirror.e2e.test', false],
])('%s is a public name: %s', (host, expected) => {
  expect(isPublicName(host)).toBe(expected);
});
