import { createSocket } from 'node:dgram';
import { lookup, Resolver, resolve4 } from 'node:dns';
import { lookup as lookupPromised, resolve as resolvePromised } from 'node:dns/promises';
import { get } from 'node:http';
import { connect, createServer, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { takeFenceCrossings } from './fence.ts';
import { startMirror } from './mirror.ts';

/** A documentation address (RFC 5737): nobody answers there even if the fence fails. */
const outside = '192.0.2.1';

const failureOf = (source: { once(event: 'error', listener: (error: Error) => void): unknown }) =>
  new Promise<Error>((resolve) => source.once('error', resolve));

const calledBack = (ask: (callback: (error: Error | null) => void) => unknown) =>
  new Promise<Error | null>((resolve) => void ask(resolve));

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error & { cause?: Error }) => error.cause ?? error,
  );

type Answer = (error: null, found: unknown, family?: number) => void;
const ownLookup = (_: string, options: { all?: boolean }, answer: Answer) =>
  options.all === true ? answer(null, [{ address: outside, family: 4 }]) : answer(null, outside, 4);

describe('what would leave the machine fails at once', () => {
  const rows: readonly [string, () => Promise<Error | null | undefined>][] = [
    ['net.connect, options', () => failureOf(connect({ host: outside, port: 80 }))],
    ['net.connect, list', () => failureOf(connect(80, outside))],
    ['Socket.connect', () => failureOf(new Socket().connect(80, outside))],
    ['IPv6', () => failureOf(connect({ host: '2001:db8::1', port: 80 }))],
    ['a name', () => failureOf(connect({ host: 'mirror.example', port: 80 }))],
    [
      "a test's own lookup",
      () => failureOf(connect({ host: 'a.example', port: 80, lookup: ownLookup as never })),
    ],
    ['tls.connect', () => failureOf(connectTls({ host: outside, port: 443 }))],
    ['http.get', () => failureOf(get(`http://${outside}/`))],
    ['http.get of a name', () => failureOf(get('http://mirror.example/'))],
    ['fetch', () => rejection(fetch(`http://${outside}/`))],
    ['fetch of a name', () => rejection(fetch('https://mirror.example/'))],
    ['dns.lookup', () => calledBack((callback) => lookup('mirror.example', callback))],
    ['dns.resolve4', () => calledBack((callback) => resolve4('mirror.example', callback))],
    ['dns.promises.lookup', () => rejection(lookupPromised('mirror.example'))],
    ['dns.promises.resolve', () => rejection(resolvePromised('mirror.example'))],
    [
      'a Resolver',
      () => {
        const resolver = new Resolver();
        resolver.setServers([outside]);
        return calledBack((callback) => resolver.resolve4('mirror.example', callback));
      },
    ],
    [
      'UDP',
      async () => {
        const socket = createSocket('udp4');
        try {
          socket.send('x', 53, outside);
          return undefined;
        } catch (error) {
          return error as Error;
        } finally {
          socket.close();
        }
      },
    ],
  ];
  test.each(rows)('%s', async (_, attempt) => {
    const error = await attempt();
    expect(takeFenceCrossings()).toHaveLength(1);
    // By its text: fetch wraps an error of jest's realm into one of its own, without the code.
    expect(error?.message).toContain('dial fence: ');
  });
});

describe('what stays on the machine passes', () => {
  test.each(['127.0.0.1', 'localhost', '127.9.9.9'])('TCP to %s', async (host) => {
    const server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const socket = connect({ host, port });
    const chunks: string[] = [];
    for await (const chunk of socket) chunks.push(String(chunk));
    await new Promise((resolve) => server.close(resolve));
    expect(chunks.join('')).toBe('hello');
  });

  test('fetch from a mirror', async () => {
    const mirror = await startMirror();
    expect((await fetch(`${mirror.url}/x`)).status).toBe(404);
    await mirror.close();
  });

  test('a lookup that maps any name to loopback', async () => {
    const mirror = await startMirror();
    const toLoopback = (_: string, options: { all?: boolean }, answer: Answer) =>
      options.all === true
        ? answer(null, [{ address: '127.0.0.1', family: 4 }])
        : answer(null, '127.0.0.1', 4);
    const socket = connect({ host: 'a.example', port: mirror.port, lookup: toLoopback as never });
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.destroy();
    await mirror.close();
  });

  test('UDP, and a Resolver that asks a server of the test', async () => {
    const server = createSocket('udp4');
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    // The question comes back as the answer "no such name": QR and RCODE 3.
    server.on('message', (question, from) => {
      question.writeUInt16BE(0x8183, 2);
      server.send(question, from.port, from.address);
    });
    const resolver = new Resolver();
    resolver.setServers([`127.0.0.1:${server.address().port}`]);
    const error = await calledBack((callback) => resolver.resolve4('mirror.example', callback));
    server.close();
    expect(error).toMatchObject({ code: 'ENOTFOUND' });
  });
});

test('a name under .invalid does not exist, and nobody is asked', async () => {
  const socket = connect({ host: 'mirror.invalid', port: 80 });
  expect(await failureOf(socket)).toMatchObject({
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname: 'mirror.invalid',
  });
});
