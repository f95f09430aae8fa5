import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Environment } from '../../src/effects.ts';
import { proxyRemarks } from '../../src/network/proxy-remarks.ts';

const mirrors = [new URL('https://mirror.test/'), new URL('https://10.0.0.7/')];
const a = 'http://user:S3cret@a.test:3128';
const b = 'http://b.test:8080';

test.each<[string, Environment, readonly RegExp[]]>([
  ['no proxy', {}, []],
  ['one that everyone understands', { HTTPS_PROXY: a, HTTP_PROXY: a, NO_PROXY: 'x.test' }, []],
  ['both cases with one value', { HTTPS_PROXY: a, https_proxy: a }, []],
  ['ALL_PROXY alone', { ALL_PROXY: a }, [/^ALL_PROXY .*Go ignores.*set HTTPS_PROXY/]],
  ['all_proxy alone', { all_proxy: a }, [/^all_proxy /]],
  ['ALL_PROXY beside HTTPS_PROXY', { ALL_PROXY: a, HTTPS_PROXY: a }, []],
  ['HTTP_PROXY for https mirrors', { HTTP_PROXY: a }, [/^HTTP_PROXY .*http:\/\/ alone/]],
  [
    'the two cases differ',
    { HTTPS_PROXY: a, https_proxy: b, NO_PROXY: 'x', no_proxy: 'y' },
    [/^HTTPS_PROXY and https_proxy differ/, /^NO_PROXY and no_proxy differ/],
  ],
  ['a value that is no URL', { HTTPS_PROXY: '::S3cret::' }, [/^HTTPS_PROXY holds what Go cannot/]],
  ['a CGI script', { http_proxy: a, HTTPS_PROXY: a, REQUEST_METHOD: 'GET' }, [/^REQUEST_METHOD /]],
  ['blanks in NO_PROXY', { HTTPS_PROXY: a, NO_PROXY: 'x.test mirror.test' }, [/blanks/]],
  ['a scheme in NO_PROXY', { HTTPS_PROXY: a, NO_PROXY: 'https://mirror.test' }, [/scheme/]],
  ['*host in NO_PROXY', { HTTPS_PROXY: a, NO_PROXY: '*mirror.test' }, [/\*host/]],
  ['a block in NO_PROXY', { HTTPS_PROXY: a, NO_PROXY: '10.0.0.0/8' }, [/address block.*7\.86/]],
  ['every known form in NO_PROXY', { HTTPS_PROXY: a, NO_PROXY: '*.x.test,.y,z:443,10.0.0.7' }, []],
])('%s', (_, env, expected) => {
  const remarks = proxyRemarks(env, mirrors);
  expect(remarks).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  expect(remarks.join()).not.toContain('S3cret');
});

test('no values of the variables make it throw, or are repeated', () => {
  const value = fc.option(fc.string({ maxLength: 30 }), { nil: undefined });
  const names = ['HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'no_proxy'];
  fc.assert(
    fc.property(fc.record(Object.fromEntries(names.map((name) => [name, value]))), (env) => {
      expect(proxyRemarks(env, mirrors).every((remark) => !/[^\x20-\x7e]/.test(remark))).toBe(true);
    }),
  );
});
