import type { BlobName, BlobStore } from './azurite.ts';
import type { Method } from './calls.ts';

export interface Entry {
  readonly id: number;
  readonly key: string;
  readonly version: string;
  readonly blob: BlobName;
  readonly isFinished: boolean;
}

export interface TwirpAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The fields of requests that matter here. */
export interface TwirpRequest {
  readonly key: string;
  readonly version: string;
  readonly size_bytes?: string | number;
  readonly restore_keys?: readonly string[];
}

/** What the cache service knows, and its three methods. A key is written once and never again. */
export interface Entries {
  readonly all: readonly Entry[];
  answer(method: Method, request: TwirpRequest): Promise<TwirpAnswer>;
}

export function createEntries(
  store: Pick<BlobStore, 'sizeOf'>,
  container: string,
  signUrl: (blob: BlobName, permissions: 'r' | 'cw') => string,
): Entries {
  const all: Entry[] = [];
  const find = ({ key, version }: TwirpRequest) =>
    all.findIndex((entry) => entry.key === key && entry.version === version);

  const reserve = (request: TwirpRequest): TwirpAnswer => {
    const { key, version } = request;
    if (find(request) !== -1) {
      const msg = `cache entry with the key ${key} already exists`;
      return { status: 409, body: { code: 'already_exists', msg } };
    }
    const id = all.length + 1;
    const blob = { container, blob: `entry-${id}` };
    all.push({ id, key, version, blob, isFinished: false });
    return { status: 200, body: { ok: true, signed_upload_url: signUrl(blob, 'cw') } };
  };

  const finalize = async (request: TwirpRequest): Promise<TwirpAnswer> => {
    const index = find(request);
    const entry = all[index];
    if (entry === undefined) {
      return { status: 404, body: { code: 'not_found', msg: 'no such cache entry' } };
    }
    const size = await store.sizeOf(entry.blob);
    if (size === undefined || size !== Number(request.size_bytes)) {
      const msg = `the upload has ${size ?? 'no'} bytes, not ${request.size_bytes}`;
      return { status: 400, body: { code: 'invalid_argument', msg } };
    }
    all[index] = { ...entry, isFinished: true };
    return { status: 200, body: { ok: true, entry_id: String(entry.id) } };
  };

  const lookUp = ({ key, version, restore_keys = [] }: TwirpRequest): TwirpAnswer => {
    const finished = all.filter((entry) => entry.isFinished && entry.version === version);
    for (const wanted of [key, ...restore_keys]) {
      const found =
        finished.find((entry) => entry.key === wanted) ??
        finished.findLast((entry) => entry.key.startsWith(wanted));
      if (found === undefined) continue;
      const signed_download_url = signUrl(found.blob, 'r');
      return { status: 200, body: { ok: true, signed_download_url, matched_key: found.key } };
    }
    return { status: 200, body: { ok: false } };
  };

  return {
    all,
    async answer(method, request) {
      switch (method) {
        case 'CreateCacheEntry':
          return reserve(request);
        case 'FinalizeCacheEntryUpload':
          return finalize(request);
        case 'GetCacheEntryDownloadURL':
          return lookUp(request);
      }
    },
  };
}
