/** The input `git-token`, as people write it. Pure; no problem repeats any part of a token. */

/** What git is to say to one host. */
export interface GitToken {
  /** `host` or `host:port`, lower case; undefined: the job's own server. */
  readonly host: string | undefined;
  /** Undefined: the one that this kind of host expects beside a token. */
  readonly username: string | undefined;
  readonly token: string;
}

export interface ParsedTokens {
  readonly tokens: readonly GitToken[];
  /** One sentence each, without a final stop. */
  readonly problems: readonly string[];
}

const accepted = 'a token, or lines of host=token';
const hostPattern = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/;

/** One token alone, or lines `host=token` and `host=user:token`, in any order. */
export function parseGitTokens(text: string): ParsedTokens {
  const tokens: GitToken[] = [];
  const problems: string[] = [];
  for (const [index, written] of text.split('\n').entries()) {
    const line = written.trim();
    if (line === '') continue;
    const read = readLine(line);
    if ('problem' in read) problems.push(`line ${index + 1} ${read.problem}`);
    else if (tokens.some(({ host }) => host === read.host)) {
      problems.push(`line ${index + 1} is a second token for ${read.host ?? "the job's server"}`);
    } else tokens.push(read);
  }
  return { tokens, problems };
}

function readLine(line: string): GitToken | { readonly problem: string } {
  const { host: written, value } = splitHost(line);
  if (written?.startsWith('http:')) {
    return { problem: 'names a host with http://; a token is sent over https only' };
  }
  const host = written
    ?.replace(/^https:\/\//i, '')
    .replace(/\/+$/, '')
    .toLowerCase();
  if (host !== undefined && !hostPattern.test(host)) {
    return { problem: `has no host before its "="; ${accepted}` };
  }
  if (value === '') {
    return {
      problem: `has no token after ${host}=; a secret that is not there is empty, as in runs for pull requests from forks`,
    };
  }
  // git reads credentials line by line: a control character would end one, and begin another.
  if (!/^[\x21-\x7e]+$/.test(value)) {
    return { problem: 'holds a character that no token has, such as a space' };
  }
  const [, username, token = value] = /^([^:]+):(.+)$/.exec(value) ?? [];
  return { host, username, token };
}

/** A host has a dot or a port: what else stands before a "=" is a part of a token, which base64 may end with. */
function splitHost(line: string): { readonly host?: string; readonly value: string } {
  const [, host = '', value = ''] = /^([^=\s]*)\s*=\s*(.*)$/.exec(line) ?? [];
  const isHost =
    /^(?:https?:\/\/.*|[\w-]+(?:\.[\w-]+)+(?::\d+)?\/?|[\w-]+:\d+\/?|localhost)$/i.test(host);
  return isHost && !/^=+$/.test(value) ? { host, value } : { value: line };
}

/** What a server expects as the user name of a token. All others take any. */
export function usernameFor(host: string): string {
  if (host === 'bitbucket.org') return 'x-token-auth';
  return host.split('.').some((label) => label.startsWith('gitlab')) ? 'oauth2' : 'x-access-token';
}
