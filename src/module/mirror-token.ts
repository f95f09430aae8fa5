/** The input `mirror-token`: a bearer token for each of some mirrors. No problem quotes a line, which may be a token. */

import type { MirrorEntry, MirrorList, Parsed } from './mirror-list.ts';

/** What a mirror takes as `Authorization: Bearer …`. */
export interface BearerToken {
  readonly token: string;
}

export interface MirrorToken extends BearerToken {
  /** `host[:port]` as a URL has it: in lower case, without the port that goes without saying. */
  readonly host: string;
  /** Where it stands, counted from 1. */
  readonly line: number;
}

const form = 'expected HOST=TOKEN or HOST:PORT=TOKEN, one in a line';

/** Reads the lines of the input; empty ones are skipped. `value` has those without a problem. */
export function parseMirrorTokens(text: string): Parsed<readonly MirrorToken[]> {
  const tokens: MirrorToken[] = [];
  const problems: string[] = [];
  for (const [index, written] of text.split(/\r\n|\n|\r/).entries()) {
    const content = written.trim();
    if (content === '') continue;
    const [, place = '', token = ''] = /^([^=]*)=(.*)$/.exec(content) ?? [];
    const host = hostIn(place);
    const line = index + 1;
    if (host === undefined || token === '') problems.push(`line ${line}: ${form}`);
    else if (!/^[\x21-\x7e]+$/.test(token)) {
      problems.push(`line ${line}: the token holds a character that no header may hold`);
    } else if (tokens.some((other) => other.host === host)) {
      problems.push(`line ${line}: a second token for the same mirror`);
    } else tokens.push({ host, token, line });
  }
  return { value: tokens, problems };
}

function hostIn(place: string): string | undefined {
  if (!/^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(place)) return undefined;
  return URL.canParse(`https://${place}`) ? new URL(`https://${place}`).host : undefined;
}

/** The list with the tokens at their mirrors. A token that no mirror gets is a problem: it is meant for one. */
export function giveTokens(list: MirrorList, tokens: readonly MirrorToken[]): Parsed<MirrorList> {
  const mirrors = list.groups.flat();
  const problems = tokens.flatMap(({ host, line }) => {
    const meant = mirrors.filter((mirror) => hostOf(mirror) === host);
    if (meant.length === 0) {
      const hosts = mirrors.flatMap((mirror) => hostOf(mirror) ?? []);
      const known = hosts.length === 0 ? 'there is none' : [...new Set(hosts)].join(', ');
      return [`line ${line}: no mirror has this host and port (${known}); ${form}`];
    }
    return meant.some(({ credentials }) => credentials !== undefined)
      ? [`line ${line}: the URL of this mirror has a user already; one of the two is accepted`]
      : [];
  });
  const withToken = (mirror: MirrorEntry): MirrorEntry => {
    const found = tokens.find(({ host }) => host === hostOf(mirror));
    return found ? { ...mirror, credentials: { token: found.token } } : mirror;
  };
  return { value: { ...list, groups: list.groups.map((group) => group.map(withToken)) }, problems };
}

/** Undefined for a directory. */
function hostOf({ url }: MirrorEntry): string | undefined {
  return url.startsWith('file:') ? undefined : new URL(url).host;
}
