import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type CallRecord, type Method, methods } from './calls.ts';
import type { Entries, TwirpAnswer, TwirpRequest } from './entries.ts';
import type { Faults } from './faults.ts';

const route = '/twirp/github.actions.results.api.v1.CacheService/';

const unauthenticated: TwirpAnswer = {
  status: 401,
  body: { code: 'unauthenticated', msg: 'no bearer token, or another one' },
};
const badRoute: TwirpAnswer = { status: 404, body: { code: 'bad_route', msg: 'no such route' } };
const unavailable: TwirpAnswer = {
  status: 503,
  body: { code: 'unavailable', msg: 'the service is out of order' },
};
/** For the wire only, and longer than what a cut lets through. */
const standIn: TwirpAnswer = { status: 200, body: { ok: true, padding: 'x'.repeat(8_192) } };

function isMethod(name: string): name is Method {
  return Object.hasOwn(methods, name);
}

/** The Twirp side of the cache service, version 2: JSON in and out. */
export function createFront(options: {
  readonly token: string;
  readonly entries: Entries;
  readonly faults: Faults;
  readonly log: (record: Omit<CallRecord, 'atMs'>) => CallRecord;
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { token, entries, faults, log } = options;

  const send = (response: ServerResponse, { status, body }: TwirpAnswer) => {
    const bytes = Buffer.from(JSON.stringify(body));
    response
      .writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length })
      .end(bytes);
  };

  return async (request, response) => {
    const path = request.url ?? '';
    const method = path.startsWith(route) ? path.slice(route.length) : '';
    if (request.method !== 'POST' || !isMethod(method)) return send(response, badRoute);
    if (request.headers.authorization !== `Bearer ${token}`) return send(response, unauthenticated);
    const message = JSON.parse(await text(request)) as TwirpRequest;
    const call = methods[method];
    const record = log({ call, method, subject: message.key });

    const harm = await faults.take(call);
    if (harm !== undefined) record.fault = faults.kindFor(call) ?? harm;
    switch (harm) {
      case 'refuse':
        record.status = unavailable.status;
        return send(response, unavailable);
      case 'ignore':
        return send(response, standIn);
      case 'serve':
        return send(response, await entries.answer(method, message));
      case 'serve-start':
        throw new Error('only a download has a body to stall in');
      case undefined: {
        const answer = await entries.answer(method, message);
        record.status = answer.status;
        return send(response, answer);
      }
    }
  };
}
