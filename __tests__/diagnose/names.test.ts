import { afterEach, describe, expect, test } from '@jest/globals';
import type { DnsLayer, MirrorDiagnosis } from '../../src/diagnose/diagnosis.ts';
import type { Names } from '../../src/diagnose/dns-layer.ts';
import { deadPort } from '../network/support/servers.ts';
import { createAuthority } from '../support/certificates.ts';
import { type NameScript, startNameServer } from '../support/name-server.ts';
import {
  closeOpened,
  diagnoseIn,
  entryOf,
  hurriedClock,
  keep,
  mirrorWith,
  systemError,
} from './lab.ts';

afterEach(closeOpened);

const host = 'mirror.company.com';

async function serverThat(does: NameScript): Promise<string> {
  return (await keep(startNameServer({ [host]: does }))).address;
}

const failing = (code: string) => () => Promise.reject(systemError(code));
const answering =
  (...addresses: string[]) =>
  () =>
    Promise.resolve(addresses);

async function diagnoseName(
  names: Partial<Names>,
  { port = 443, isPublic = false, certificates = [] as readonly string[] } = {},
): Promise<MirrorDiagnosis & { readonly dns: DnsLayer }> {
  const url = port === 443 ? `https://${host}` : `https://${host}:${port}`;
  const { mirrors } = await diagnoseIn([entryOf(url, isPublic)], {
    names: { system: answering('127.0.0.1'), systemServers: [], chosen: [], ...names },
    clock: hurriedClock,
    certificates,
  });
  const [found] = mirrors;
  const dns = found?.layers.find(
    (layer): layer is typeof layer & DnsLayer => layer.layer === 'dns',
  );
  if (found === undefined || dns === undefined) throw new Error('DNS comes first');
  return { ...found, dns };
}

describe('why the system has no address', () => {
  test.each<[string, string, NameScript, string, RegExp]>([
    ['there is no such name', 'ENOTFOUND', { code: 'nxdomain' }, 'nxdomain', /NXDOMAIN/],
    ['there is no address', 'ENOTFOUND', { addresses: [] }, 'no-address', /no address for it/],
    ['its server fails', 'EAI_AGAIN', { code: 'servfail' }, 'servfail', /SERVFAIL/],
    ['its server refuses', 'EAI_AGAIN', { code: 'refused' }, 'refused', /REFUSED/],
    ['its server is silent', 'EAI_AGAIN', 'silent', 'timeout', /no answer in time/],
  ])('%s', async (_, code, does, problem, words) => {
    const systemServers = [await serverThat(does)];
    const { dns, verdict } = await diagnoseName({ system: failing(code), systemServers });
    expect(dns).toMatchObject({ problem, fault: { class: 'dns' }, servers: systemServers });
    expect(verdict).toMatch(words);
    expect(verdict).toContain(host);
  });

  test('a lookup that hangs although the servers answer is a note, and what they say is used', async () => {
    const authority = createAuthority();
    const { port } = await mirrorWith({ tls: authority.issue({ names: [host] }) });
    const systemServers = [await serverThat({ addresses: ['127.0.0.1'] })];
    const names = { system: () => new Promise<never>(() => {}), systemServers };
    const found = await diagnoseName(names, { port, certificates: [authority.cert] });
    expect(found).toMatchObject({ isUsable: true, dns: { isHanging: true } });
    expect(found.notes.join()).toContain('did not come back');
  });

  test('a resolver that never comes back is told within its own limit', async () => {
    const { dns } = await diagnoseName({ system: () => new Promise(() => {}) });
    expect(dns).toMatchObject({ problem: 'timeout', fault: { class: 'dns' } });
  });
});

describe('an address that cannot be right', () => {
  test.each([
    ['127.0.0.1', false, 'loopback'],
    ['127.0.0.1', true, 'loopback'],
  ])(
    '%s (public mirror: %s) is the verdict where nothing answers there',
    async (address, isPublic, kind) => {
      const system = answering(address);
      const port = await deadPort();
      const { dns, verdict } = await diagnoseName({ system }, { port, isPublic });
      expect(dns.suspicious).toEqual([{ address, kind }]);
      expect(verdict).toMatch(/^dns: /);
      expect(verdict).toContain('a filter, a portal or a wrong resolver');
    },
  );

  test('is only a note where the mirror works', async () => {
    const authority = createAuthority();
    const { port } = await mirrorWith({ tls: authority.issue({ names: [host] }) });
    const found = await diagnoseName({}, { port, certificates: [authority.cert] });
    expect(found).toMatchObject({ isUsable: true });
    expect(found.notes).toEqual([expect.stringContaining('127.0.0.1 here')]);
  });
});

describe('the servers of the input dns beside the system', () => {
  const here: NameScript = { addresses: ['127.0.0.1'] };

  test.each<[string, Partial<Names>, NameScript, string]>([
    ['the same', {}, here, 'same'],
    ['a system that fails', { system: failing('EAI_AGAIN') }, here, 'system-broken'],
    ['a name that only the system knows', {}, { code: 'nxdomain' }, 'only-system'],
    ['a name nobody knows', { system: failing('ENOTFOUND') }, { code: 'nxdomain' }, 'no-such-host'],
  ])('%s', async (_, names, does, verdict) => {
    const chosen = [await serverThat(does)];
    const { dns } = await diagnoseName({ ...names, chosen }, { port: await deadPort() });
    expect(dns.comparison?.verdict).toBe(verdict);
  });

  const authority = createAuthority();
  const served = async () => (await mirrorWith({ tls: authority.issue({ names: [host] }) })).port;
  const certificates = [authority.cert];

  test('a poisoned resolver: its address leads nowhere, the one of the others works', async () => {
    const chosen = [await serverThat(here)];
    const port = await served();
    const system = answering('127.0.0.66');
    const found = await diagnoseName({ system, chosen }, { port, certificates });
    expect(found.dns.comparison?.verdict).toBe('poisoned');
    expect(found.notes.join()).toContain('gives wrong addresses');
  });

  test('a host with several addresses: both work', async () => {
    const chosen = [await serverThat({ addresses: ['127.0.0.1'] })];
    const port = await served();
    // Another way to write the same address, as far as comparing goes.
    const system = answering('::ffff:127.0.0.1');
    const found = await diagnoseName({ system, chosen }, { port, certificates });
    expect(found.dns.comparison?.verdict).toBe('different');
  });

  test('a dead host: neither works', async () => {
    const chosen = [await serverThat(here)];
    const port = await deadPort();
    const found = await diagnoseName({ system: answering('127.0.0.66'), chosen }, { port });
    expect(found.dns.comparison?.verdict).toBe('different');
    expect(found.isUsable).toBe(false);
  });
});
