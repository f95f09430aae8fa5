import { readFile, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import type { Environment } from '../effects.ts';
import { hostOf } from './address.ts';
import type { FoundCredentials } from './credentials.ts';

export interface NetrcEntry {
  /** A host, `host:port`, or either with a path behind it. */
  readonly machine: string;
  readonly login: string;
  readonly password: string;
}

/**
 * The complete entries of a .netrc in order, by cmd/go's own parser (cmd/go/internal/auth/netrc.go), oddities included: a
 * macro ends at an empty line, `default` ends the file, tokens pair up within a line and never across its end.
 */
export function parseNetrc(text: string): readonly NetrcEntry[] {
  const entries: NetrcEntry[] = [];
  let machine = '';
  let login = '';
  let password = '';
  let isInMacro = false;
  for (const line of text.split('\n')) {
    if (isInMacro) {
      isInMacro = line !== '';
      continue;
    }
    const fields = line.split(/\s+/).filter((field) => field !== '');
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const value = fields[i + 1] ?? '';
      switch (fields[i]) {
        case 'machine':
          [machine, login, password] = [value, '', ''];
          break;
        case 'login':
          login = value;
          break;
        case 'password':
          password = value;
          break;
        case 'macdef':
          isInMacro = true;
          break;
      }
      if (machine !== '' && login !== '' && password !== '') {
        entries.push({ machine, login, password });
        [machine, login, password] = ['', '', ''];
      }
    }
    if (fields.length % 2 === 1 && fields.at(-1) === 'default') break;
  }
  return entries;
}

/** Finds the credentials for a URL; undefined where there are none for it. */
export type CredentialsLookup = (url: URL) => FoundCredentials | undefined;

/**
 * The credentials for a URL, by cmd/go's rules: https only, the longest prefix of host and path that is a `machine`, the
 * first of several entries for it. Where `host:port` has no entry the bare host's is taken, as curl and git do and people expect; Go
 * alone does not.
 *
 * @param file where the entries come from, for people.
 */
export function createNetrcLookup(
  entries: readonly NetrcEntry[],
  file = 'netrc',
): CredentialsLookup {
  const byMachine = new Map<string, FoundCredentials>();
  for (const { machine, login, password } of entries) {
    const key = machine.replace(/^https:\/\//, '').replace(/\/$/, '');
    const origin = `\`machine ${machine}\` in ${file}`;
    if (!byMachine.has(key)) byMachine.set(key, { username: login, password, origin });
  }
  return (url) => {
    if (url.protocol !== 'https:') return undefined;
    for (let prefix = `${url.host}${url.pathname}`; prefix !== ''; ) {
      const found = byMachine.get(prefix);
      if (found) return found;
      prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
    }
    return byMachine.get(hostOf(url));
  };
}

/**
 * Reads the file NETRC names, else ~/.netrc (on Windows ~/_netrc first). A missing or unreadable one means no credentials,
 * silently, as for cmd/go.
 */
export async function loadNetrc(
  env: Environment,
  platform: NodeJS.Platform,
): Promise<CredentialsLookup> {
  const path = await firstThere(netrcPlaces(env, platform));
  const text = path === undefined ? '' : await readFile(path, 'utf8').catch(() => '');
  return createNetrcLookup(parseNetrc(text), path);
}

/** Where the file may be: the first that is there is it. Pure. */
export function netrcPlaces(env: Environment, platform: NodeJS.Platform): readonly string[] {
  if (env['NETRC']) return [env['NETRC']];
  const isWindows = platform === 'win32';
  const home = env[isWindows ? 'USERPROFILE' : 'HOME'];
  if (!home) return [];
  return isWindows
    ? [win32.join(home, '_netrc'), win32.join(home, '.netrc')]
    : [posix.join(home, '.netrc')];
}

async function firstThere(places: readonly string[]): Promise<string | undefined> {
  for (const place of places) if (await stat(place).catch(() => undefined)) return place;
  return undefined;
}
