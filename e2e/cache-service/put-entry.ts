import type { Entry } from './entries.ts';
import type { CacheService } from './service.ts';

/** Puts an archive of the test's own making into the service, as whoever holds a token for it can. */
export async function putEntry(
  service: CacheService,
  { key, version }: Pick<Entry, 'key' | 'version'>,
  archive: Buffer,
): Promise<void> {
  const call = async (method: string, body: Readonly<Record<string, unknown>>) => {
    const answer = await fetch(
      `${service.url}twirp/github.actions.results.api.v1.CacheService/${method}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${service.token}`,
        },
        body: JSON.stringify({ key, version, ...body }),
      },
    );
    if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { readonly signed_upload_url?: string };
  };
  const { signed_upload_url: url = '' } = await call('CreateCacheEntry', {});
  const uploaded = await fetch(url, {
    method: 'PUT',
    headers: { 'x-ms-blob-type': 'BlockBlob' },
    body: new Uint8Array(archive),
  });
  if (!uploaded.ok) throw new Error(`upload: ${uploaded.status} ${await uploaded.text()}`);
  await call('FinalizeCacheEntryUpload', { size_bytes: archive.length });
}
