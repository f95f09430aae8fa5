import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Failure } from '../../src/failure.ts';
import { ask, client, closeClients, failureFrom, generous, textOf } from './support/client.ts';
import { ManualClock } from './support/clock.ts';
import { type Asked, httpProxy, over, socksProxy } from './support/proxies.ts';
import { closeServers, deadPort, httpServer, tcpServer } from './support/servers.ts';
import { httpsServer, testCa, tlsServer } from './support/tls.ts';

afterEach(async () => {
  await closeClients();
  await closeServers();
});

const credentials = { username: 'user', password: 'p@ss:word' };
const certificates = [testCa];

/** A target name only the proxies of these tests can resolve. */
const noNames = () => Promise.reject(new Error('the target must not be resolved here'));
const resolve = (host: string) => (host === '127.0.0.1' ? Promise.resolve([host]) : noNames());

describe('a request over a forward proxy', () => {
  test('plain http goes in absolute form with credentials, and connections serve every target', async () => {
    const asked: Asked = [];
    const target = await httpServer((request, response) => {
      response.end(`${request.url} for ${request.headers.host}`);
    });
    const proxy = await httpProxy(asked, { credentials });
    const http = client({ router: () => over('http', proxy.port, credentials), resolve });

    for (const host of ['one.test', 'two.test']) {
      const answer = await http.get(ask(`http://${host}:${target.port}/a/@v/list`));
      expect(await textOf(answer)).toBe(`/a/@v/list for ${host}:${target.port}`);
    }
    expect(asked).toEqual([
      `GET http://one.test:${target.port}/a/@v/list`,
      `GET http://two.test:${target.port}/a/@v/list`,
    ]);
    expect(proxy.connections()).toBe(1);
  });

  test('https goes through a tunnel that is kept', async () => {
    const asked: Asked = [];
    const target = await httpsServer((_, response) => response.end('secret'));
    const proxy = await httpProxy(asked, { credentials });
    const http = client({
      router: () => over('http', proxy.port, credentials),
      certificates,
      resolve,
    });
    const url = `https://mirror.test:${target.port}/`;

    expect(await textOf(await http.get(ask(url)))).toBe('secret');
    expect(await textOf(await http.get(ask(url)))).toBe('secret');
    expect(asked).toEqual([`CONNECT mirror.test:${target.port}`]);
  });

  test.each(['socks5', 'socks5h'] as const)('%s leaves the name to the proxy', async (scheme) => {
    const asked: Asked = [];
    const target = await httpsServer((_, response) => response.end('secret'));
    const proxy = await socksProxy(asked, { credentials });
    const http = client({
      router: () => over(scheme, proxy.port, credentials),
      certificates,
      resolve,
    });

    const answer = await http.get(ask(`https://mirror.test:${target.port}/`));
    expect(await textOf(answer)).toBe('secret');
    expect(asked).toEqual([`SOCKS mirror.test:${target.port}`]);
  });

  test('plain http over socks5 goes in origin form', async () => {
    const asked: Asked = [];
    const target = await httpServer((request, response) => response.end(request.url));
    const proxy = await socksProxy(asked);
    const http = client({ router: () => over('socks5', proxy.port), resolve });
    expect(await textOf(await http.get(ask(`http://mirror.test:${target.port}/x`)))).toBe('/x');
  });
});

describe('a forward proxy that does not help', () => {
  const wrong = { username: 'user', password: 'secret-nobody-may-see' };
  interface Row {
    readonly scheme: 'http' | 'socks5';
    readonly start: () => Promise<{ readonly port: number }>;
    readonly target?: string;
    readonly expected: Omit<Partial<Failure>, 'detail'> & {
      readonly detail?: unknown;
      readonly lacksBasic?: boolean;
    };
  }
  const rows: readonly (readonly [string, Row])[] = [
    [
      'down',
      {
        scheme: 'http',
        start: async () => ({ port: await deadPort() }),
        expected: { class: 'proxy-unreachable' },
      },
    ],
    [
      '407 to CONNECT',
      {
        scheme: 'http',
        start: () => httpProxy([], { credentials }),
        expected: { class: 'proxy-auth' },
      },
    ],
    [
      '407 to absolute form',
      {
        scheme: 'http',
        start: () => httpProxy([], { credentials }),
        target: 'http://mirror.test/',
        expected: { class: 'proxy-auth' },
      },
    ],
    [
      '407 of one that knows NTLM and Kerberos alone, to CONNECT',
      {
        scheme: 'http',
        start: () => httpProxy([], { credentials, challenges: ['Negotiate', 'NTLM'] }),
        expected: {
          class: 'proxy-auth',
          lacksBasic: true,
          detail: expect.stringContaining('by Negotiate or NTLM alone, and Go knows only Basic'),
        },
      },
    ],
    [
      '407 of one that knows NTLM alone, to absolute form',
      {
        scheme: 'http',
        start: () => httpProxy([], { credentials, challenges: ['NTLM'] }),
        target: 'http://mirror.test/',
        expected: { class: 'proxy-auth', lacksBasic: true },
      },
    ],
    [
      '407 of one that knows Basic beside others',
      {
        scheme: 'http',
        start: () =>
          httpProxy([], {
            credentials,
            challenges: ['Digest realm="Basic, NTLM", nonce="x", qop=auth', 'basic realm="y"'],
          }),
        expected: { class: 'proxy-auth', detail: expect.stringContaining('user name') },
      },
    ],
    [
      '403 to CONNECT',
      {
        scheme: 'http',
        start: () => httpProxy([], { refuse: 403 }),
        expected: { class: 'proxy-unreachable' },
      },
    ],
    [
      '503 to CONNECT',
      {
        scheme: 'http',
        start: () => httpProxy([], { refuse: 503 }),
        expected: { class: 'proxy-unreachable' },
      },
    ],
    [
      '511 to CONNECT',
      {
        scheme: 'http',
        start: () => httpProxy([], { refuse: 511 }),
        expected: { class: 'captive-portal' },
      },
    ],
    [
      'hangs up',
      {
        scheme: 'http',
        start: () => tcpServer((socket) => socket.destroy()),
        expected: { class: 'proxy-unreachable' },
      },
    ],
    [
      'SOCKS with other credentials',
      {
        scheme: 'socks5',
        start: () => socksProxy([], { credentials }),
        expected: { class: 'proxy-auth' },
      },
    ],
    [
      'SOCKS by rule',
      {
        scheme: 'socks5',
        start: () => socksProxy([], { reply: 2 }),
        expected: { class: 'proxy-unreachable' },
      },
    ],
    [
      'SOCKS: host unreachable',
      {
        scheme: 'socks5',
        start: () => socksProxy([], { reply: 4 }),
        expected: { class: 'unreachable' },
      },
    ],
    [
      'SOCKS: refused',
      {
        scheme: 'socks5',
        start: () => socksProxy([], { reply: 5 }),
        expected: { class: 'connect-refused' },
      },
    ],
    [
      'SOCKS hangs up',
      {
        scheme: 'socks5',
        start: () => tcpServer((socket) => socket.destroy()),
        expected: { class: 'proxy-unreachable' },
      },
    ],
  ];
  test.each(rows)('%s', async (_, { scheme, start, target = 'https://mirror.test/', expected }) => {
    const { port } = await start();
    const needsWrong = expected.class === 'proxy-auth' || scheme === 'http';
    const http = client({
      router: () => over(scheme, port, needsWrong ? wrong : undefined),
      certificates,
      resolve,
    });
    const failure = await failureFrom(http.get(ask(target)));

    expect(failure).toMatchObject(expected);
    expect(JSON.stringify(failure)).not.toContain(wrong.password);
    if (failure.class.startsWith('proxy-')) {
      expect(failure).toMatchObject({ forwardProxy: `127.0.0.1:${port}` });
    }
  });

  test('has no address', async () => {
    const router = () => over('http', 3128, undefined, 'nx.test');
    const http = client({
      router,
      certificates,
      resolve: () => Promise.reject(new Error('ENOTFOUND')),
    });
    expect(await failureFrom(http.get(ask('https://mirror.test/')))).toMatchObject({
      class: 'proxy-unreachable',
      forwardProxy: 'nx.test:3128',
    });
  });

  test.each(['http', 'socks5'] as const)(
    '%s: opens no tunnel within the connect limit',
    async (scheme) => {
      const clock = new ManualClock();
      let heard = () => {};
      const hasAsked = new Promise<void>((done) => {
        heard = done;
      });
      const { port } = await tcpServer((socket) => socket.once('data', heard));
      const http = client({ router: () => over(scheme, port), certificates, resolve, clock });
      const asked = failureFrom(
        http.get(ask('https://mirror.test/', { limits: { ...generous, connectMs: 800 } })),
      );
      await hasAsked;
      clock.advance(800);
      expect(await asked).toMatchObject({ class: 'proxy-unreachable' });
    },
  );

  test('of an unknown scheme is refused by name', async () => {
    const router = () =>
      ({ kind: 'unsupported', scheme: 'socks4', variable: 'HTTPS_PROXY', why: 'is odd' }) as const;
    expect(await failureFrom(client({ router }).get(ask('https://mirror.test/')))).toMatchObject({
      class: 'input',
    });
  });
});

test('an https forward proxy carries both forms', async () => {
  const asked: Asked = [];
  const target = await httpsServer((_, response) => response.end('inner'));
  const plain = await httpProxy(asked);
  const proxy = await tlsServer((socket) => {
    const inner = connect(plain.port, '127.0.0.1');
    socket.pipe(inner).pipe(socket);
    inner.on('error', () => socket.destroy());
    socket.on('close', () => inner.destroy());
  });
  const names = (host: string) =>
    host === 'proxy.test' ? Promise.resolve(['127.0.0.1']) : noNames();
  const http = client({
    router: () => over('https', proxy.port, undefined, 'proxy.test'),
    certificates,
    resolve: names,
  });
  expect(await textOf(await http.get(ask(`https://mirror.test:${target.port}/`)))).toBe('inner');
  expect(asked).toEqual([`CONNECT mirror.test:${target.port}`]);
});
