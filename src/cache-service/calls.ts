/**
 * The calls of the two protocols of GitHub's cache service: v1 (REST, GitHub Enterprise Server) and v2 (Twirp and signed
 * URLs of a blob store), as @actions/cache 6.3.0 speaks them. Pure.
 */

export type CallKind = 'lookup' | 'download' | 'reserve' | 'upload' | 'finalize';

const twirpMethods: Readonly<Record<string, CallKind>> = {
  GetCacheEntryDownloadURL: 'lookup',
  CreateCacheEntry: 'reserve',
  FinalizeCacheEntryUpload: 'finalize',
};

const twirpPrefix = '/twirp/github.actions.results.api.v1.CacheService/';

/** What a Twirp request is for; undefined for a path that is none. */
export function twirpCall(method: string, pathname: string): CallKind | undefined {
  if (method !== 'POST' || !pathname.startsWith(twirpPrefix)) return undefined;
  const name = pathname.slice(twirpPrefix.length);
  return Object.hasOwn(twirpMethods, name) ? twirpMethods[name] : undefined;
}

/** What a v1 request is for. @param path below the service's URL, without a query */
export function restCall(method: string, path: string): CallKind | undefined {
  const resource = /^_apis\/artifactcache\/(cache|caches|caches\/\d+)$/.exec(path)?.[1];
  switch (`${method} ${resource?.replace(/\d+/, 'ID')}`) {
    case 'GET cache':
    case 'GET caches':
      return 'lookup';
    case 'POST caches':
      return 'reserve';
    case 'PATCH caches/ID':
      return 'upload';
    case 'POST caches/ID':
      return 'finalize';
    default:
      return undefined;
  }
}

/** What a request for a signed URL is for. */
export function blobCall(method: string): CallKind | undefined {
  switch (method) {
    case 'GET':
      return 'download';
    case 'PUT':
      return 'upload';
    default:
      return undefined;
  }
}

/** How people read it: "the lookup failed". */
export function describeCall(kind: CallKind): string {
  switch (kind) {
    case 'lookup':
      return 'the lookup';
    case 'download':
      return 'the download of the archive';
    case 'reserve':
      return 'the reservation of the key';
    case 'upload':
      return 'the upload of the archive';
    case 'finalize':
      return 'the completion of the archive';
  }
}

/** The fields of an answer that lead the client elsewhere, in the spellings that a JSON protocol buffer may have. */
const urlFields = [
  'signed_upload_url',
  'signedUploadUrl',
  'signed_download_url',
  'signedDownloadUrl',
  'archiveLocation',
];

/** `body` with every URL that leads elsewhere replaced; as it is where it is no JSON object. */
export function replaceUrls(body: Buffer, replace: (url: string) => string): Buffer {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    return body;
  }
  if (typeof answer !== 'object' || answer === null) return body;
  const fields = Object.entries(answer).map(([name, value]) => [
    name,
    urlFields.includes(name) && typeof value === 'string' && URL.canParse(value)
      ? replace(value)
      : value,
  ]);
  return Buffer.from(JSON.stringify(Object.fromEntries(fields)));
}
