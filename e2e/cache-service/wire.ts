/** The calls of the cache service without any client library: what really arrives. */
import { type OutgoingHttpHeaders, request } from 'node:http';
import type { Call } from './calls.ts';
import { methods } from './calls.ts';
import type { CacheService } from './service.ts';

export interface WireRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

export type Seen =
  /** A whole answer. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: Buffer }
  /** Before there was an answer: RST, or an orderly end. */
  | { readonly kind: 'reset' | 'closed' }
  | { readonly kind: 'silence' }
  /** An answer that broke off, or stopped, after some bytes of its body. */
  | { readonly kind: 'broken body' | 'silence in body'; readonly bytes: number };

/** Makes one request on a connection of its own. No byte for `patienceMs` is silence. */
export function see(
  { url, method, headers, body }: WireRequest,
  patienceMs = 10_000,
): Promise<Seen> {
  return new Promise((resolve) => {
    const outgoing = request(url, { method, headers, agent: false, timeout: patienceMs });
    const chunks: Buffer[] = [];
    let hasAnswer = false;
    const end = (seen: Seen) => {
      resolve(seen);
      outgoing.destroy();
    };
    const received = () => Buffer.concat(chunks);
    outgoing
      .on('timeout', () => {
        end(
          hasAnswer ? { kind: 'silence in body', bytes: received().length } : { kind: 'silence' },
        );
      })
      .on('error', (error: NodeJS.ErrnoException) => {
        // What the operating system said; an orderly end is a "socket hang up" of Node's own.
        end({ kind: error.syscall === undefined ? 'closed' : 'reset' });
      })
      .on('response', (answer) => {
        hasAnswer = true;
        answer
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () =>
            end({ kind: 'answer', status: answer.statusCode ?? 0, body: received() }),
          )
          .on('error', () => end({ kind: 'broken body', bytes: received().length }));
      })
      .end(body);
  });
}

/** A method of the service as it goes over the wire. */
export function methodRequest(
  service: Pick<CacheService, 'url' | 'token'>,
  call: (typeof methods)[keyof typeof methods],
  message: Readonly<Record<string, unknown>>,
): WireRequest {
  const method = Object.entries(methods).find(([, name]) => name === call)?.[0];
  return {
    url: `${service.url}twirp/github.actions.results.api.v1.CacheService/${method}`,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${service.token}` },
    body: Buffer.from(JSON.stringify(message)),
  };
}

async function urlFrom(seen: Promise<Seen>, field: string): Promise<string> {
  const answer = await seen;
  if (answer.kind !== 'answer') throw new Error(`no answer but ${answer.kind}`);
  return (JSON.parse(answer.body.toString()) as Readonly<Record<string, string>>)[field] ?? '';
}

/** Everything that has to come before `call`, done; and the request for it. `content` is the entry's. */
export async function prepare(
  service: CacheService,
  call: Call,
  content: Buffer,
  entry: { readonly key: string; readonly version: string } = { key: 'wire', version: 'v' },
): Promise<WireRequest> {
  const lookup = methodRequest(service, 'lookup', entry);
  const reserve = methodRequest(service, 'reserve', entry);
  const finalize = methodRequest(service, 'finalize', { ...entry, size_bytes: content.length });
  if (call === 'reserve') return reserve;
  const upload: WireRequest = {
    url: await urlFrom(see(reserve), 'signed_upload_url'),
    method: 'PUT',
    headers: { 'x-ms-blob-type': 'BlockBlob', 'content-length': content.length },
    body: content,
  };
  if (call === 'upload') return upload;
  await see(upload);
  if (call === 'finalize') return finalize;
  await see(finalize);
  if (call === 'lookup') return lookup;
  const url = await urlFrom(see(lookup), 'signed_download_url');
  return { url, method: 'GET', headers: {}, body: Buffer.alloc(0) };
}
