import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Environment } from '../../src/effects.ts';
import { proxiesForChildren } from '../../src/network/child-proxies.ts';
import { createRouter } from '../../src/network/forward-proxy.ts';

const direct = 'localhost,127.0.0.1,::1,127.0.0.0/8';

test.each<[string, Environment, Environment]>([
  ['nothing is set', { PATH: '/bin' }, {}],
  ['ALL_PROXY stays what it is', { ALL_PROXY: 'http://a.test' }, {}],
  ['an unknown scheme stays what it is', { HTTPS_PROXY: 'socks4://a.test' }, {}],
  [
    'upper case alone: curl gets the port that Go implies',
    { HTTPS_PROXY: 'http://a.test', HTTP_PROXY: 'a.test:3128' },
    {
      HTTPS_PROXY: 'http://a.test',
      https_proxy: 'http://a.test:80',
      HTTP_PROXY: 'a.test:3128',
      http_proxy: 'http://a.test:3128',
      no_proxy: direct,
    },
  ],
  [
    'lower case alone',
    { https_proxy: 'http://a.test:3128' },
    {
      HTTPS_PROXY: 'http://a.test:3128',
      https_proxy: 'http://a.test:3128',
      no_proxy: direct,
    },
  ],
  [
    'both: the one that Go takes',
    { HTTPS_PROXY: 'http://a.test:1', https_proxy: 'http://b.test:2' },
    { HTTPS_PROXY: 'http://a.test:1', https_proxy: 'http://a.test:1', no_proxy: direct },
  ],
  [
    'names are looked up by the SOCKS proxy',
    { HTTPS_PROXY: 'socks5://u:p@ss@a.test' },
    {
      HTTPS_PROXY: 'socks5://u:p@ss@a.test',
      https_proxy: 'socks5h://u:p%40ss@a.test:1080',
      no_proxy: direct,
    },
  ],
  [
    'what Go cannot read counts for nobody',
    { HTTPS_PROXY: '::bad::', https_proxy: 'http://b.test:2' },
    { HTTPS_PROXY: undefined, https_proxy: undefined, no_proxy: direct },
  ],
  [
    'in a CGI script the relay is reached, too',
    { HTTP_PROXY: 'http://a.test:1', REQUEST_METHOD: 'GET' },
    { HTTP_PROXY: undefined, http_proxy: undefined, no_proxy: direct },
  ],
  [
    'NO_PROXY in the words of curl',
    {
      HTTPS_PROXY: 'http://a.test:1',
      NO_PROXY:
        'X.test, *.y.test,.z.test,w.test:8443,10.0.0.0/8,[::2]:443,a b,http://q.test,bücher.test',
      no_proxy: 'other.test',
    },
    {
      HTTPS_PROXY: 'http://a.test:1',
      https_proxy: 'http://a.test:1',
      NO_PROXY:
        'X.test, *.y.test,.z.test,w.test:8443,10.0.0.0/8,[::2]:443,a b,http://q.test,bücher.test',
      no_proxy: `x.test,.y.test,.z.test,w.test,10.0.0.0/8,::2,xn--bcher-kva.test,${direct}`,
    },
  ],
  [
    'everything direct',
    { HTTPS_PROXY: 'http://a.test:1', no_proxy: 'x,*' },
    {
      HTTPS_PROXY: 'http://a.test:1',
      https_proxy: 'http://a.test:1',
      NO_PROXY: 'x,*',
      no_proxy: '*',
    },
  ],
])('%s', (_, env, expected) => {
  expect(proxiesForChildren(env, 'linux')).toEqual(expected);
  expect(proxiesForChildren(env, 'win32')).toEqual({});
});

test('what Go decides is the same with them as without', () => {
  const proxy = fc.constantFrom(
    undefined,
    '',
    'http://a.test',
    'b.test:1',
    'socks5://c.test',
    '::',
  );
  const bypass = fc.constantFrom(undefined, '', '*', 'mirror.test', '.test', '10.0.0.0/8');
  const anyEnv = fc.record({
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    NO_PROXY: bypass,
    no_proxy: bypass,
  });
  const urls = ['https://mirror.test/', 'http://mirror.test/', 'https://10.0.0.7/'];
  fc.assert(
    fc.property(anyEnv, fc.constantFrom(...urls), (env, url) => {
      const place = (variables: Environment) => {
        const route = createRouter(variables)(new URL(url));
        return route.kind === 'forward-proxy' ? `${route.scheme} ${route.name}` : route.kind;
      };
      expect(place({ ...env, ...proxiesForChildren(env, 'linux') })).toBe(place(env));
    }),
  );
});
