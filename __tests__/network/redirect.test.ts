import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ExchangeRequest, HttpClient } from '../../src/network/http-client.ts';
import { ask, client, closeClients, failureFrom, textOf } from './support/client.ts';
import { closeServers, httpServer } from './support/servers.ts';
import { httpsServer, testCa } from './support/tls.ts';

afterEach(async () => {
  await closeClients();
  await closeServers();
});

const credentials = { username: 'user', password: 'pass' };
const certificates = [testCa];
const resolve = () => Promise.resolve(['127.0.0.1']);

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('%i is followed, relative or absolute', async (status) => {
    const { port } = await httpServer((request, response) => {
      if (request.url === '/a/b')
        response.writeHead(status, { Location: '../c?x#frag' }).end('moved');
      else response.end(`at ${request.url}`);
    });
    const url = `http://127.0.0.1:${port}`;
    const answer = await client().get(ask(`${url}/a/b`));
    expect(await textOf(answer)).toBe('at /c?x');
    expect(answer.reusedConnection).toBe(true);
  });

  test.each([
    ['302 without Location', 302, {}],
    ['304', 304, { Location: '/elsewhere' }],
  ])('%s is the answer', async (_, status, headers) => {
    const { port } = await httpServer((_, response) => response.writeHead(status, headers).end());
    const answer = await client().get(ask(`http://127.0.0.1:${port}/`));
    expect(answer.status).toBe(status);
    await answer.discard();
  });

  test.each([
    ['to itself', () => '/start'],
    ['in a circle', (path: string) => (path === '/start' ? '/other' : '/start')],
    ['without end', (path: string) => `${path}x`],
    ['to another scheme', () => 'ftp://mirror.test/'],
    ['to no URL', () => 'http://['],
  ])('%s is http-other', async (_, next) => {
    const { port } = await httpServer((request, response) => {
      response.writeHead(302, { Location: next(request.url ?? '') }).end();
    });
    const failure = await failureFrom(client().get(ask(`http://127.0.0.1:${port}/start`)));
    expect(failure).toMatchObject({ class: 'http-other', status: 302 });
  });

  test('ten steps are followed', async () => {
    const { port } = await httpServer((request, response) => {
      const step = Number(request.url?.slice(1));
      if (step < 10) response.writeHead(302, { Location: `/${step + 1}` }).end();
      else response.end('there');
    });
    expect(await textOf(await client().get(ask(`http://127.0.0.1:${port}/0`)))).toBe('there');
  });

  test('from https to http is a portal', async () => {
    const { port } = await httpsServer((_, response) => {
      response.writeHead(302, { Location: 'http://portal.test/login' }).end();
    });
    const http = client({ certificates, resolve });
    expect(await failureFrom(http.get(ask(`https://mirror.test:${port}/`)))).toMatchObject({
      class: 'captive-portal',
    });
  });
});

describe('credentials', () => {
  const found = { ...credentials, origin: 'a test' };
  const authorization = `Basic ${Buffer.from('user:pass').toString('base64')}`;
  const echo = (seen: IncomingHttpHeaders[], location?: string) =>
    httpsServer((request, response) => {
      seen.push(request.headers);
      if (request.url === '/from' && location) response.writeHead(302, { Location: location });
      response.end();
    });

  test('stay with scheme, host and port', async () => {
    const there: IncomingHttpHeaders[] = [];
    const here: IncomingHttpHeaders[] = [];
    const other = await echo(there);
    const first = await echo(here, `https://u:p@mirror.test:${other.port}/to`);
    const http = client({ certificates, resolve });
    await (
      await http.get(ask(`https://mirror.test:${first.port}/from`, { credentials }))
    ).discard();
    expect(here[0]?.authorization).toBe(authorization);
    expect(there[0]).not.toHaveProperty('authorization');
  });

  test('go along within one origin', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const { port } = await echo(seen, '/to');
    const http = client({ certificates, resolve });
    await (await http.get(ask(`https://mirror.test:${port}/from`, { credentials }))).discard();
    expect(seen.map((headers) => headers.authorization)).toEqual([authorization, authorization]);
  });

  test('that are a token stay with scheme, host and port as well', async () => {
    const there: IncomingHttpHeaders[] = [];
    const here: IncomingHttpHeaders[] = [];
    const other = await echo(there);
    const first = await echo(here, `https://mirror.test:${other.port}/to`);
    const http = client({ certificates, resolve });
    const token = { token: 'some.bearer-token==' };
    const request = ask(`https://mirror.test:${first.port}/from`, { credentials: token });
    const response = await http.get(request);
    await response.discard();
    expect(here[0]?.authorization).toBe('Bearer some.bearer-token==');
    expect(there[0]).not.toHaveProperty('authorization');
    expect(response.sent).toBe('none');
    const insecure = ask('http://mirror.test/', { credentials: token });
    const failure = await failureFrom(client({ resolve }).get(insecure));
    expect(failure).toMatchObject({ class: 'input' });
    expect(failure.detail).not.toContain('bearer');
  });

  test('are told by where they were found', async () => {
    const { port } = await echo([]);
    const url = `https://mirror.test:${port}/`;
    const sentBy = async (http: HttpClient, request: ExchangeRequest) => {
      const response = await http.get(request);
      await response.discard();
      return response.sent;
    };
    const http = client({ certificates, resolve, credentialsFor: () => found });
    expect(await sentBy(http, ask(url))).toEqual({ origin: 'a test' });
    expect(await sentBy(http, ask(url, { credentials }))).toBe('given');
    expect(await sentBy(client({ certificates, resolve }), ask(url))).toBe('none');
  });

  test('are looked up anew for another https host', async () => {
    const there: IncomingHttpHeaders[] = [];
    const here: IncomingHttpHeaders[] = [];
    const other = await echo(there);
    const first = await echo(here, `https://localhost:${other.port}/to`);
    const http = client({
      certificates,
      resolve,
      credentialsFor: (url) => (url.hostname === 'localhost' ? found : undefined),
    });
    await (await http.get(ask(`https://mirror.test:${first.port}/from`))).discard();
    expect(here[0]).not.toHaveProperty('authorization');
    expect(there[0]?.authorization).toBe(authorization);
  });

  test('are not looked up for plain http, and never taken from the URL', async () => {
    let seen: IncomingHttpHeaders = {};
    const { port } = await httpServer((request, response) => {
      seen = request.headers;
      response.end();
    });
    const http = client({ credentialsFor: () => found });
    await (await http.get(ask(`http://user:pass@127.0.0.1:${port}/`))).discard();
    expect(seen).not.toHaveProperty('authorization');
  });

  test('over plain http are refused', async () => {
    const failure = await failureFrom(
      client({ resolve }).get(ask('http://mirror.test/', { credentials })),
    );
    expect(failure).toMatchObject({ class: 'input' });
    expect(failure.detail).not.toContain('pass');
  });

  test.each(['127.0.0.1', 'localhost'])('over plain http to %s are sent', async (host) => {
    let seen: IncomingHttpHeaders = {};
    const { port } = await httpServer((request, response) => {
      seen = request.headers;
      response.end();
    });
    await (
      await client({ resolve }).get(ask(`http://${host}:${port}/`, { credentials }))
    ).discard();
    expect(seen.authorization).toBe(authorization);
  });
});
