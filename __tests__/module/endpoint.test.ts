import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Endpoint,
  endpointModule,
  endpointPath,
  parseEndpoint,
} from '../../src/module/endpoint.ts';
import { escapePath, escapeVersion } from '../../src/module/path.ts';
import { modulePath, moduleVersion, revision } from './arbitraries.ts';

const toml = { path: 'github.com/BurntSushi/toml', version: 'v1.5.0' };

describe('requests go makes', () => {
  const rows: readonly [string, Endpoint, string | undefined][] = [
    ['github.com/!burnt!sushi/toml/@v/v1.5.0.info', { kind: 'info', module: toml }, toml.path],
    ['github.com/!burnt!sushi/toml/@v/v1.5.0.mod', { kind: 'mod', module: toml }, toml.path],
    ['github.com/!burnt!sushi/toml/@v/v1.5.0.zip', { kind: 'zip', module: toml }, toml.path],
    ['github.com/%21burnt%21sushi/toml/@v/v1.5.0.zip', { kind: 'zip', module: toml }, toml.path],
    ['x.org/m/@v/list', { kind: 'list', path: 'x.org/m' }, 'x.org/m'],
    ['x.org/m/@latest', { kind: 'latest', path: 'x.org/m' }, 'x.org/m'],
    [
      'x.org/m/@v/main.info',
      { kind: 'info', module: { path: 'x.org/m', version: 'main' } },
      'x.org/m',
    ],
    [
      'x.org/m/@v/list.info',
      { kind: 'info', module: { path: 'x.org/m', version: 'list' } },
      'x.org/m',
    ],
    [
      'x.org/m/@v/v4.0.0+incompatible.zip',
      { kind: 'zip', module: { path: 'x.org/m', version: 'v4.0.0+incompatible' } },
      'x.org/m',
    ],
    [
      'golang.org/toolchain/@v/v0.0.1-go1.26.0.linux-amd64.zip',
      {
        kind: 'zip',
        module: { path: 'golang.org/toolchain', version: 'v0.0.1-go1.26.0.linux-amd64' },
      },
      'golang.org/toolchain',
    ],
    ['sumdb/sum.golang.org/supported', sumdb('supported'), undefined],
    ['sumdb/sum.golang.org/latest', sumdb('latest'), undefined],
    [
      'sumdb/sum.golang.org/lookup/github.com/!burnt!sushi/toml@v1.5.0',
      sumdb('lookup/github.com/!burnt!sushi/toml@v1.5.0'),
      toml.path,
    ],
    [
      'sumdb/sum.golang.org/lookup/x.org/tile/8@v1.0.0',
      sumdb('lookup/x.org/tile/8@v1.0.0'),
      'x.org/tile/8',
    ],
    ['sumdb/sum.golang.org/tile/8/0/000', sumdb('tile/8/0/000'), undefined],
    ['sumdb/sum.golang.org/tile/8/data/x123/456', sumdb('tile/8/data/x123/456'), undefined],
    ['sumdb/sum.golang.org/tile/8/2/003.p/91', sumdb('tile/8/2/003.p/91'), undefined],
    [
      'sumdb/db.example.com:8080/some/base/latest',
      { kind: 'sumdb', database: 'db.example.com:8080/some/base', operation: 'latest' },
      undefined,
    ],
  ];

  test.each(rows)('%s', (path, endpoint, about) => {
    expect(parseEndpoint(path)).toEqual(endpoint);
    expect(endpointModule(endpoint)).toBe(about);
    expect(endpointPath(endpoint)).toBe(path.replaceAll('%21', '!'));
  });
});

describe('requests that are refused', () => {
  test.each([
    ['nothing', ''],
    ['a leading slash', '/x.org/m/@v/list'],
    ['the module alone', 'x.org/m'],
    ['an unknown file', 'x.org/m/@v/v1.0.0.ziphash'],
    ['no version', 'x.org/m/@v/.mod'],
    ['no extension', 'x.org/m/@v/v1.0.0'],
    ['upper case', 'github.com/BurntSushi/toml/@v/list'],
    ['a .mod of a branch', 'x.org/m/@v/main.mod'],
    ['a .zip of a short version', 'x.org/m/@v/v1.zip'],
    ['a .zip with other build metadata', 'x.org/m/@v/v1.0.0+meta.zip'],
    ['an escape from the cache', 'x.org/m/@v/../../../etc/passwd.info'],
    ['the same, encoded', 'x.org/m/@v/%2e%2e%2f%2e%2e%2fpasswd.info'],
    ['an encoded slash', 'x.org%2fm/@v/list'],
    ['encoding twice', 'x.org/%2521a/@v/list'],
    ['half an encoded character', 'x.org/m/@v/%c3.info'],
    ['a malformed encoding', 'x.org/m/@v/%zz.info'],
    ['a null byte', 'x.org/m%00/@v/list'],
    ['a query', 'x.org/m/@v/list?x=1'],
    ['a fragment', 'x.org/m/@v/list#x'],
    ['two @v', 'x.org/m/@v/x/@v/list'],
    ['latest with more behind it', 'x.org/m/@latest/x'],
    ['a backslash', 'x.org\\m/@v/list'],
    ['no database', 'sumdb//latest'],
    ['a database that climbs', 'sumdb/sum.golang.org/../x/latest'],
    ['an unknown operation', 'sumdb/sum.golang.org/config'],
    ['a lookup without version', 'sumdb/sum.golang.org/lookup/x.org/m'],
    ['a lookup of a branch', 'sumdb/sum.golang.org/lookup/x.org/m@main'],
    ['a lookup of a go.mod', 'sumdb/sum.golang.org/lookup/x.org/m@v1.0.0/go.mod'],
    ['a tile of height 0', 'sumdb/sum.golang.org/tile/0/0/000'],
    ['a tile of height 31', 'sumdb/sum.golang.org/tile/31/0/000'],
    ['a tile with a short number', 'sumdb/sum.golang.org/tile/8/0/0'],
    ['a tile with leading zeros', 'sumdb/sum.golang.org/tile/8/0/x000/001'],
    ['a tile that is wider than its height', 'sumdb/sum.golang.org/tile/8/0/001.p/256'],
    ['a tile of no width', 'sumdb/sum.golang.org/tile/8/0/001.p/0'],
  ])('%s', (_, path) => {
    expect(parseEndpoint(path)).toBeUndefined();
  });
});

const endpoint: fc.Arbitrary<Endpoint> = fc.oneof(
  fc.record({ kind: fc.constantFrom('mod' as const, 'zip' as const), module: moduleVersion }),
  fc.record({
    kind: fc.constant('info' as const),
    module: fc.record({ path: modulePath, version: revision }),
  }),
  fc.record({ kind: fc.constantFrom('list' as const, 'latest' as const), path: modulePath }),
  fc.record({
    kind: fc.constant('sumdb' as const),
    database: fc.constantFrom('sum.golang.org', 'db.example.com:8443', 'x.org/base'),
    operation: fc.oneof(
      fc.constantFrom('supported', 'latest', 'tile/8/1/x001/234.p/7'),
      moduleVersion.map(
        ({ path, version }) => `lookup/${escapePath(path)}@${escapeVersion(version)}`,
      ),
    ),
  }),
);

test('every endpoint is read back from its path, which a URL leaves as it is', () => {
  fc.assert(
    fc.property(endpoint, (written) => {
      const path = endpointPath(written);
      expect(parseEndpoint(path)).toEqual(written);
      expect(new URL(`http://127.0.0.1/base/${path}`).href).toBe(`http://127.0.0.1/base/${path}`);
    }),
  );
});

test('whatever is asked, an accepted path has one meaning and cannot climb', () => {
  const unit = fc.constantFrom('x.org/m', '/@v/', '/', '..', '%2e', '%2f', '!a', '.mod', 'v1.0.0');
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 8 }), (parts) => {
      const read = parseEndpoint(parts.join(''));
      if (!read) return;
      const path = endpointPath(read);
      expect(path.split('/')).not.toContain('..');
      expect(parseEndpoint(path)).toEqual(read);
    }),
  );
});

function sumdb(operation: string): Endpoint {
  return { kind: 'sumdb', database: 'sum.golang.org', operation };
}
