import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRouter, type Route } from '../../src/network/forward-proxy.ts';

interface Table {
  readonly urls: readonly string[];
  readonly noProxy: readonly {
    readonly noProxy: string;
    readonly direct: readonly string[] | null;
  }[];
  readonly proxies: readonly {
    readonly value: string;
    readonly scheme?: string;
    readonly host?: string;
    readonly port?: string;
    readonly username?: string;
    readonly password?: string;
  }[];
  readonly decisions: readonly {
    readonly env: Readonly<Record<string, string>>;
    readonly url: string;
    /** As Go prints it. */
    readonly proxy?: string;
    readonly error?: true;
  }[];
}

const table: Table = JSON.parse(
  readFileSync('__tests__/fixtures/forward-proxy/table.json', 'utf8'),
);
const target = new URL('https://target.test/');

describe('NO_PROXY as golang.org/x/net/http/httpproxy reads it', () => {
  test.each(table.noProxy)('$noProxy', ({ noProxy, direct }) => {
    const route = createRouter({
      HTTP_PROXY: 'http://p.test:1',
      HTTPS_PROXY: 'http://p.test:1',
      NO_PROXY: noProxy,
    });
    const found = table.urls.filter((url) => route(new URL(url)).kind === 'direct');
    expect(found).toEqual(direct ?? []);
  });
});

describe('proxy URLs as golang.org/x/net/http/httpproxy reads them', () => {
  test.each(table.proxies)('$value', ({ value, scheme, host, port, username, password }) => {
    expect(createRouter({ HTTPS_PROXY: value })(target)).toEqual(
      expectedRoute(scheme, host || 'localhost', port, username, password),
    );
  });

  const ports: Readonly<Record<string, number>> = {
    http: 80,
    https: 443,
    socks5: 1080,
    socks5h: 1080,
  };

  function expectedRoute(
    scheme: string | undefined,
    host: string,
    written: string | undefined,
    username: string | undefined,
    password = '',
  ): unknown {
    if (scheme === undefined) return { kind: 'direct' };
    const variable = 'HTTPS_PROXY';
    const implied = ports[scheme];
    if (implied === undefined) {
      const why = `names a forward proxy with the scheme ${scheme}; http, https, socks5 and socks5h are known`;
      return { kind: 'unsupported', scheme, variable, why };
    }
    const port = written ? Number(written) : implied;
    const lower = host.toLowerCase();
    const name = lower.includes(':') ? `[${lower}]:${port}` : `${lower}:${port}`;
    const credentials = username === undefined ? {} : { credentials: { username, password } };
    return { kind: 'forward-proxy', scheme, host: lower, port, name, variable, ...credentials };
  }
});

describe('decisions of golang.org/x/net/http/httpproxy for an environment and a URL', () => {
  const rows = table.decisions.map((row) => ({ ...row, name: JSON.stringify(row.env) }));
  test('are at least 150', () => expect(rows.length).toBeGreaterThanOrEqual(150));

  test.each(rows)('$name $url', ({ env, url, proxy, error }) => {
    const route = createRouter(env)(new URL(url));
    expect(decided(route)).toBe(error === true ? 'refused' : (proxy ?? 'direct'));
  });

  /** In the words of the table: Go leaves out a port that was not written, and knows every scheme. */
  function decided(route: Route): string {
    switch (route.kind) {
      case 'direct':
        return 'direct';
      case 'unsupported':
        return route.why.includes('CGI') ? 'refused' : `${route.scheme}://a.test:1080`;
      case 'forward-proxy': {
        const { scheme, host, port, credentials } = route;
        const isImplied = (scheme === 'socks5' && port === 1_080) || port === 443;
        const user =
          credentials && `${credentials.username}:${credentials.password.replaceAll('@', '%40')}@`;
        return `${scheme}://${user ?? ''}${host}${isImplied ? '' : `:${port}`}`;
      }
    }
  }
});

describe('which variable counts', () => {
  const upper = 'http://upper.test:1';
  const lower = 'http://lower.test:2';
  const named = (route: Route) => (route.kind === 'direct' ? 'direct' : route.variable);
  test.each([
    [
      'upper case wins',
      { HTTPS_PROXY: upper, https_proxy: lower },
      'https://t.test/',
      'HTTPS_PROXY',
    ],
    ['lower case alone', { https_proxy: lower }, 'https://t.test/', 'https_proxy'],
    [
      'an empty one is none',
      { HTTPS_PROXY: '', https_proxy: lower },
      'https://t.test/',
      'https_proxy',
    ],
    ['http for http', { HTTP_PROXY: upper, HTTPS_PROXY: lower }, 'http://t.test/', 'HTTP_PROXY'],
    ['http not for https', { HTTP_PROXY: upper }, 'https://t.test/', 'direct'],
    ['https not for http', { HTTPS_PROXY: upper }, 'http://t.test/', 'direct'],
    ['ALL_PROXY never', { ALL_PROXY: upper, all_proxy: lower }, 'https://t.test/', 'direct'],
    [
      'a broken upper case hides the lower',
      { HTTPS_PROXY: '::bad::', https_proxy: lower },
      'https://t.test/',
      'direct',
    ],
    [
      'no_proxy in lower case',
      { HTTPS_PROXY: upper, no_proxy: 't.test' },
      'https://t.test/',
      'direct',
    ],
    [
      'NO_PROXY before no_proxy',
      { HTTPS_PROXY: upper, NO_PROXY: 'x', no_proxy: 't.test' },
      'https://t.test/',
      'HTTPS_PROXY',
    ],
    ['loopback', { HTTPS_PROXY: upper }, 'https://127.0.0.1:8443/', 'direct'],
  ])('%s', (_, env, url, expected) => {
    expect(named(createRouter(env)(new URL(url)))).toBe(expected);
  });
});

test('no value of a variable throws, and a name never shows credentials', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (proxy, noProxy) => {
      createRouter({ HTTPS_PROXY: proxy, NO_PROXY: noProxy })(target);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{8,12}$/), (secret) => {
      const route = createRouter({ HTTPS_PROXY: `http://${secret}:${secret}@p.test:1` })(target);
      expect(route).toMatchObject({ name: 'p.test:1', credentials: { username: secret } });
    }),
  );
});
