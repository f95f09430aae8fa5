/** That the git of a step goes the way that Go's rules say: the real git asks, and we look who was asked. */
import { execFile } from 'node:child_process';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Environment } from '../src/effects.ts';
import { proxiesForChildren } from '../src/network/child-proxies.ts';
import { createRouter } from '../src/network/forward-proxy.ts';
import { type ForwardProxy, startForwardProxy } from './places.ts';

let a: ForwardProxy;
let b: ForwardProxy;
let target: Server;
let connections = 0;
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  [a, b] = [await startForwardProxy(), await startForwardProxy()];
  target = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {}).destroy();
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  for (const proxy of [a, b]) await proxy.close();
  await new Promise((resolve) => target.close(resolve));
});

const host = 'git.corp.test';

/** Who a real `git ls-remote` turns to. Every name leads to loopback: nothing is asked of a resolver. */
async function whomGitAsks(url: string, env: Environment): Promise<string> {
  const before = { a: a.asked.length, b: b.asked.length, connections };
  const resolve = [host, 'other.test'].map((name) => `${name}:${portOf(target)}:127.0.0.1`);
  const settings = resolve.map((value) => ['http.curloptResolve', value] as const);
  const configuration = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  const variables = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(configuration),
    ...env,
  };
  await new Promise((resolve) =>
    execFile('git', ['ls-remote', url], { env: variables }, () => resolve(undefined)),
  );
  if (a.asked.length > before.a) return 'a';
  if (b.asked.length > before.b) return 'b';
  return connections > before.connections ? 'direct' : 'nobody';
}

/** `A` and `B` stand for the two proxies, `PORT` for that of the target. */
const environments: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['none', {}],
  ['upper case', { HTTPS_PROXY: 'http://A', HTTP_PROXY: 'http://A' }],
  ['lower case', { https_proxy: 'http://A', http_proxy: 'A' }],
  ['both cases', { HTTPS_PROXY: 'http://A', https_proxy: 'http://B', HTTP_PROXY: 'http://B' }],
  ['beside ALL_PROXY', { HTTPS_PROXY: 'http://A', HTTP_PROXY: 'http://A', ALL_PROXY: 'http://B' }],
  ['a password that is not encoded', { HTTPS_PROXY: 'http://u:p@ss@A', HTTP_PROXY: 'http://A' }],
  ['NO_PROXY', { HTTPS_PROXY: 'http://A', HTTP_PROXY: 'http://A', NO_PROXY: host }],
  ['no_proxy of another', { HTTPS_PROXY: 'http://A', NO_PROXY: 'other.test', no_proxy: host }],
  ['a domain', { HTTPS_PROXY: 'http://A', HTTP_PROXY: 'http://B', NO_PROXY: '.corp.test' }],
  ['a star before a domain', { HTTPS_PROXY: 'http://A', NO_PROXY: '*.corp.test' }],
  ['host and port', { HTTPS_PROXY: 'http://A', HTTP_PROXY: 'http://A', NO_PROXY: `${host}:PORT` }],
  [
    'a star among others',
    { HTTPS_PROXY: 'http://A', HTTP_PROXY: 'http://A', NO_PROXY: 'x.test,*' },
  ],
  ['blanks', { HTTPS_PROXY: 'http://A', NO_PROXY: `x.test ${host}` }],
  ['what Go cannot read', { HTTPS_PROXY: '::bad::', https_proxy: 'http://B' }],
];
const rows = environments.flatMap(([name, env]) =>
  ['https', 'http'].flatMap((scheme) =>
    [host, '127.0.0.1'].map((name_) => [name, `${scheme}://${name_}`, env] as const),
  ),
);

test.each(rows)('%s: %s', async (_, origin, written) => {
  const env = Object.fromEntries(
    Object.entries(written).map(([name, value]) => [
      name,
      value
        .replace(/A$/, `127.0.0.1:${a.port}`)
        .replace(/B$/, `127.0.0.1:${b.port}`)
        .replace('PORT', String(portOf(target))),
    ]),
  );
  const url = `${origin}:${portOf(target)}/repository`;
  const route = createRouter(env)(new URL(url));
  const name = route.kind === 'forward-proxy' && route.port === a.port ? 'a' : 'b';
  const expected = route.kind === 'direct' ? 'direct' : name;
  expect(await whomGitAsks(url, { ...env, ...proxiesForChildren(env, 'linux') })).toBe(expected);
});
