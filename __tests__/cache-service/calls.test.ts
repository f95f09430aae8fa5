import { describe, expect, test } from '@jest/globals';
import {
  blobCall,
  type CallKind,
  replaceUrls,
  restCall,
  twirpCall,
} from '../../src/cache-service/calls.ts';

const service = '/twirp/github.actions.results.api.v1.CacheService';

test.each<[string, string, CallKind | undefined]>([
  ['POST', `${service}/GetCacheEntryDownloadURL`, 'lookup'],
  ['POST', `${service}/CreateCacheEntry`, 'reserve'],
  ['POST', `${service}/FinalizeCacheEntryUpload`, 'finalize'],
  ['GET', `${service}/GetCacheEntryDownloadURL`, undefined],
  ['POST', `${service}/DeleteCacheEntry`, undefined],
  ['POST', `${service}/constructor`, undefined],
  ['POST', '/twirp/github.actions.results.api.v1.ArtifactService/CreateArtifact', undefined],
])('v2: %s %s', (method, path, expected) => {
  expect(twirpCall(method, path)).toBe(expected);
});

test.each<[string, string, CallKind | undefined]>([
  ['GET', '_apis/artifactcache/cache', 'lookup'],
  ['POST', '_apis/artifactcache/caches', 'reserve'],
  ['PATCH', '_apis/artifactcache/caches/12', 'upload'],
  ['POST', '_apis/artifactcache/caches/12', 'finalize'],
  ['DELETE', '_apis/artifactcache/caches/12', undefined],
  ['GET', '_apis/artifactcache/caches/12', undefined],
  ['GET', '_apis/artifactcache/../secrets', undefined],
])('v1: %s %s', (method, path, expected) => {
  expect(restCall(method, path)).toBe(expected);
});

test.each<[string, CallKind | undefined]>([
  ['GET', 'download'],
  ['PUT', 'upload'],
  ['DELETE', undefined],
])('a signed URL: %s', (method, expected) => {
  expect(blobCall(method)).toBe(expected);
});

describe('an answer that leads elsewhere', () => {
  const replaced = (text: string) => replaceUrls(Buffer.from(text), (url) => `<${url}>`).toString();
  test.each([
    [
      'v2 upload',
      '{"ok":true,"signed_upload_url":"https://b/x"}',
      '{"ok":true,"signed_upload_url":"<https://b/x>"}',
    ],
    ['v2 download', '{"signedDownloadUrl":"https://b/x"}', '{"signedDownloadUrl":"<https://b/x>"}'],
    [
      'v1',
      '{"archiveLocation":"https://b/x","cacheKey":"k"}',
      '{"archiveLocation":"<https://b/x>","cacheKey":"k"}',
    ],
    ['another field', '{"msg":"https://b/x"}', '{"msg":"https://b/x"}'],
    ['no URL', '{"signed_upload_url":""}', '{"signed_upload_url":""}'],
    ['no JSON', 'busy', 'busy'],
    ['no object', '"https://b/x"', '"https://b/x"'],
  ])('%s', (_, given, expected) => {
    expect(replaced(given)).toBe(expected);
  });
});
