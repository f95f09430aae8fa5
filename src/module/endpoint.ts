/**
 * What can be asked of a module proxy (the GOPROXY protocol, `go help goproxy`) and of a checksum database behind one,
 * as a closed set. The relay answers nothing that is not in it and asks mirrors for nothing else.
 */
import {
  escapePath,
  escapeVersion,
  type ModuleVersion,
  unescapePath,
  unescapeVersion,
} from './path.ts';
import { decodePercent } from './percent.ts';
import { isCanonical } from './version.ts';

export type Endpoint =
  | { readonly kind: 'info' | 'mod' | 'zip'; readonly module: ModuleVersion }
  | { readonly kind: 'list' | 'latest'; readonly path: string }
  | {
      readonly kind: 'sumdb';
      /** `host[/path]`, the name in GOSUMDB's key. */
      readonly database: string;
      /** `supported`, `latest`, `lookup/…` or `tile/…`, in the escaped form of the URL. */
      readonly operation: string;
    };

/**
 * Reads the path of a request. `urlPath` has neither leading slash nor query and may be percent-encoded: go sends "!" as
 * "%21" for modules and plain for the checksum database. Undefined for everything that is not in the grammar.
 */
export function parseEndpoint(urlPath: string): Endpoint | undefined {
  // An encoded slash would move the borders between elements.
  const path = /%2f/i.test(urlPath) ? undefined : decodePercent(urlPath);
  if (path === undefined) return undefined;
  if (path.startsWith('sumdb/')) return parseSumdb(path.slice('sumdb/'.length));

  if (path.endsWith('/@latest')) {
    const modulePath = unescapePath(path.slice(0, -'/@latest'.length));
    return modulePath === undefined ? undefined : { kind: 'latest', path: modulePath };
  }
  const [escaped, file, ...more] = path.split('/@v/');
  const modulePath = unescapePath(escaped ?? '');
  if (modulePath === undefined || file === undefined || more.length > 0) return undefined;
  return file === 'list' ? { kind: 'list', path: modulePath } : parseFile(modulePath, file);
}

/**
 * The path of a request in its escaped form, without leading slash; `parseEndpoint` reads it back to the same endpoint.
 * Characters that would end a URL's path (only branch names have them) are percent-encoded.
 * @throws RangeError for a module path or version that cannot be asked for (see `escapePath`).
 */
export function endpointPath(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'info':
    case 'mod':
    case 'zip': {
      const { path, version } = endpoint.module;
      const name = escapeVersion(version).replace(/[#%[\]^{} ]/g, encodeURIComponent);
      return `${escapePath(path)}/@v/${name}.${endpoint.kind}`;
    }
    case 'list':
      return `${escapePath(endpoint.path)}/@v/list`;
    case 'latest':
      return `${escapePath(endpoint.path)}/@latest`;
    case 'sumdb':
      return `sumdb/${endpoint.database}/${endpoint.operation}`;
  }
}

/**
 * The module path an endpoint tells about, to be held against private patterns before the request leaves the machine.
 * A lookup in the checksum database names its module; tiles and tree heads name none.
 */
export function endpointModule(endpoint: Endpoint): string | undefined {
  switch (endpoint.kind) {
    case 'info':
    case 'mod':
    case 'zip':
      return endpoint.module.path;
    case 'list':
    case 'latest':
      return endpoint.path;
    case 'sumdb':
      return parseLookup(endpoint.operation)?.path;
  }
}

function parseFile(path: string, file: string): Endpoint | undefined {
  const dot = file.lastIndexOf('.');
  const version = unescapeVersion(file.slice(0, Math.max(dot, 0)));
  const kind = file.slice(dot + 1);
  if (version === undefined) return undefined;
  if (kind === 'info') return { kind, module: { path, version } };
  // go resolves a branch through .info first: asked for by anything but a canonical version, these would be cached under
  // a name that means something else tomorrow.
  if ((kind === 'mod' || kind === 'zip') && isCanonical(version)) {
    return { kind, module: { path, version } };
  }
  return undefined;
}

/** The database's name may hold slashes itself, so the first split that leaves a valid operation counts. */
function parseSumdb(rest: string): Endpoint | undefined {
  for (let slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/', slash + 1)) {
    const database = rest.slice(0, slash);
    const operation = rest.slice(slash + 1);
    if (isDatabaseName(database) && isOperation(operation)) {
      return { kind: 'sumdb', database, operation };
    }
  }
  return undefined;
}

function isDatabaseName(name: string): boolean {
  return (
    /^[A-Za-z0-9.-]+(?::[0-9]+)?(?:\/[A-Za-z0-9._~-]+)*$/.test(name) &&
    !name.split('/').some((element) => /^\.+$/.test(element))
  );
}

function isOperation(operation: string): boolean {
  return (
    operation === 'supported' ||
    operation === 'latest' ||
    isTile(operation) ||
    parseLookup(operation) !== undefined
  );
}

function parseLookup(operation: string): ModuleVersion | undefined {
  const found = /^lookup\/([^@]+)@([^@/]+)$/.exec(operation);
  if (!found) return undefined;
  const path = unescapePath(found[1] ?? '');
  const version = unescapeVersion(found[2] ?? '');
  if (path === undefined || version === undefined || !isCanonical(version)) return undefined;
  return { path, version };
}

/**
 * `tile/H/L/K[.p/W]` as golang.org/x/mod/sumdb/tlog writes it: height 1 to 30, level or "data", the tile's number in
 * groups of three digits, and for a partial tile its width, below the full 2^H.
 */
function isTile(operation: string): boolean {
  const found =
    /^tile\/([1-9][0-9]?)\/(?:data|0|[1-9][0-9]{0,2})\/((?:x[0-9]{3}\/){0,6}[0-9]{3})(?:\.p\/([1-9][0-9]{0,9}))?$/.exec(
      operation,
    );
  if (!found) return false;
  const [, height = '', number = '', width] = found;
  const isFullNumber = !number.startsWith('x000');
  return (
    isFullNumber &&
    Number(height) <= 30 &&
    (width === undefined || Number(width) < 2 ** Number(height))
  );
}
