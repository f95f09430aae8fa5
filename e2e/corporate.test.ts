import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import type { Environment } from '../src/effects.ts';
import { withoutMasks } from './canaries.ts';
import {
  type CorporateNetwork,
  openCorporateNetwork,
  tlsFixtures,
  whyNoCorporateNetwork,
} from './corporate/network.ts';
import { recipeSteps } from './corporate/recipe.ts';
import { account, ports } from './corporate/settings.ts';
import { type Outcome, openRoom, type Room } from './harness.ts';

const why = await whyNoCorporateNetwork();
if (why !== undefined) console.warn(`skipped: the network of a company (${why})`);
const there = why === undefined ? test.concurrent : test.skip;

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const files = {
  'go.mod': 'module mirror.test/git/tool.git\n\ngo 1.21\n',
  'tool.go': 'package tool\n',
};
const tool = makeModule('mirror.test/git/tool.git', 'v1.0.0', files);

const companyCa = join(tlsFixtures, 'ca.pem');
const mirror = `https://mirror.test:${ports.mirror}/open`;
/** Its name is known without a proxy, and it needs none. */
const near = `localhost:${ports.mirror}`;
const squid = `proxy.test:${ports.squid}`;
const { user, password } = account;

let opening: Promise<CorporateNetwork> | undefined;
/** Tests that run side by side start before a hook would. */
function network(): Promise<CorporateNetwork> {
  opening ??= openCorporateNetwork([alpha, beta], { name: 'tool', files });
  return opening;
}
afterAll(async () => (await opening)?.close());

interface Asked {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Environment;
  readonly requires?: readonly (typeof alpha)[];
  /** Looks at what is left behind; the room is gone afterwards. */
  readonly after?: (room: Room, outcome: Outcome) => Promise<void>;
  readonly before?: (room: Room) => Promise<void>;
}

async function run({ inputs, env = {}, requires = [alpha, beta], before, after }: Asked) {
  const company = await network();
  const room = await openRoom();
  try {
    await writeProject(room.project, { requires });
    await before?.(room);
    const outcome = await room.run({
      inputs: { mirrors: mirror, profile: 'intranet', cache: 'off', retries: '0', ...inputs },
      env,
      through: company.through(room.project),
    });
    await after?.(room, outcome);
    // A password is nowhere but in the line that masks it.
    const told = `${withoutMasks(outcome.stdout)}${outcome.stderr}${outcome.summary}`;
    expect(told).not.toContain(password);
    return outcome;
  } finally {
    await room.close();
  }
}

const succeeded = { exitCode: 0, outputs: { 'failure-class': '' } };

function expectFailure(outcome: Outcome, failureClass: string, ...words: readonly RegExp[]) {
  expect(outcome).toMatchObject({ exitCode: 1, outputs: { 'failure-class': failureClass } });
  const [error] = outcome.annotations.filter(({ level }) => level === 'error');
  for (const word of words) expect(error?.message).toMatch(word);
}

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

there('a gatekeeper says 403: neither another mirror nor direct', async () => {
  const other = makeModule('example.com/forbidden', 'v1.0.0');
  const mirrors = [`https://${near}/gate`, `https://${near}/open`, 'direct'].join('\n');
  const inputs = { 'ca-certificates': companyCa, mirrors };
  const outcome = await run({ inputs, requires: [other] });
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

describe('the recipes', () => {
  there('forward-proxy.md', async () => {
    const steps = await recipeSteps('forward-proxy.md', {
      'http://proxy.corp.example:3128': `http://proxy.test:${ports.openSquid}`,
      '${{ secrets.PROXY_USER }}': user,
      '${{ secrets.PROXY_PASSWORD }}': password,
      'proxy.corp.example': 'proxy.test',
    });
    expect(steps).toHaveLength(3);
    for (const { env, inputs } of steps) {
      const outcome = await run({ env, inputs: { ...inputs, 'ca-certificates': companyCa } });
      expect(outcome).toMatchObject(succeeded);
    }
  });

  there('intercepting-proxy.md', async () => {
    const certificate = (await network()).inspectorsCertificate;
    const steps = await recipeSteps('intercepting-proxy.md', {
      '${{ vars.CORP_CA }}': await readFile(certificate, 'utf8'),
    });
    expect(steps).toHaveLength(2);
    const before = async ({ project }: Room) => {
      await mkdir(join(project, '.github'));
      await cp(certificate, join(project, '.github', 'corp-ca.pem'));
    };
    const env = { HTTPS_PROXY: `http://proxy.test:${ports.mitm}` };
    for (const { inputs } of steps) {
      expect(await run({ env, inputs, before })).toMatchObject(succeeded);
    }
  });
});
