import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ask, client, closeClients, failureFrom, generous, textOf } from './support/client.ts';
import { ManualClock } from './support/clock.ts';
import { cannedServer, closeServers, deadPort, httpServer, tcpServer } from './support/servers.ts';

afterEach(async () => {
  await closeClients();
  await closeServers();
});

describe('a good exchange', () => {
  test('yields status, lower-case headers, length and body', async () => {
    const { port } = await httpServer((request, response) => {
      response.setHeader('X-Url', request.url ?? '');
      response.setHeader('X-Asked', JSON.stringify(request.headers));
      response.setHeader('Content-Length', 5);
      response.end('hello');
    });
    const answer = await client().get(ask(`http://127.0.0.1:${port}/a/@v/list?x=1`));

    expect(answer.status).toBe(200);
    expect(answer.headers['content-length']).toBe('5');
    expect(answer.headers['x-url']).toBe('/a/@v/list?x=1');
    expect(JSON.parse(answer.headers['x-asked'] ?? '')).toEqual({
      host: `127.0.0.1:${port}`,
      'user-agent': 'go-mod-resilient',
      'accept-encoding': 'identity',
      connection: 'keep-alive',
    });
    expect(await textOf(answer)).toBe('hello');
  });

  test('leaves the connection to the next one', async () => {
    const server = await httpServer((_, response) => response.end('x'));
    const http = client();
    const reused: boolean[] = [];
    for (let i = 0; i < 3; i += 1) {
      const answer = await http.get(ask(`http://127.0.0.1:${server.port}/`));
      await textOf(answer);
      reused.push(answer.reusedConnection);
    }

    expect(reused).toEqual([false, true, true]);
    expect(server.connections()).toBe(1);
  });

  test.each([
    ['http-auth stays a status', 401],
    ['not found stays a status', 404],
    ['a 407 without a forward proxy stays a status', 407],
    ['a server error stays a status', 502],
  ])('%s', async (_, status) => {
    const { port } = await httpServer((_, response) => response.writeHead(status).end());
    const answer = await client().get(ask(`http://127.0.0.1:${port}/`));
    expect(answer.status).toBe(status);
    await answer.discard();
  });
});

describe('what goes wrong before the header', () => {
  const row = (reply: string) => (socket: Socket) => {
    socket.once('data', () => socket.end(reply));
  };
  test.each([
    [
      'closed without a word',
      row(''),
      { class: 'connection-reset', phase: 'headers', receivedBytes: 0, reusedConnection: false },
    ],
    [
      'closed within the header',
      row('HTTP/1.1 200 OK\r\nContent-'),
      { class: 'connection-reset', phase: 'headers', receivedBytes: 0, reusedConnection: false },
    ],
    [
      'cut with a reset',
      (socket: Socket) => {
        socket.once('data', () => socket.resetAndDestroy());
      },
      { class: 'connection-reset', phase: 'headers', receivedBytes: 0, reusedConnection: false },
    ],
    ['no HTTP at all', row('SSH-2.0-OpenSSH_9.6\r\n'), { class: 'http-other' }],
    ['a login page by status', row('HTTP/1.1 511 Login\r\n\r\n'), { class: 'captive-portal' }],
  ])('%s', async (_, behave, expected) => {
    const { port } = await tcpServer(behave);
    const failure = await failureFrom(client().get(ask(`http://127.0.0.1:${port}/`)));
    expect(failure).toMatchObject(expected);
  });

  test('nobody listens', async () => {
    const port = await deadPort();
    const failure = await failureFrom(client().get(ask(`http://127.0.0.1:${port}/`)));
    expect(failure).toMatchObject({ class: 'connect-refused' });
    expect(failure.detail).toContain(`127.0.0.1:${port}`);
  });

  test('no header within the first-byte limit', async () => {
    const clock = new ManualClock();
    const { port } = await cannedServer('HTTP/1.1 200 OK\r\n');
    const limits = { ...generous, firstByteMs: 700 };
    const asked = failureFrom(client({ clock }).get(ask(`http://127.0.0.1:${port}/`, { limits })));
    await clock.armed(700);
    clock.advance(700);

    expect(await asked).toMatchObject({ class: 'stall', phase: 'headers', limitMs: 700 });
    expect(clock.pending).toBe(0);
  });
});

describe('what goes wrong in the body', () => {
  test.each([
    [
      'an orderly end before Content-Length',
      'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello',
      { class: 'truncated', expectedBytes: 10, receivedBytes: 5 },
    ],
    [
      'an orderly end between chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
      { class: 'truncated', receivedBytes: 5 },
    ],
    [
      'a chunk without a size',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n',
      { class: 'http-other' },
    ],
  ])('%s', async (_, reply, expected) => {
    const { port } = await cannedServer(reply, (socket) => socket.end());
    const answer = await client().get(ask(`http://127.0.0.1:${port}/`));
    expect(await failureFrom(textOf(answer))).toMatchObject(expected);
  });

  test('a reset, after what had arrived was delivered', async () => {
    let cut = () => {};
    const { port } = await cannedServer(
      'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello',
      (socket) => {
        cut = () => socket.resetAndDestroy();
      },
    );
    const answer = await client().get(ask(`http://127.0.0.1:${port}/`));
    const iterator = answer.body[Symbol.asyncIterator]();
    expect(String((await iterator.next()).value)).toBe('hello');
    cut();

    expect(await failureFrom(iterator.next())).toMatchObject({
      class: 'connection-reset',
      phase: 'body',
      receivedBytes: 5,
      reusedConnection: false,
    });
    expect(await iterator.next()).toMatchObject({ done: true });
  });

  test('no byte for the stall limit', async () => {
    const clock = new ManualClock();
    const { port } = await cannedServer('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello');
    const limits = { ...generous, stallMs: 900 };
    const answer = await client({ clock }).get(ask(`http://127.0.0.1:${port}/`, { limits }));
    const iterator = answer.body[Symbol.asyncIterator]();
    await iterator.next();
    const stalled = failureFrom(iterator.next());
    await clock.armed(900);
    clock.advance(900);

    expect(await stalled).toMatchObject({
      class: 'stall',
      phase: 'body',
      limitMs: 900,
      receivedBytes: 5,
    });
    expect(clock.pending).toBe(0);
  });

  test('a slow consumer is no stall', async () => {
    const clock = new ManualClock();
    const size = 8 * 1024 * 1024;
    const { port } = await httpServer((_, response) => {
      response.setHeader('Content-Length', size);
      response.end(Buffer.alloc(size));
    });
    const limits = { ...generous, stallMs: 900 };
    const answer = await client({ clock }).get(ask(`http://127.0.0.1:${port}/`, { limits }));
    let received = 0;
    for await (const chunk of answer.body) {
      received += chunk.length;
      clock.advance(10_000);
    }
    expect(received).toBe(size);
  });
});
