import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { tellUntrustingGo, trusting } from '../../src/action/trust.ts';
import type { World } from '../../src/action/world.ts';
import { certificatesIn, loadCertificates } from '../../src/network/certificates.ts';

const fixture = (name: string) => resolve('__tests__/fixtures/tls', `${name}.pem`);

let directory = '';
let ours = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trust-'));
  ours = (await readFile(fixture('ca'), 'utf8')).trim();
});
afterEach(() => rm(directory, { recursive: true }));

function worldWith(env: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const log = { info: (line: string) => lines.push(line) };
  const world = { effects: { env, log, platform: 'linux' } } as unknown as World;
  return { world, lines };
}

async function bundleOf(env: Readonly<Record<string, string | undefined>>, name: string) {
  return certificatesIn(await readFile(env[name] ?? '', 'utf8'));
}

test('without the input nothing is changed or written', async () => {
  const { world } = worldWith({});
  expect(await trusting(world, { caCertificates: [] }, directory)).toBe(world);
});

describe('with the input', () => {
  test('the bundle has the roots of the system and these, for go, git and ourselves', async () => {
    const { world, lines } = worldWith({ KEPT: 'yes' });
    const { env } = (await trusting(world, { caCertificates: [ours] }, directory)).effects;
    const system = await loadCertificates({}, 'linux');
    const bundle = await bundleOf(env, 'SSL_CERT_FILE');
    expect(bundle).toHaveLength(system.ca.length + 1);
    expect(bundle.at(-1)).toBe(ours);
    expect(env['GIT_SSL_CAINFO']).toBe(env['SSL_CERT_FILE']);
    expect(env['GIT_PROXY_SSL_CAINFO']).toBe(env['SSL_CERT_FILE']);
    expect(env['KEPT']).toBe('yes');
    expect((await loadCertificates(env, 'linux')).ca).toContain(ours);
    expect(lines.join()).toContain('1 of the input ca-certificates');
    expect((await stat(env['SSL_CERT_FILE'] ?? '')).mode & 0o777).toBe(0o600);
  });

  test('what SSL_CERT_FILE named stays trusted, what NODE_EXTRA_CA_CERTS names goes to Node alone', async () => {
    const given = { SSL_CERT_FILE: fixture('server'), NODE_EXTRA_CA_CERTS: fixture('expired') };
    const { world } = worldWith({ ...given, SSL_CERT_DIR: directory });
    const { env } = (await trusting(world, { caCertificates: [ours] }, directory)).effects;
    const server = (await readFile(fixture('server'), 'utf8')).trim();
    expect(await bundleOf(env, 'SSL_CERT_FILE')).toEqual([server, ours]);
    expect(env['NODE_EXTRA_CA_CERTS']).toBe(given.NODE_EXTRA_CA_CERTS);
  });

  test('what git alone was told to trust stays with git', async () => {
    const given = { SSL_CERT_DIR: directory, SSL_CERT_FILE: fixture('ca') };
    const { world } = worldWith({ ...given, GIT_SSL_CAINFO: fixture('server') });
    const { env } = (await trusting(world, { caCertificates: [ours] }, directory)).effects;
    const server = (await readFile(fixture('server'), 'utf8')).trim();
    expect(await bundleOf(env, 'SSL_CERT_FILE')).toEqual([ours]);
    expect(await bundleOf(env, 'GIT_SSL_CAINFO')).toEqual([ours, server]);
  });

  test('a variable that names nothing readable is told, and stops nothing', async () => {
    const { world, lines } = worldWith({ SSL_CERT_FILE: '/nowhere/ca.pem' });
    await trusting(world, { caCertificates: [ours] }, directory);
    expect(lines.join('\n')).toMatch(/SSL_CERT_FILE names \/nowhere\/ca\.pem/);
  });

  test('a directory that cannot be written is a failure of the file system', async () => {
    const { world } = worldWith({});
    const trusted = trusting(world, { caCertificates: [ours] }, join(directory, 'missing'));
    await expect(trusted).rejects.toMatchObject({ failure: { class: 'permission' } });
  });
});

describe('go that believes the system only', () => {
  test.each<[string, NodeJS.Platform, number, boolean, boolean, 'warning' | 'line' | 'nothing']>([
    ['Linux', 'linux', 1, true, true, 'nothing'],
    ['macOS, through the relay', 'darwin', 1, false, false, 'nothing'],
    ['macOS, through the relay, and direct', 'darwin', 1, false, true, 'line'],
    ['macOS, without the relay', 'darwin', 1, true, false, 'warning'],
    ['Windows, without the relay', 'win32', 1, true, true, 'warning'],
    ['Windows, without the input', 'win32', 0, true, true, 'nothing'],
  ])('%s', (_, platform, count, asksMirrors, asksOrigins, expected) => {
    const lines: string[] = [];
    const record = { findings: [] as { level: string; failure: object }[] };
    tellUntrustingGo(
      { caCertificates: Array.from({ length: count }, () => ours) },
      { platform, asksMirrors, asksOrigins },
      { info: (line) => lines.push(line) },
      record as never,
    );
    const told = record.findings.length > 0 ? 'warning' : lines.length > 0 ? 'line' : 'nothing';
    expect(told).toBe(expected);
    if (expected === 'warning') {
      const failure = { class: 'input', trustsSystemOnly: true };
      expect(record.findings).toMatchObject([{ level: 'warning', failure }]);
    }
  });
});
