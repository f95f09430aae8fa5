import { describe, expect, test } from '@jest/globals';
import { findServicePlace, type ServicePlace } from '../../src/cache-service/place.ts';
import { answerHeaders, createRoutes } from '../../src/cache-service/routes.ts';

const place: ServicePlace = {
  resultsUrl: new URL('https://results.example/'),
  cacheUrl: new URL('https://ghes.example/_services/artifactcache/abc/'),
  token: 'job',
  variables: {},
};
const base = 'http://127.0.0.1:1';
const lookup = '/twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL';

describe('a request to the gateway', () => {
  test.each([
    ['v2', 'POST', lookup, `https://results.example${lookup}`],
    [
      'v1',
      'GET',
      '/v1/_apis/artifactcache/cache?keys=a%2Cb&version=1',
      'https://ghes.example/_services/artifactcache/abc/_apis/artifactcache/cache?keys=a%2Cb&version=1',
    ],
    [
      'the first signed URL',
      'PUT',
      '/own/0/archive?sig=s%2B&comp=block',
      'https://blob.example/c/b?sig=s%2B&comp=block',
    ],
  ])('%s leads to the service', (_, method, target, expected) => {
    const routes = createRoutes(place, base, 'own');
    expect(routes.lead('https://blob.example/c/b?sig=s%2B')).toBe(`${base}/own/0/archive?sig=s%2B`);
    expect(routes.find(method, target)?.url.href).toBe(expected);
  });

  test.each([
    ['another token', 'GET', '/other/0/archive'],
    ['a URL that nobody was given', 'GET', '/own/1/archive'],
    ['an index that is none', 'GET', '/own/constructor/archive'],
    ['something below it', 'GET', '/own/0/archive/more'],
    ['no call', 'GET', '/'],
    ['a whole URL', 'GET', 'http://elsewhere.example/x'],
    ['a way out of the service', 'GET', '/v1/../../secrets'],
    ['text that is no URL', 'GET', 'http://['],
  ])('%s leads nowhere', (_, method, target) => {
    const routes = createRoutes(place, base, 'own');
    routes.lead('https://blob.example/c/b');
    expect(routes.find(method, target)).toBeUndefined();
  });

  test('leads nowhere for a protocol without a service', () => {
    const routes = createRoutes({ token: 'job', variables: {} }, base, 'own');
    expect(routes.find('POST', lookup)).toBeUndefined();
    expect(routes.find('GET', '/v1/_apis/artifactcache/cache')).toBeUndefined();
    expect(routes.variables).toEqual({});
  });
});

test("only the service itself gets the job's token, and nobody what belongs to one connection", () => {
  const routes = createRoutes(place, base, 'own');
  routes.lead('https://blob.example/c/b');
  const given = {
    host: '127.0.0.1:1',
    authorization: 'Bearer own',
    'accept-encoding': 'gzip',
    'content-type': 'application/json',
    'x-ms-version': '1',
  };
  expect(routes.find('POST', lookup)?.headers(given)).toEqual({
    authorization: 'Bearer job',
    'content-type': 'application/json',
    'x-ms-version': '1',
  });
  expect(routes.find('GET', '/own/0/archive')?.headers(given)).toEqual({
    'content-type': 'application/json',
    'x-ms-version': '1',
  });
});

test('an answer has the length of what is sent on', () => {
  const headers = { etag: '"1"', 'content-length': '5', connection: 'close' };
  expect(answerHeaders(headers, 7)).toEqual({ etag: '"1"', 'content-length': '7' });
  expect(answerHeaders(headers, undefined)).toEqual({ etag: '"1"' });
});

describe('the service of a job', () => {
  const v2 = { ACTIONS_RESULTS_URL: 'https://results.example/', ACTIONS_RUNTIME_TOKEN: 't' };
  test.each([
    ['v2', v2, true],
    ['v1', { ACTIONS_CACHE_URL: 'http://cache.example/', ACTIONS_RUNTIME_TOKEN: 't' }, true],
    ['no token', { ...v2, ACTIONS_RUNTIME_TOKEN: '' }, false],
    ['no URL', { ACTIONS_RUNTIME_TOKEN: 't' }, false],
    ['what is no URL', { ...v2, ACTIONS_RESULTS_URL: 'results' }, false],
    ['another scheme', { ...v2, ACTIONS_RESULTS_URL: 'file:///etc' }, false],
    ['a terminal', {}, false],
  ])('%s', (_, env, isThere) => {
    expect(findServicePlace(env) !== undefined).toBe(isThere);
  });
});
