import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect } from '@jest/globals';
import {
  closeNetwork,
  companyCa,
  expectFailure,
  forbidden,
  near,
  network,
  run,
  shown,
  succeeded,
  there,
  tool,
} from './corporate/company.ts';
import { tlsFixtures } from './corporate/network.ts';
import { account, ports } from './corporate/settings.ts';
import type { Outcome, Room } from './harness.ts';

const squid = `proxy.test:${ports.squid}`;
const { user, password } = account;

afterAll(closeNetwork);

describe('squid', () => {
  const inputs = { 'ca-certificates': companyCa };
  const proxied = (credentials: string) => ({ HTTPS_PROXY: `http://${credentials}${squid}` });

  there('right credentials', async () => {
    const env = proxied(`${user}:${password}@`);
    expect(await run({ inputs, env })).toMatchObject(succeeded);
  });
  there('right credentials: the cache service is reached through it, too', async () => {
    const env = {
      ...proxied(`${user}:${password}@`),
      ACTIONS_RESULTS_URL: `https://mirror.test:${ports.mirror}/`,
      ACTIONS_RUNTIME_TOKEN: 'token-of-the-job',
      ACTIONS_CACHE_SERVICE_V2: 'true',
      GITHUB_SERVER_URL: 'https://github.com',
    };
    const outcome = await run({ inputs: { ...inputs, cache: 'github' }, env });
    expect(outcome).toMatchObject({ ...succeeded, annotations: [] });
    const requests = (await (await network()).requests()).join('\n');
    expect(requests).toMatch(/^200 \/twirp\/.*\/GetCacheEntryDownloadURL$/m);
  });
  there('wrong credentials', async () => {
    const outcome = await run({ inputs, env: proxied(`${user}:no@`) });
    expectFailure(outcome, 'proxy-auth', /does not accept/, /HTTPS_PROXY: http:\/\//);
  });
  there('no credentials', async () => {
    const outcome = await run({ inputs, env: proxied('') });
    expectFailure(outcome, 'proxy-auth', /and its URL has none/, /HTTPS_PROXY: http:\/\//);
  });
  there('the variable is missing', async () => {
    expectFailure(await run({ inputs }), 'dns', /behind a forward proxy set `?HTTPS_PROXY/);
  });
  there('only ALL_PROXY, which Go ignores', async () => {
    const env = { ALL_PROXY: `http://${user}:${password}@${squid}` };
    expectFailure(await run({ inputs, env }), 'dns', /ALL_PROXY is set.*Go ignores/);
  });
});

describe('dante', () => {
  const inputs = { 'ca-certificates': companyCa };
  for (const scheme of ['socks5', 'socks5h']) {
    there(`${scheme}://`, async () => {
      const env = { HTTPS_PROXY: `${scheme}://proxy.test:${ports.socks}` };
      expect(await run({ inputs, env })).toMatchObject(succeeded);
    });
  }
  there('git through it, although no name can be looked up here', async () => {
    const env = {
      HTTPS_PROXY: `socks5://proxy.test:${ports.socks}`,
      GOPRIVATE: 'mirror.test',
    };
    const outcome = await run({ inputs, env, requires: [tool] });
    expect(outcome).toMatchObject(succeeded);
    expect((await (await network()).requests()).join('\n')).toContain('/git/tool/info/refs');
  });
});

describe('mitmproxy', () => {
  const env = { HTTPS_PROXY: `http://proxy.test:${ports.mitm}` };

  there('its certificate is not trusted', async () => {
    const words = [/issued by "mitmproxy"/, /`ca-certificates: \/path/] as const;
    expectFailure(await run({ env }), 'tls-certificate', ...words);
  });
  there('its certificate, and nothing is left behind', async () => {
    const inputs = { 'ca-certificates': (await network()).inspectorsCertificate };
    const after = async ({ env: { TMPDIR = '' } }: Room, { exported }: Outcome) => {
      const left = await readdir(TMPDIR, { recursive: true });
      expect(left.filter((name) => name.endsWith('.pem'))).toEqual([]);
      expect(Object.keys(exported)).not.toContain('SSL_CERT_FILE');
    };
    expect(await run({ inputs, env, after })).toMatchObject({ ...succeeded, annotations: [] });
  });
  there('its certificate as text, and go asks by itself', async () => {
    const text = await readFile((await network()).inspectorsCertificate, 'utf8');
    const inputs = { 'ca-certificates': text, relay: 'off' };
    expect(await run({ inputs, env })).toMatchObject(succeeded);
  });
  there('git through it', async () => {
    const inputs = { 'ca-certificates': (await network()).inspectorsCertificate };
    const outcome = await run({
      inputs,
      env: { ...env, GOPRIVATE: 'mirror.test' },
      requires: [tool],
    });
    expect(outcome).toMatchObject(succeeded);
  });
});

describe('nginx, with basic auth over TLS', () => {
  const asked = (credentials: string) => ({
    'ca-certificates': companyCa,
    mirrors: `https://${credentials}${near}/guarded`,
  });
  there('right credentials', async () => {
    expect(await run({ inputs: asked(`${user}:${password}@`) })).toMatchObject(succeeded);
  });
  there('wrong credentials', async () => {
    expectFailure(await run({ inputs: asked(`${user}:no@`) }), 'http-auth', /401/);
  });
  there('no credentials', async () => {
    expectFailure(await run({ inputs: asked('') }), 'http-auth', /401/);
  });
});

describe('nginx, with a bearer token over TLS', () => {
  const asked = (token?: string) => ({
    'ca-certificates': companyCa,
    mirrors: `https://${shown}/token`,
    ...(token !== undefined && { 'mirror-token': `${shown}=${token}` }),
  });
  there('right token', async () => {
    expect(await run({ inputs: asked(password) })).toMatchObject(succeeded);
  });
  there('wrong token', async () => {
    const words = [
      /401.*the token of the input `mirror-token`/,
      /Renew.*in `mirror-token`/,
    ] as const;
    expectFailure(await run({ inputs: asked('another') }), 'http-auth', ...words);
  });
  there('no token', async () => {
    const words = [/401.*no credentials/, /bearer token.*`mirror-token`/] as const;
    expectFailure(await run({ inputs: asked() }), 'http-auth', ...words);
  });
});

there('a gatekeeper says 403: neither another mirror nor direct', async () => {
  const mirrors = [`https://${near}/gate`, `https://${near}/open`, 'direct'].join('\n');
  const inputs = { 'ca-certificates': companyCa, mirrors };
  const outcome = await run({ inputs, requires: [forbidden] });
  expectFailure(outcome, 'http-auth', /403/, /Ask whoever runs the mirror/);
  const requests = await (await network()).requests();
  const ofModule = requests.filter((request) => request.includes('example.com/forbidden'));
  expect(ofModule.length).toBeGreaterThan(0);
  expect(ofModule.filter((request) => !request.startsWith('403 /gate/'))).toEqual([]);
});

there('a private key among the certificates', async () => {
  const key = await readFile(join(tlsFixtures, 'server.key.pem'), 'utf8');
  const outcome = await run({ inputs: { 'ca-certificates': `missing.pem\n${key}` } });
  expectFailure(
    outcome,
    'input',
    /ca-certificates: line 1 \(missing\.pem\)/,
    /begins a private key/,
  );
  expect(outcome.stdout).not.toContain(key.split('\n')[1]);
});
