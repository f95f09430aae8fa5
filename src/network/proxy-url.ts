import { domainToASCII } from 'node:url';
import { decodePercent } from '../module/percent.ts';
import type { Credentials } from './credentials.ts';

/** A forward proxy as an environment variable names it. */
export interface ProxyUrl {
  /** Lower case, without the colon. */
  readonly scheme: string;
  readonly host: string;
  readonly port?: number;
  readonly credentials?: Credentials;
}

/**
 * Reads a proxy variable as Go does: a URL, or `host:port` for which http is assumed. Undefined for what Go cannot parse
 * either. WHATWG's URL is not used: it repairs what Go refuses, and refuses what Go takes (an unescaped `@` in a password).
 */
export function parseProxyUrl(text: string): ProxyUrl | undefined {
  return parse(text) ?? parse(`http://${text}`);
}

function parse(text: string): ProxyUrl | undefined {
  // Control characters anywhere make Go's url.Parse fail, as does a stray % before the query.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is the check for them
  if (/[\x00-\x1f\x7f]|^[^?]*%(?![0-9a-f]{2})/i.test(text)) return undefined;
  const [, scheme, authority] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)/i.exec(text) ?? [];
  if (scheme === undefined || authority === undefined) return undefined;
  const at = authority.lastIndexOf('@');
  const place = parsePlace(authority.slice(at + 1));
  if (!place) return undefined;
  const proxy = { scheme: scheme.toLowerCase(), ...place };
  if (at === -1) return proxy;
  const credentials = parseUserinfo(authority.slice(0, at));
  return credentials && { ...proxy, credentials };
}

function parsePlace(text: string): { readonly host: string; readonly port?: number } | undefined {
  const [, v6, name, digits] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]*))(?::(\d*))?$/i.exec(text) ?? [];
  const written = v6 ?? name;
  // The characters RFC 3986 leaves to a host, and whatever IDNA makes of the rest of Unicode.
  if (written === undefined || /[\s\\^`{|}%<>"]/.test(written)) return undefined;
  const port = digits === undefined || digits === '' ? undefined : Number(digits);
  if (port !== undefined && port > 65_535) return undefined;
  // Go dials an empty host as localhost.
  const host = written === '' ? 'localhost' : v6 === undefined ? asciiOf(written) : written;
  return port === undefined ? { host } : { host, port };
}

function asciiOf(host: string): string {
  const ascii = domainToASCII(host);
  return ascii === '' ? host : ascii;
}

function parseUserinfo(text: string): Credentials | undefined {
  if (!/^[\w\-.~!$&'()*+,;=%@:]*$/.test(text)) return undefined;
  const colon = text.indexOf(':');
  const username = decodePercent(colon === -1 ? text : text.slice(0, colon));
  const password = decodePercent(colon === -1 ? '' : text.slice(colon + 1));
  return username === undefined || password === undefined ? undefined : { username, password };
}
