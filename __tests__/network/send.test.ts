import { afterEach, describe, expect, test } from '@jest/globals';
import type { SendRequest } from '../../src/network/http-client.ts';
import type { OutgoingBody } from '../../src/network/outgoing-body.ts';
import { client, closeClients, failureFrom, generous, textOf } from './support/client.ts';
import { ManualClock } from './support/clock.ts';
import { closeServers, httpServer, tcpServer } from './support/servers.ts';

afterEach(async () => {
  await closeClients();
  await closeServers();
});

function request(port: number, extra: Partial<SendRequest> = {}): SendRequest {
  return {
    method: 'POST',
    url: new URL(`http://127.0.0.1:${port}/place?x=1`),
    headers: {},
    limits: generous,
    signal: new AbortController().signal,
    ...extra,
  };
}

function bodyOf(...chunks: readonly Buffer[]): OutgoingBody {
  return {
    size: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    async *chunks() {
      yield* chunks;
    },
  };
}

/** More than the kernel takes on behalf of a peer that does not read. */
const endless: OutgoingBody = {
  size: 2 ** 40,
  async *chunks() {
    for (;;) yield Buffer.alloc(1024 * 1024);
  },
};

describe('a request of somebody else', () => {
  test('arrives with its method, headers and body, and leaves the connection to the next one', async () => {
    const seen: unknown[] = [];
    const server = await httpServer(async (asked, answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of asked) chunks.push(chunk);
      const { method, url, headers } = asked;
      seen.push([
        method,
        url,
        headers['x-own'],
        headers['user-agent'],
        String(Buffer.concat(chunks)),
      ]);
      answer.writeHead(201, { 'x-own': 'answer' }).end('done');
    });
    const http = client();
    const send = (method: string) =>
      http.send(
        request(server.port, {
          method,
          headers: { 'x-own': 'asked', 'content-length': '10', 'user-agent': 'other' },
          body: bodyOf(Buffer.from('first'), Buffer.from('other')),
        }),
      );

    for (const method of ['PUT', 'PATCH']) {
      const answer = await send(method);
      expect([answer.status, answer.headers['x-own'], await textOf(answer)]).toEqual([
        201,
        'answer',
        'done',
      ]);
    }
    expect(seen).toEqual([
      ['PUT', '/place?x=1', 'asked', 'other', 'firstother'],
      ['PATCH', '/place?x=1', 'asked', 'other', 'firstother'],
    ]);
    expect(server.connections()).toBe(1);
  });

  test('follows no redirect: where it goes was decided by who made it', async () => {
    const { port } = await httpServer((_, answer) =>
      answer.writeHead(302, { location: '/elsewhere' }).end(),
    );
    const answer = await client().send(request(port));
    expect(answer.status).toBe(302);
    await answer.discard();
  });

  test('takes an answer that comes before the end of the body, and gives the connection up', async () => {
    const server = await httpServer((_, answer) => answer.writeHead(413).end('too much'));
    const http = client();
    for (let i = 0; i < 2; i += 1) {
      const answer = await http.send(request(server.port, { body: endless }));
      expect([answer.status, await textOf(answer)]).toEqual([413, 'too much']);
    }
    expect(server.connections()).toBe(2);
  });

  test('stalls when the connection takes nothing for as long as the limit', async () => {
    const clock = new ManualClock();
    const { port } = await tcpServer((socket) => socket.pause());
    const stalled = failureFrom(
      client({ clock }).send(
        request(port, { body: endless, limits: { ...generous, stallMs: 1_234 } }),
      ),
    );
    await clock.armed(1_234);
    // The limit begins anew with every chunk that is taken, so time has to pass until one no longer is.
    let isOver = false;
    void stalled.then(() => {
      isOver = true;
    });
    while (!isOver) {
      clock.advance(300);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await stalled).toMatchObject({ class: 'stall', phase: 'body', limitMs: 1_234 });
  });

  test('waits for the first byte only from the end of the body on', async () => {
    const clock = new ManualClock();
    const { port } = await httpServer((asked) => void asked.resume());
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    const body: OutgoingBody = {
      size: 1,
      async *chunks() {
        await isReleased;
        yield Buffer.from('x');
      },
    };
    const failed = failureFrom(
      client({ clock }).send(request(port, { body, limits: { ...generous, firstByteMs: 777 } })),
    );
    clock.advance(10_000);
    release();
    await clock.armed(777);
    clock.advance(777);
    expect(await failed).toMatchObject({ class: 'stall', phase: 'headers', limitMs: 777 });
  });

  test('a cut while the body is sent is a reset', async () => {
    const { port } = await tcpServer((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    expect(await failureFrom(client().send(request(port, { body: endless })))).toMatchObject({
      class: 'connection-reset',
      phase: 'headers',
    });
  });
});
