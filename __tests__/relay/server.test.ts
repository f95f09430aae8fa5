import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FailureError } from '../../src/failure.ts';
import { type Endpoint, endpointPath } from '../../src/module/endpoint.ts';
import { listenFailure, type Relay, type RelayAnswer, startRelay } from '../../src/relay/server.ts';
import { settle } from '../support/clock.ts';
import { ask, askRelay } from './client.ts';

const bytes = Buffer.from('module rsc.io/quote\n');
const file = 'rsc.io/quote/@v/v1.5.2.mod';

let relay: Relay;
let port: number;
let asked: string[];
let released: number;
let answer: (endpoint: Endpoint) => Promise<RelayAnswer>;

function found(): RelayAnswer {
  return {
    status: 200,
    file: { kind: 'memory', bytes, size: bytes.length },
    release: async () => {
      released += 1;
    },
  };
}

beforeEach(async () => {
  asked = [];
  released = 0;
  answer = async () => found();
  relay = await startRelay((endpoint) => {
    asked.push(endpointPath(endpoint));
    return answer(endpoint);
  });
  port = Number(new URL(relay.url).port);
});

afterEach(() => relay.close());

describe('what is let in', () => {
  test.each<[string, string, string]>([
    ['a go.mod', file, file],
    [
      'an escaped upper-case letter',
      'github.com/%21burnt/x/@v/v1.0.0.zip',
      'github.com/!burnt/x/@v/v1.0.0.zip',
    ],
    ['a version list', 'rsc.io/quote/@v/list', 'rsc.io/quote/@v/list'],
    ['the latest version', 'rsc.io/quote/@latest', 'rsc.io/quote/@latest'],
    ['a tile', 'sumdb/sum.golang.org/tile/8/0/x001/234', 'sumdb/sum.golang.org/tile/8/0/x001/234'],
    [
      'a lookup',
      'sumdb/sum.golang.org/lookup/rsc.io/quote@v1.5.2',
      'sumdb/sum.golang.org/lookup/rsc.io/quote@v1.5.2',
    ],
  ])('%s', async (_name, path, endpoint) => {
    expect(await askRelay(relay.url, path)).toMatchObject({ status: 200, body: bytes });
    expect(asked).toEqual([endpoint]);
  });

  test('HEAD, with the headers of GET and no body', async () => {
    const got = await askRelay(relay.url, file, { method: 'HEAD' });
    expect(got).toMatchObject({ status: 200, headers: { 'content-length': `${bytes.length}` } });
    expect(got.body).toHaveLength(0);
    expect(released).toBe(1);
  });
});

describe('what is turned away, and nobody is asked', () => {
  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('%s', async (method) => {
    expect((await askRelay(relay.url, file, { method })).status).toBe(405);
    expect(asked).toEqual([]);
  });

  test.each<[string, (port: number) => string]>([
    ['another name for loopback', (own) => `localhost:${own}`],
    ['a name that an attacker made resolve to loopback', (own) => `evil.example:${own}`],
    ['no port', () => '127.0.0.1'],
    ['another port', (own) => `127.0.0.1:${own - 1}`],
  ])('a Host header with %s', async (_name, host) => {
    const { status } = await askRelay(relay.url, file, { headers: { host: host(port) } });
    expect(status).toBe(421);
    expect(asked).toEqual([]);
  });

  test.each<[string, (token: string) => string]>([
    ['none', () => `/${file}`],
    ['an empty one', () => `//${file}`],
    ['another of the same length', (token) => `/${'x'.repeat(token.length)}/${file}`],
    ['a beginning of it', (token) => `/${token.slice(0, -1)}/${file}`],
    ['more than it', (token) => `/${token}x/${file}`],
    ['it in another place', (token) => `/${file}/${token}`],
    ['a whole URL before it', (token) => `http://127.0.0.1:${port}/${token}/${file}`],
  ])('a token: %s', async (_name, path) => {
    expect((await ask(port, { path: path(relay.token) })).status).toBe(403);
    expect(asked).toEqual([]);
  });

  test.each<[string, string]>([
    ['the root', ''],
    ['dots', '../../etc/passwd'],
    ['dots inside a module path', 'rsc.io/../quote/@v/v1.5.2.mod'],
    ['encoded dots', 'rsc.io/%2e%2e/quote/@v/v1.5.2.mod'],
    ['dots as a version', 'rsc.io/quote/@v/...mod'],
    ['an encoded slash', 'rsc.io%2Fquote/@v/v1.5.2.mod'],
    ['an encoded slash in the version', 'rsc.io/quote/@v/v1.5.2%2f..%2fx.mod'],
    ['a twice encoded slash', 'rsc.io%252fquote/@v/v1.5.2.mod'],
    ['a backslash', 'rsc.io\\quote/@v/v1.5.2.mod'],
    ['an encoded zero byte', 'rsc.io/quote/@v/v1.5.2%00.mod'],
    ['a malformed escape', 'rsc.io/quote/@v/v1.5.2%zz.mod'],
    ['an empty element', 'rsc.io//quote/@v/v1.5.2.mod'],
    ['a query', `${file}?go-get=1`],
    ['an empty query', `${file}?`],
    ['an upper-case letter that is not escaped', 'github.com/BurntSushi/toml/@v/v1.0.0.mod'],
    ['an unknown file', 'rsc.io/quote/@v/v1.5.2.ziphash'],
    ['a zip of a branch', 'rsc.io/quote/@v/master.zip'],
    ['a made-up operation of the database', 'sumdb/sum.golang.org/admin'],
    ['a database with dots', 'sumdb/../latest'],
    ['a file of the host', 'etc/passwd'],
  ])('a path with %s', async (_name, path) => {
    expect((await askRelay(relay.url, path)).status).toBe(404);
    expect(asked).toEqual([]);
  });
});

describe('what goes wrong', () => {
  test('an answer that throws is a 502 with class and cause', async () => {
    answer = async () => {
      throw new FailureError({ class: 'disk-full', detail: 'no space left' });
    };
    const { status, body } = await askRelay(relay.url, file);
    expect([status, body.toString()]).toEqual([502, 'disk-full: no space left']);
  });

  test('a client that left before the answer costs the file nothing', async () => {
    const { promise: leaving, resolve: leave } = Promise.withResolvers<RelayAnswer>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    answer = () => {
      reach();
      return leaving;
    };
    const client = new AbortController();
    const left = askRelay(relay.url, file, { signal: client.signal }).catch(() => 'left');
    await reached;
    client.abort();
    expect(await left).toBe('left');
    await settle();
    leave(found());
    await settle();
    expect(released).toBe(1);
  });

  test('requests under way end with the relay, and what comes for them later is freed', async () => {
    const { promise: answering, resolve: comeLate } = Promise.withResolvers<RelayAnswer>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    answer = () => {
      reach();
      return answering;
    };
    const cut = askRelay(relay.url, file).catch((error: NodeJS.ErrnoException) => error.code);
    await reached;
    await relay.close();
    expect(await cut).toBe('ECONNRESET');
    comeLate(found());
    await settle();
    expect(released).toBe(1);
    await expect(askRelay(relay.url, file)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

test('every relay has a port and a secret of its own, on loopback alone', async () => {
  const other = await startRelay(async () => found());
  try {
    expect(other.url).not.toBe(relay.url);
    expect(other.token).not.toBe(relay.token);
    expect(relay.token.length).toBeGreaterThanOrEqual(32);
    expect(new URL(relay.url).hostname).toBe('127.0.0.1');
    // All of 127/8 is this machine: a server on every address would answer here.
    const code = await new Promise((resolve) => {
      connect({ host: '127.0.0.2', port })
        .on('connect', () => resolve('connected'))
        .on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(code).not.toBe('connected');
  } finally {
    await other.close();
  }
});

test.each([
  ['EADDRNOTAVAIL', 'unreachable'],
  ['EPERM', 'permission'],
  ['EINVAL', 'internal'],
])('no port of loopback for %s: %s', (code, failureClass) => {
  const cause = Object.assign(new Error('listen'), { code });
  const failure = listenFailure(cause);
  expect(failure.class).toBe(failureClass);
  expect(failure.detail).toContain(code);
});
