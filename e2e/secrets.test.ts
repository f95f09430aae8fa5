import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Fault } from '../__tests__/support/faults.ts';
import { type MirrorOptions, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import type { FailureClass } from '../src/failure.ts';
import { type Canary, findCanaries, formsOf, readTree, watchCommandLines } from './canaries.ts';
import { openRoom, type Room, type RunOptions } from './harness.ts';
import { refusedUrl, startForwardProxy } from './places.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const modules = [alpha, beta];
const tlsFixture = (name: string) => join(process.cwd(), '__tests__', 'fixtures', 'tls', name);

/** Letters that a URL has to escape are among them, so that the percent-encoded form is another one. */
const secret = {
  mirrorUser: 'cANARY-mirror-user-7',
  mirrorPassword: 'cANARY/mirror+pass?=8',
  goproxyUser: 'cANARY-goproxy-user-7',
  goproxyPassword: 'cANARY:goproxy pass#8',
  netrcUser: 'cANARY-netrc-user-7',
  netrcPassword: 'cANARY/netrc+pass=8',
  httpProxyUser: 'cANARY-http-proxy-user-7',
  httpProxyPassword: 'cANARY/http@proxy+pass=8',
  httpsProxyUser: 'cANARY-https-proxy-user-7',
  httpsProxyPassword: 'cANARY/https@proxy+pass=8',
  allProxyUser: 'cANARY-all-proxy-user-7',
  allProxyPassword: 'cANARY/all@proxy+pass=8',
  runtimeToken: 'cANARY.runtime.token-8',
  githubToken: 'cANARY_github_token_8',
  goauthToken: 'cANARY-goauth-token-8',
  gitToken: 'cANARY-git-token-8',
} as const;

const planted: readonly Canary[] = Object.entries(secret).map(([place, value]) => ({
  place,
  value,
}));

const userInfo = (user: string, password: string) =>
  `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
const withUser = (url: string, user: string, password: string) =>
  url.replace('://', `://${userInfo(user, password)}`);
const asMirror = (url: string) => withUser(url, secret.mirrorUser, secret.mirrorPassword);

/** What a server might send back of what it was sent. */
const echo = [
  `user ${secret.mirrorUser} password ${secret.mirrorPassword}`,
  Buffer.from(`${secret.mirrorUser}:${secret.mirrorPassword}`).toString('base64'),
  asMirror('https://a.example/path'),
].join('\n');

let room: Room;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  room = await openRoom();
  await writeProject(room.project, { requires: modules });
  await writeFile(
    join(room.directory, 'home', '.netrc'),
    `machine 127.0.0.1 login ${secret.netrcUser} password ${secret.netrcPassword}\n`,
  );
});

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await room.close();
});

async function serve(faults: readonly Fault[] = [], more: MirrorOptions = {}): Promise<string> {
  const mirror = await startMirror({ modules, faults, ...more });
  opened.push(mirror);
  return mirror.url;
}

async function serveTls(more: MirrorOptions = {}, faults: readonly Fault[] = []): Promise<string> {
  const read = (name: string) => readFile(tlsFixture(name));
  const [key, cert] = await Promise.all([read('server.key.pem'), read('server.pem')]);
  return serve(faults, { ...more, tls: { key, cert } });
}

async function proxy(credentials?: Parameters<typeof startForwardProxy>[0]): Promise<string> {
  const started = await startForwardProxy(credentials);
  opened.push(started);
  return `http://127.0.0.1:${started.port}`;
}

/** Every variable that can hold a secret does, in every run; `proxyUrl` is where all forward proxies are. */
function secretEnvironment(proxyUrl: string): Record<string, string> {
  return {
    RUNNER_DEBUG: '1',
    HTTP_PROXY: withUser(proxyUrl, secret.httpProxyUser, secret.httpProxyPassword),
    HTTPS_PROXY: withUser(proxyUrl, secret.httpsProxyUser, secret.httpsProxyPassword),
    ALL_PROXY: withUser(proxyUrl, secret.allProxyUser, secret.allProxyPassword),
    ACTIONS_RUNTIME_TOKEN: secret.runtimeToken,
    GITHUB_TOKEN: secret.githubToken,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraheader',
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: bearer ${secret.gitToken}`,
    GITHUB_STATE: join(room.directory, 'temp', 'state'),
  };
}

type Row = [name: string, expected: FailureClass | '', run: () => Promise<RunOptions>];

const always = (action: Fault['action']): readonly Fault[] => [{ match: '', action }];
const guarded = { basicAuth: { user: secret.mirrorUser, password: secret.mirrorPassword } };
const mirrors = (text: string, more: RunOptions = {}): RunOptions => ({
  ...more,
  inputs: { mirrors: text, ...more.inputs },
});

/** Over http, even to loopback, `go` itself refuses to send credentials. */
const plainGo: RunOptions = {
  inputs: { relay: 'off' },
  env: { SSL_CERT_FILE: tlsFixture('ca.pem') },
};

const rows: readonly Row[] = [
  ['a success', '', async () => mirrors(asMirror(await serve([], guarded)))],
  [
    'a success on a terminal',
    '',
    async () => mirrors(asMirror(await serve([], guarded)), { place: 'terminal' }),
  ],
  [
    'a success with netrc and a certificate of one’s own',
    '',
    async () =>
      mirrors(
        await serveTls({ basicAuth: { user: secret.netrcUser, password: secret.netrcPassword } }),
        { env: { SSL_CERT_FILE: tlsFixture('ca.pem') } },
      ),
  ],
  [
    'a success through a forward proxy',
    '',
    async () => {
      const through = await proxy({
        user: secret.httpProxyUser,
        password: secret.httpProxyPassword,
      });
      const { port } = new URL(await serve());
      return mirrors(`http://mirror.test:${port}`, { env: secretEnvironment(through) });
    },
  ],
  ['a success with plain go', '', async () => mirrors(asMirror(await serveTls(guarded)), plainGo)],
  [
    '401 whose body has what was sent',
    'http-auth',
    async () => mirrors(asMirror(await serve(always({ kind: 'status', status: 401, body: echo })))),
  ],
  [
    '500 whose body has what was sent',
    'http-server',
    async () => mirrors(asMirror(await serve(always({ kind: 'status', status: 500, body: echo })))),
  ],
  [
    '500 for plain go, which prints it',
    'http-server',
    async () =>
      mirrors(
        asMirror(await serveTls({}, always({ kind: 'status', status: 500, body: echo }))),
        plainGo,
      ),
  ],
  [
    'a redirect with all of it in the address',
    'connect-refused',
    async () => {
      const to = `${asMirror(await refusedUrl())}/?token=${encodeURIComponent(secret.mirrorPassword)}`;
      return mirrors(asMirror(await serve(always({ kind: 'redirect', to }))));
    },
  ],
  [
    '407',
    'proxy-auth',
    async () => {
      const through = await proxy({ user: 'someone', password: 'else' });
      return mirrors('http://mirror.test:1', { env: secretEnvironment(through) });
    },
  ],
  [
    'a forward proxy that is not there',
    'proxy-unreachable',
    async () => mirrors(asMirror('https://mirror.test')),
  ],
  [
    'a certificate of nobody',
    'tls-certificate',
    async () => mirrors(asMirror(await serveTls(guarded))),
  ],
  [
    'wrong bytes',
    'checksum-mismatch',
    async () =>
      mirrors(
        asMirror(
          await serve(
            [
              {
                match: '.mod',
                action: {
                  kind: 'body',
                  body: `module ${alpha.path}\n// ${echo.replaceAll('\n', '\n// ')}\n`,
                },
              },
            ],
            guarded,
          ),
        ),
      ),
  ],
  [
    'a GOPROXY that cannot be read',
    'input',
    async () => ({
      env: {
        GOPROXY: `${withUser('ftp://a.example', secret.goproxyUser, secret.goproxyPassword)},${secret.goproxyUser}:x@b.example`,
      },
    }),
  ],
  [
    'a GOPROXY that is down',
    'connect-refused',
    async () => ({
      env: { GOPROXY: withUser(await refusedUrl(), secret.goproxyUser, secret.goproxyPassword) },
    }),
  ],
  [
    'a command in GOAUTH',
    'connect-refused',
    async () => mirrors(await refusedUrl(), { env: { GOAUTH: `/bin/echo ${secret.goauthToken}` } }),
  ],
  [
    'git for a module that no mirror has',
    'vcs-network',
    async () => mirrors(`${asMirror(await serve([], { ...guarded, modules: [alpha] }))}\ndirect`),
  ],
  [
    'a cache service that is down',
    '',
    async () =>
      mirrors(asMirror(await serve([], guarded)), {
        inputs: { cache: 'github' },
        env: {
          ACTIONS_CACHE_SERVICE_V2: 'true',
          ACTIONS_RESULTS_URL: `${await refusedUrl()}/`,
        },
      }),
  ],
];

test.each(rows)('%s leaves no secret behind', async (_, expected, prepare) => {
  const nowhere = await refusedUrl();
  const options = await prepare();
  const running = await room.start({
    ...options,
    inputs: { profile: 'intranet', retries: '1', ...options.inputs },
    env: { ...secretEnvironment(nowhere), ...options.env },
  });
  const commandLines = await watchCommandLines(running.marker, running.ended);
  const outcome = await running.ended;
  const isMask = (line: string) => line.startsWith('::add-mask::');
  const lines = outcome.stdout.split('\n');
  // The relay's token is the one secret that only the runner is told of.
  const masked = lines.filter(isMask).map((line) => line.slice('::add-mask::'.length));
  const canaries = [...planted, ...masked.map((value) => ({ place: 'a masked secret', value }))];
  const written = await readTree(room.directory, (name) => name === join('home', '.netrc'));
  const texts = new Map([
    ...written,
    ['stdout', lines.filter((line) => !isMask(line)).join('\n')],
    ['stderr', outcome.stderr],
    ['command lines', commandLines],
  ]);
  expect(findCanaries(texts, canaries)).toEqual([]);
  const { report } = outcome;
  expect({ exitCode: outcome.exitCode, failureClass: report?.failure?.class ?? '' }).toEqual({
    exitCode: expected === '' ? 0 : 1,
    failureClass: expected,
  });
  // A search that finds nothing proves something only where there was something to search.
  expect(commandLines).toContain('dist/index.js');
  if ((report?.attempts.length ?? 0) > 0)
    expect(`${outcome.stdout}${outcome.stderr}`).toMatch(/^(?:::debug::|\s*debug: )attempt: /m);
});

test.each(formsOf('cANARY/mirror+pass?=8'))('the search knows the form %s', (form) => {
  const texts = new Map([['a log', `before ${form} after`]]);
  expect(findCanaries(texts, [{ place: 'mirror', value: 'cANARY/mirror+pass?=8' }])).not.toEqual(
    [],
  );
});
