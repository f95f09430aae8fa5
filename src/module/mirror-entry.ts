/** One entry of a mirror list: a URL taken apart into what is sent, what is secret, and what people are shown. */
import { fileURLToPath } from 'node:url';
import type { MirrorEntry } from './mirror-list.ts';
import { decodePercent } from './percent.ts';

/** Whether a URL without credentials belongs to a public mirror. */
export type PublicCheck = (url: string) => boolean;

export type EntryResult = { readonly mirror: MirrorEntry } | { readonly problem: string };

/**
 * Reads a mirror's URL by the rules cmd/go applies to an entry of GOPROXY. The problem text holds nothing of the entry,
 * which may contain a password.
 */
export function createMirrorEntry(
  text: string,
  isPublic: PublicCheck,
  platform: NodeJS.Platform = process.platform,
): EntryResult {
  const problem = findTextProblem(text);
  if (problem !== undefined) return { problem };
  // go's rule: a bare word is reserved, anything else that is neither URL nor absolute path is a host.
  const written = /[.:/]/.test(text) && !text.includes(':/') ? `https://${text}` : text;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(written)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return { problem: 'neither a URL nor a known word' };
    case 'file':
      return createDirectoryEntry(written, platform);
    case 'http':
    case 'https':
      return createServerEntry(written, isPublic);
    default:
      return { problem: 'the scheme must be https, http or file' };
  }
}

/**
 * Public mirrors as `host[/base]` (reference list of mirrors in use; those that are gone are left out). What the Go at
 * hand ships with is public too and comes on top.
 */
const publicMirrors: readonly string[] = [
  'goproxy.cn',
  'goproxy.io',
  'proxy.golang.com.cn',
  'mirrors.aliyun.com/goproxy',
  'repo.huaweicloud.com/repository/goproxy',
  'mirrors.tencent.com/go',
  'goproxy.baidu.com',
];

/**
 * Distributions ship a Go whose own GOPROXY is `direct`: Go's default proxy is a public mirror there as well, and must not
 * hear of private modules because go.env does not name it.
 */
const goProjectHost = /^[^/:]+\.golang\.org(?=$|\/)/;

/** Knows the built-in public mirrors and the ones given, each together with everything below its base. */
export function createPublicCheck(shippedUrls: readonly string[]): PublicCheck {
  const known = [...publicMirrors, ...shippedUrls.map(withoutScheme)];
  return (url) => {
    const place = withoutScheme(url);
    return (
      goProjectHost.test(place) ||
      known.some((mirror) => place === mirror || place.startsWith(`${mirror}/`))
    );
  };
}

function withoutScheme(url: string): string {
  // A final dot makes a host name absolute; it is the same host.
  return url.replace(/^[a-z]+:\/\//, '').replace(/^([^/:]+)\.(?=$|[/:])/, '$1');
}

function findTextProblem(text: string): string | undefined {
  if (/^(?:\/|[A-Za-z]:(?!\/\/)[\\/]|\\\\)/.test(text))
    return 'a directory is written as file:///…';
  // A URL parser would drop or rewrite these silently, and go would then ask another URL than we do.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0020\u007f\\<>"`{}^]/.test(text)) {
    return 'white space or a character that no URL may hold';
  }
  if (/[?#]/.test(text)) return 'a module proxy URL has neither query nor fragment';
  return undefined;
}

function createDirectoryEntry(text: string, platform: NodeJS.Platform): EntryResult {
  const url = /^file:(?:\/\/)?\/(?!\/)/i.test(text) ? parseUrl(text) : undefined;
  const directory = url?.pathname.replace(/\/+$/, '') ?? '';
  if (url?.host !== '' || directory === '') {
    return { problem: 'a directory is written as file:///absolute/path, without a host' };
  }
  // `C:` alone is, to Windows, the directory that some program was last in on that drive.
  const name = `file://${directory}${/^\/[A-Za-z]:$/.test(directory) ? '/' : ''}`;
  if (!namesPath(name, platform)) {
    return {
      problem:
        platform === 'win32'
          ? 'a directory is written as file:///C:/path, with its drive, and without encoded slashes'
          : 'a directory has no encoded slash in its name',
    };
  }
  return { mirror: { kind: 'mirror', url: name, name, isPublic: false } };
}

/** Whether whoever opens the directory later gets a path for it: a URL may have none on this platform. */
function namesPath(url: string, platform: NodeJS.Platform): boolean {
  try {
    return !fileURLToPath(url, { windows: platform === 'win32' }).includes('\0');
  } catch {
    return false;
  }
}

function createServerEntry(text: string, isPublic: PublicCheck): EntryResult {
  const url = /^https?:\/\/[^/]/i.test(text) ? parseUrl(text) : undefined;
  if (url === undefined) return { problem: 'malformed URL' };
  const username = decodePercent(url.username);
  const password = decodePercent(url.password);
  if (username === undefined || password === undefined) {
    return { problem: 'user name or password is not percent-encoded as a URL requires' };
  }
  const name = `${url.host}${url.pathname.replace(/\/+$/, '')}`;
  const base = `${url.protocol}//${name}`;
  const isSecret = username !== '' || password !== '';
  const mirror: MirrorEntry = {
    kind: 'mirror',
    url: base,
    ...(isSecret ? { credentials: { username, password } } : {}),
    name,
    isPublic: isPublic(base),
  };
  return { mirror };
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
