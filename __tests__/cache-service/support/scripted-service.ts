/**
 * A cache service on loopback that speaks protocol v2 with a blob store of its own, and misbehaves by script: for the
 * gateway's decisions, with faults at an exact byte. The real blob store and the real faults of a network are in e2e/.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallKind } from '../../../src/cache-service/calls.ts';

export type ServiceFault =
  /** Cut before anything was done. */
  | { readonly kind: 'reset' }
  /** Done as asked, and cut before the answer. */
  | { readonly kind: 'reset-after' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'status'; readonly status: number; readonly body?: string }
  /** The archive breaks off after so many bytes of the answer. */
  | { readonly kind: 'cut'; readonly afterBytes: number };

export interface SeenCall {
  readonly kind: CallKind;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

export interface ScriptedService {
  /** For ACTIONS_RESULTS_URL. */
  readonly url: string;
  readonly token: string;
  readonly calls: readonly SeenCall[];
  /** Finished archives by key. */
  readonly archives: Map<string, Buffer>;
  /** The faults of the next calls of one kind, one each. */
  break(kind: CallKind, ...faults: readonly ServiceFault[]): void;
  /** `false`: the archive is always sent from its start. */
  honoursRange: boolean;
  close(): Promise<void>;
}

const kinds: Readonly<Record<string, CallKind>> = {
  GetCacheEntryDownloadURL: 'lookup',
  CreateCacheEntry: 'reserve',
  FinalizeCacheEntryUpload: 'finalize',
};

export async function startScriptedService(token: string): Promise<ScriptedService> {
  const calls: SeenCall[] = [];
  const faults = new Map<CallKind, ServiceFault[]>();
  const archives = new Map<string, Buffer>();
  const reserved = new Set<string>();
  const blobs = new Map<string, Buffer>();

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://service.invalid');
    const [, method = ''] = /^\/twirp\/[\w.]+\/(\w+)$/.exec(url.pathname) ?? [];
    const kind = kinds[method] ?? (request.method === 'PUT' ? 'upload' : 'download');
    const { authorization, range } = request.headers;
    calls.push({ kind, authorization, range });
    const fault = faults.get(kind)?.shift();
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    if (fault?.kind === 'silence') return;
    const body = await read(request);
    if (fault?.kind === 'status') {
      return void response.writeHead(fault.status).end(fault.body ?? '{}');
    }
    const answer = kinds[method]
      ? answerCall(method, body, authorization)
      : answerBlob(request, url, body);
    if (fault?.kind === 'reset-after') return void request.socket.resetAndDestroy();
    send(response, answer, fault?.kind === 'cut' ? fault.afterBytes : undefined);
  });

  function answerCall(method: string, body: Buffer, authorization: string | undefined): Answer {
    if (authorization !== `Bearer ${token}`) return json(401, { code: 'unauthenticated' });
    const { key, restore_keys: prefixes = [], size_bytes: size } = JSON.parse(String(body));
    switch (method) {
      case 'CreateCacheEntry':
        if (reserved.has(key)) return json(409, { code: 'already_exists', msg: 'already exists' });
        reserved.add(key);
        return json(200, { ok: true, signed_upload_url: signed(key) });
      case 'FinalizeCacheEntryUpload': {
        const blob = blobs.get(key);
        if (!blob || blob.length !== Number(size)) return json(400, { code: 'invalid_argument' });
        archives.set(key, blob);
        return json(200, { ok: true, entry_id: '1' });
      }
      default: {
        const found = [key, ...prefixes].flatMap((wanted) =>
          [...archives.keys()].filter((known) => known.startsWith(wanted)),
        )[0];
        return found === undefined
          ? json(200, { ok: false })
          : json(200, { ok: true, matched_key: found, signed_download_url: signed(found) });
      }
    }
  }

  function answerBlob(request: IncomingMessage, url: URL, body: Buffer): Answer {
    const key = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
    // As a blob store does: the signature is the permission, and no other is looked at.
    if (url.searchParams.get('sig') !== 'secret') return json(403, {});
    if (request.method === 'PUT') {
      blobs.set(key, body);
      return { status: 201, headers: { etag: '"1"' }, body: Buffer.alloc(0) };
    }
    const blob = archives.get(key) ?? Buffer.alloc(0);
    const first = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (first === 0 || !service.honoursRange) {
      return { status: 200, headers: { etag: '"1"' }, body: blob };
    }
    const range = `bytes ${first}-${blob.length - 1}/${blob.length}`;
    const headers = { etag: '"1"', 'content-range': range };
    return { status: 206, headers, body: blob.subarray(first) };
  }

  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signed = (key: string) => `${base}/account/box/${encodeURIComponent(key)}?sig=secret`;
  const service: ScriptedService = {
    url: `${base}/`,
    token,
    calls,
    archives,
    honoursRange: true,
    break: (kind, ...more) => void faults.set(kind, [...(faults.get(kind) ?? []), ...more]),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return service;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function json(status: number, value: unknown): Answer {
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: Buffer.from(JSON.stringify(value)) };
}

function send(response: ServerResponse, answer: Answer, cutAfter: number | undefined): void {
  const { status, headers, body } = answer;
  response.writeHead(status, { ...headers, 'content-length': body.length });
  if (cutAfter === undefined) response.end(body);
  else response.write(body.subarray(0, cutAfter), () => response.socket?.resetAndDestroy());
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
