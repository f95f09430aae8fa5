import { execFile } from 'node:child_process';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createConnector } from '../../src/network/connector.ts';
import { interleaveFamilies } from '../../src/network/race.ts';
import { lazySecureContext } from '../../src/network/tls.ts';
import { ask, client, closeClients, failureFrom, generous, textOf } from './support/client.ts';
import { ManualClock, realClock } from './support/clock.ts';
import { closeServers, httpServer, tcpServer } from './support/servers.ts';
import { httpsServer, testCa, tlsServer } from './support/tls.ts';

afterEach(async () => {
  await closeClients();
  await closeServers();
});

const certificates = [testCa];
const systemError = (code: string) => Object.assign(new Error(`lookup ${code}`), { code });

describe('names', () => {
  test.each(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ETIMEOUT', 'ESERVFAIL'])('%s', async (code) => {
    const http = client({ resolve: () => Promise.reject(systemError(code)) });
    const failure = await failureFrom(http.get(ask('https://mirror.test/')));
    expect(failure).toMatchObject({ class: 'dns' });
    expect(failure.detail).toContain('mirror.test:443');
  });

  test('an empty answer', async () => {
    const http = client({ resolve: () => Promise.resolve([]) });
    expect(await failureFrom(http.get(ask('https://mirror.test/')))).toMatchObject({
      class: 'dns',
    });
  });

  test('no answer within the connect limit', async () => {
    const clock = new ManualClock();
    const http = client({ resolve: () => new Promise(() => {}), clock });
    const asked = failureFrom(
      http.get(ask('https://mirror.test/', { limits: { ...generous, connectMs: 500 } })),
    );
    await clock.armed(500);
    clock.advance(500);
    expect(await asked).toMatchObject({ class: 'dns' });
  });

  test('the next address is tried when the first refuses', async () => {
    const { port } = await httpServer((_, response) => response.end('second'));
    const http = client({ resolve: () => Promise.resolve(['127.0.0.9', '127.0.0.1']) });
    expect(await textOf(await http.get(ask(`http://mirror.test:${port}/`)))).toBe('second');
  });

  test.each([
    ['nothing', [], []],
    ['one family', ['1.1.1.1', '2.2.2.2'], ['1.1.1.1', '2.2.2.2']],
    ['v6 first', ['::1', '::2', '1.1.1.1', '2.2.2.2'], ['::1', '1.1.1.1', '::2', '2.2.2.2']],
    ['more of the second', ['1.1.1.1', '::1', '::2', '::3'], ['1.1.1.1', '::1', '::2', '::3']],
    ['more of the first', ['1.1.1.1', '2.2.2.2', '::1'], ['1.1.1.1', '::1', '2.2.2.2']],
  ])('families alternate: %s', (_, given, expected) => {
    expect(interleaveFamilies(given)).toEqual(expected);
  });
});

describe('TLS', () => {
  const url = (port: number, host = 'localhost') => `https://${host}:${port}/`;
  const resolve = () => Promise.resolve(['127.0.0.1']);

  test.each(['localhost', 'mirror.test', '127.0.0.1'])(
    'a good certificate for %s',
    async (host) => {
      const { port } = await httpsServer((_, response) => response.end('ok'));
      const http = client({ certificates, resolve });
      expect(await textOf(await http.get(ask(url(port, host))))).toBe('ok');
    },
  );

  test.each([
    ['expired', 'expired', certificates],
    ['for another name', 'other-name', certificates],
    ['of an unknown authority', 'server', []],
  ] as const)('a certificate %s names its issuer', async (_, name, trusted) => {
    const { port } = await httpsServer((_, response) => response.end('no'), name);
    const failure = await failureFrom(
      client({ certificates: trusted, resolve }).get(ask(url(port))),
    );
    expect(failure).toMatchObject({ class: 'tls-certificate' });
    expect(failure.detail).toContain('go-mod-resilient test CA');
  });

  test('plain HTTP on an https port', async () => {
    const { port } = await httpServer((_, response) => response.end('plain'));
    const failure = await failureFrom(client({ certificates, resolve }).get(ask(url(port))));
    expect(failure).toMatchObject({ class: 'tls-handshake' });
  });

  test('a server that wants an older protocol', async () => {
    const { port } = await tlsServer(() => {}, {
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const failure = await failureFrom(client({ certificates, resolve }).get(ask(url(port))));
    expect(failure).toMatchObject({ class: 'tls-handshake' });
  });

  test.each([
    ['cut', (socket: Socket) => socket.resetAndDestroy()],
    ['closed', (socket: Socket) => socket.end()],
  ])('%s during the handshake', async (_, leave) => {
    const { port } = await tcpServer((socket) => socket.once('data', () => leave(socket)));
    const failure = await failureFrom(client({ certificates, resolve }).get(ask(url(port))));
    expect(failure).toMatchObject({ class: 'connection-reset', phase: 'tls' });
  });

  test('no handshake within the connect limit', async () => {
    const clock = new ManualClock();
    let heard = () => {};
    const hasHello = new Promise<void>((done) => {
      heard = done;
    });
    const { port } = await tcpServer((socket) => socket.once('data', heard));
    const limits = { ...generous, connectMs: 600 };
    const asked = failureFrom(
      client({ certificates, resolve, clock }).get(ask(url(port), { limits })),
    );
    await hasHello;
    clock.advance(600);
    expect(await asked).toMatchObject({ class: 'tls-handshake', limitMs: 600 });
    expect(clock.pending).toBe(0);
  });
});

test('wireBytes counts what arrives below TLS', async () => {
  const { port } = await tlsServer((socket) => socket.end('hello'));
  const connect = createConnector({
    secureContext: lazySecureContext(certificates),
    resolve: () => Promise.resolve(['127.0.0.1']),
    clock: realClock,
  });
  const { signal } = new AbortController();
  const url = new URL(`https://localhost:${port}/`);
  const { socket, wireBytes } = await connect(url, { kind: 'direct' }, 60_000, signal);
  const before = wireBytes();
  await new Promise((ended) => socket.on('end', ended).resume());
  expect(wireBytes() - before).toBeGreaterThan('hello'.length);
  socket.destroy();
});

test('a closed client lets the process end', async () => {
  const hanging = await tcpServer(() => {});
  const answering = await httpServer((_, response) => response.end('x'));
  const built = new URL('../../src/network/http-client.js', import.meta.url).href;
  const script = `
    import { createHttpClient } from ${JSON.stringify(built)};
    const clock = { now: () => performance.now(), after: (ms, action) => {
      const timer = setTimeout(action, ms).unref();
      return () => clearTimeout(timer);
    } };
    const http = createHttpClient({ router: () => ({ kind: 'direct' }), certificates: [], clock });
    const { signal } = new AbortController();
    const limits = { connectMs: 60000, firstByteMs: 60000, stallMs: 60000 };
    const get = (port) => http.get({ url: new URL('http://127.0.0.1:' + port), limits, signal });
    for await (const _ of (await get(${answering.port})).body);
    const asked = get(${hanging.port}).catch((error) => console.log(error.failure.class));
    await http.close();
    await asked;
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    script,
  ]);
  expect(stdout.trim()).toBe('cancelled');
});

describe('abort', () => {
  const reason = new Error('enough');
  const never = () => new Promise<never>(() => {});
  const row = (scheme: string, resolve?: () => Promise<never>) => ({ scheme, resolve });
  test.each([
    ['before anything', row('http'), true],
    ['during DNS', row('http', never), false],
    ['during TLS', row('https'), false],
    ['before the header', row('http'), false],
  ] as const)('%s rejects with the reason and closes the connection', async (_, how, isEarly) => {
    const controller = new AbortController();
    let closed: Promise<void> | undefined;
    let heard = () => {};
    const arrived = new Promise<void>((done) => {
      heard = done;
    });
    const { port } = await tcpServer((socket) => {
      closed = new Promise((gone) => socket.once('close', () => gone()));
      socket.on('end', () => socket.end());
      socket.on('data', heard);
    });
    const clock = new ManualClock();
    const http = client({ certificates, clock, ...(how.resolve && { resolve: how.resolve }) });
    if (isEarly) controller.abort(reason);
    const asked = http.get(
      ask(`${how.scheme}://${how.resolve ? 'mirror.test' : '127.0.0.1'}:${port}/`, {
        signal: controller.signal,
      }),
    );
    const outcome = asked.then(
      () => 'answered',
      (error: unknown) => error,
    );
    if (!isEarly) {
      if (!how.resolve) await arrived;
      controller.abort(reason);
    }
    expect(await outcome).toBe(reason);
    await closed;
    expect(clock.pending).toBe(0);
  });

  test('during the body', async () => {
    const controller = new AbortController();
    const { port } = await httpServer((_, response) => {
      response.writeHead(200, { 'Content-Length': 10 });
      response.write('hello');
    });
    const answer = await client().get(
      ask(`http://127.0.0.1:${port}/`, { signal: controller.signal }),
    );
    const reading = textOf(answer).then(
      () => 'complete',
      (error: unknown) => error,
    );
    controller.abort(reason);
    expect(await reading).toBe(reason);
  });

  test('leaving the body early closes the connection', async () => {
    let gone = () => {};
    const closed = new Promise<void>((done) => {
      gone = done;
    });
    const { port } = await httpServer((_, response) => {
      response.on('close', gone);
      response.writeHead(200, { 'Content-Length': 10 });
      response.write('hello');
    });
    const answer = await client().get(ask(`http://127.0.0.1:${port}/`));
    for await (const _ of answer.body) break;
    await closed;
  });

  test('close() ends what is under way as cancelled, and later requests too', async () => {
    const { port } = await tcpServer(() => {});
    const http = client();
    const asked = failureFrom(http.get(ask(`http://127.0.0.1:${port}/`)));
    await http.close();
    expect(await asked).toMatchObject({ class: 'cancelled' });
    expect(await failureFrom(http.get(ask(`http://127.0.0.1:${port}/`)))).toMatchObject({
      class: 'cancelled',
    });
  });
});
