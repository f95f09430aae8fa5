import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FailureError } from '../failure.ts';

export function isIdentity(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === 'identity' || encoding === '';
}

/** Some mirrors compress although `identity` was asked for; what they meant is still there. */
export function decoded(
  body: AsyncIterable<Buffer>,
  encoding: string | undefined,
): AsyncIterable<Buffer> {
  if (encoding === undefined || isIdentity(encoding)) return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new FailureError({
      class: 'bad-content',
      detail: `a body in the encoding ${JSON.stringify(encoding.slice(0, 40))}, which was not asked for`,
    });
  }
  return gunzipped(body);
}

async function* gunzipped(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(body, { objectMode: false });
  const gunzip = createGunzip();
  // The reader sees a fault of the source as a fault of the stream it reads; nothing may stay unhandled.
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new FailureError({
      class: 'bad-content',
      detail: 'a body that claims to be gzip and is not',
      cause: error,
    });
  } finally {
    source.destroy();
  }
}
