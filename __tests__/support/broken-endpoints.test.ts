import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  type BrokenEndpoint,
  startBlackHole,
  startRefusedPort,
  startSilentPort,
  startTlsFaults,
} from './broken-endpoints.ts';
import { createAuthority, expiredDates } from './certificates.ts';
import { settle } from './clock.ts';
import { startMirror } from './mirror.ts';
import { makeModule } from './modules.ts';
import { connectWire, getRequest, splitAnswer } from './wire-client.ts';

const authority = createAuthority();
const server = authority.issue({ names: ['mirror.test', '127.0.0.1'] });
const trusting = { ca: authority.cert, servername: 'mirror.test' };

let endpoint: BrokenEndpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

const tlsCode = (port: number, options = {}) =>
  connectWire(port, { ...trusting, ...options }).then(
    (client) => {
      client.close();
      return 'connected';
    },
    (error: NodeJS.ErrnoException) => error.code,
  );

test('refused port: ECONNREFUSED', async () => {
  endpoint = await startRefusedPort();
  await expect(connectWire(endpoint.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('black hole: accepts, counts, says nothing', async () => {
  endpoint = await startBlackHole();
  const clients = [await connectWire(endpoint.port), await connectWire(endpoint.port)];
  for (const client of clients) client.send(getRequest('/'));
  await endpoint.waitForConnections(2);
  await settle();
  expect(clients.map((client) => [client.isOpen, client.bytes().length])).toEqual([
    [true, 0],
    [true, 0],
  ]);
  expect(endpoint.connections()).toBe(2);
  await endpoint.close();
  expect(await clients[0]?.ended).not.toBe('reset');
});

test('silent port: neither connected nor refused', async () => {
  endpoint = await startSilentPort();
  const socket = connectTcp(endpoint.port, endpoint.host);
  let outcome = 'nothing';
  socket.on('connect', () => {
    outcome = 'connected';
  });
  socket.on('error', (error) => {
    outcome = error.message;
  });
  // An accepted or refused connection of loopback would be known long before these two exchanges are.
  const mirror = await startMirror();
  for (let round = 0; round < 2; round += 1) await (await fetch(`${mirror.url}/x`)).text();
  await mirror.close();
  await settle();
  expect([outcome, socket.connecting]).toEqual(['nothing', true]);
  socket.destroy();
});

describe('TLS', () => {
  test('no handshake: the connection stands, the session never does', async () => {
    endpoint = await startTlsFaults({ kind: 'no-handshake' });
    const socket = connectTls({ ...trusting, host: endpoint.host, port: endpoint.port });
    const events: string[] = [];
    socket.on('secureConnect', () => events.push('secure'));
    socket.on('error', (error) => events.push(error.message));
    await endpoint.waitForConnections(1);
    await settle();
    expect([socket.connecting, socket.destroyed, events]).toEqual([false, false, []]);
    socket.destroy();
  });

  const certificate = (options: Parameters<typeof authority.issue>[0]) => ({
    kind: 'certificate' as const,
    ...authority.issue(options),
  });
  const rows = [
    ['plain HTTP', { kind: 'plain-http' }, /^ERR_SSL_/],
    ['reset', { kind: 'reset' }, /^ECONNRESET$/],
    ['close', { kind: 'close' }, /^ECONNRESET$/],
    ['expired', certificate({ names: ['mirror.test'], ...expiredDates() }), /^CERT_HAS_EXPIRED$/],
    ['other name', certificate({ names: ['other.test'] }), /^ERR_TLS_CERT_ALTNAME_INVALID$/],
    [
      'unknown authority',
      {
        kind: 'certificate',
        ...createAuthority('somebody else').issue({ names: ['mirror.test'] }),
      },
      /^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/,
    ],
    ['a good one', certificate({ names: ['mirror.test'] }), /^connected$/],
  ] as const;
  test.each(rows)('%s', async (_, fault, code) => {
    endpoint = await startTlsFaults(fault);
    expect(await tlsCode(endpoint.port)).toMatch(code);
  });

  test.each([
    ['FIN', { kind: 'truncate', afterBytes: 100, framing: 'length' }, 'fin'],
    ['RST', { kind: 'reset', afterBytes: 100 }, 'reset'],
  ] as const)(
    'a mirror over TLS breaks off with %s after so many bytes',
    async (_, action, end) => {
      const module = makeModule('example.com/a', 'v1.0.0');
      const mirror = await startMirror({
        modules: [module],
        tls: server,
        faults: [{ match: '.zip', action }],
      });
      expect(mirror.url).toBe(`https://127.0.0.1:${mirror.port}`);
      const client = await connectWire(mirror.port, trusting);
      client.send(getRequest('/example.com/a/@v/v1.0.0.zip'));
      expect(await client.ended).toBe(end);
      expect(splitAnswer(client.bytes()).body.equals(module.zip.subarray(0, 100))).toBe(true);
      await mirror.close();
    },
  );
});
