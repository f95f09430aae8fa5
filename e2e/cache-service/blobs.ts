import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { BlobStore } from './azurite.ts';
import type { CallRecord } from './calls.ts';
import type { Faults } from './faults.ts';

const serverBusy = {
  status: 503,
  body: '<?xml version="1.0" encoding="utf-8"?><Error><Code>ServerBusy</Code><Message>The server is busy.</Message></Error>',
};

/** What comes of a body before it falls silent. */
const startBytes = 256 * 1024;

/** The stage before the blob store: it sees which call a request is, keeps the log, and answers 503 where told to. */
export function createBlobStage(options: {
  readonly store: Pick<BlobStore, 'host' | 'port'>;
  readonly faults: Faults;
  readonly log: (record: Omit<CallRecord, 'atMs'>) => CallRecord;
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { store, faults, log } = options;

  const pass = async (
    request: IncomingMessage,
    response: ServerResponse,
    record: CallRecord,
    part: 'whole' | 'start',
  ): Promise<void> => {
    const onward = httpRequest({
      host: store.host,
      port: store.port,
      method: request.method,
      path: request.url,
      headers: request.headers,
      agent: false,
    });
    // Half an upload must not look whole to the store, and a client that left wants no answer.
    response.once('close', () => onward.destroy());
    request.pipe(onward);
    const answer = await new Promise<IncomingMessage | undefined>((resolve, reject) => {
      onward.once('response', resolve);
      onward.once('error', (error) => (response.closed ? resolve(undefined) : reject(error)));
      response.once('close', () => resolve(undefined));
    });
    if (answer === undefined) {
      if (request.complete) return;
      await faults.uploadEndedEarly();
      record.fault ??= faults.kindFor(record.call) ?? 'ended early';
      return;
    }
    record.status = answer.statusCode ?? 0;
    response.writeHead(record.status, { ...answer.headers, connection: 'keep-alive' });
    if (part === 'whole') {
      answer.pipe(response);
      return;
    }
    let left = startBytes;
    answer.on('data', (chunk: Buffer) => {
      if (left > 0) response.write(chunk.subarray(0, left));
      left -= chunk.length;
    });
  };

  return async (request, response) => {
    const method = request.method ?? '';
    const call = method === 'PUT' ? 'upload' : 'download';
    const subject = new URL(request.url ?? '', 'http://blobs').pathname.split('/').at(-1) ?? '';
    const record = log({ call, method, subject });
    const harm = await faults.take(call);
    if (harm !== undefined) record.fault = faults.kindFor(call) ?? harm;
    switch (harm) {
      case 'refuse':
        record.status = serverBusy.status;
        response.writeHead(serverBusy.status, {
          'content-type': 'application/xml',
          'content-length': serverBusy.body.length,
          'x-ms-error-code': 'ServerBusy',
        });
        response.end(serverBusy.body);
        return;
      case 'ignore':
        response.writeHead(201, { 'content-length': 0 }).end();
        return;
      case 'serve':
      case undefined:
        return pass(request, response, record, 'whole');
      case 'serve-start':
        return pass(request, response, record, 'start');
    }
  };
}
