import type { Environment } from '../effects.ts';
import { usernameFor } from '../git/token-input.ts';
import type { BearerToken } from '../module/mirror-token.ts';
import { decodePercent } from '../module/percent.ts';
import { basicToken, type Credentials } from '../network/credentials.ts';
import { parseProxyUrl } from '../network/proxy-url.ts';
import type { Redactor } from '../redact.ts';
import { serverHost } from './git-access.ts';
import type { Settings } from './inputs.ts';
import type { Job } from './job.ts';
import type { Reporter } from './reporter.ts';

/** Variables whose value is a forward proxy's URL, often with a password in it. */
const proxyVariables = [
  'HTTP_PROXY',
  'http_proxy',
  'HTTPS_PROXY',
  'https_proxy',
  'ALL_PROXY',
  'all_proxy',
];

/** Variables whose value holds URLs of module proxies or of the checksum database. */
const listVariables = ['GOPROXY', 'GOSUMDB'];

/**
 * Makes every secret that the job's settings hold unprintable, before anything that could hold one is printed.
 * What cannot be parsed is covered by the redactor's rule for URLs.
 */
export function hideSecretsOfEnvironment(
  env: Environment,
  redactor: Redactor,
  reporter: Reporter,
): void {
  // What @actions/cache says about a call is shown; what it might quote must not be.
  const runtimeToken = env['ACTIONS_RUNTIME_TOKEN'];
  if (runtimeToken) redactor.add(runtimeToken);
  for (const name of proxyVariables) {
    for (const credentials of credentialsOfProxy(env[name] ?? ''))
      hideCredentials(credentials, redactor, reporter);
  }
  for (const name of ['INPUT_MIRROR-TOKEN', 'INPUT_MIRROR_TOKEN']) {
    for (const token of tokensIn(env[name] ?? '')) hideCredentials(token, redactor, reporter);
  }
  for (const name of [...listVariables, 'INPUT_MIRRORS']) {
    for (const part of (env[name] ?? '').split(/[\s,|]+/)) {
      const credentials = credentialsIn(part);
      if (credentials) hideCredentials(credentials, redactor, reporter);
    }
  }
}

/** A line without a host is most likely a token all the same. */
function tokensIn(lines: string): readonly BearerToken[] {
  return lines.split(/[\r\n]+/).flatMap((line) => {
    const content = line.trim();
    const token = content.slice(content.indexOf('=') + 1);
    return token === '' ? [] : [{ token }];
  });
}

/** The same for what the inputs hold. */
export function hideSecretsOfSettings(
  { gitTokens, sshKey }: Pick<Settings, 'gitTokens' | 'sshKey'>,
  env: Environment,
  redactor: Redactor,
  reporter: Reporter,
): void {
  for (const { host = serverHost(env), username = usernameFor(host), token } of gitTokens) {
    redactor.addCredentials({ username: '', password: token });
    reporter.addMask(token);
    // What git sends.
    reporter.addMask(Buffer.from(`${username}:${token}`).toString('base64'));
  }
  // Line by line: no program prints a key otherwise, and the runner masks so. Its frame is in every key.
  for (const line of (sshKey ?? '').split('\n')) {
    if (!line.startsWith('-----')) reporter.addMask(line);
  }
}

/** The same for the mirrors as read, and for what netrc has for them. */
export function hideSecretsOfMirrors(
  job: Pick<Job, 'mirrors'>,
  credentialsFor: (url: URL) => Credentials | undefined,
  redactor: Redactor,
  reporter: Reporter,
): void {
  for (const { url, credentials } of job.mirrors.groups.flat()) {
    const found =
      credentials ?? (url.startsWith('https:') ? credentialsFor(new URL(url)) : undefined);
    if (found) hideCredentials(found, redactor, reporter);
  }
}

function hideCredentials(
  credentials: Credentials | BearerToken,
  redactor: Redactor,
  reporter: Reporter,
): void {
  if ('token' in credentials) {
    redactor.add(credentials.token);
    reporter.addMask(credentials.token);
    return;
  }
  redactor.addCredentials(credentials);
  // A token is often given as the user name; where it is a plain name such as "git", masking it does little harm.
  for (const secret of [
    credentials.username,
    credentials.password,
    // As the header has it, which a server may send back.
    basicToken(credentials),
  ]) {
    if (secret !== '') reporter.addMask(secret);
  }
}

/**
 * One URL and no list: its password may hold what separates entries elsewhere. As Go reads it, and as it was meant where Go
 * takes it for something else (a slash in the password).
 */
function credentialsOfProxy(text: string): readonly Credentials[] {
  const read = parseProxyUrl(text)?.credentials;
  const [, username, password = ''] =
    /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?([^:@]*)(?::(.*))?@/is.exec(text) ?? [];
  const meant =
    username === undefined ? [] : [{ username: decoded(username), password: decoded(password) }];
  return read === undefined ? meant : [read, ...meant];
}

function credentialsIn(text: string): Credentials | undefined {
  // Go takes an entry without a scheme for a host; to a URL parser its user name would be the scheme.
  const written = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(written)) return undefined;
  const { username, password } = new URL(written);
  if (username === '' && password === '') return undefined;
  return { username: decoded(username), password: decoded(password) };
}

/** Decoded, or as it stands where it is not percent-encoded as a URL requires. */
function decoded(text: string): string {
  return decodePercent(text) ?? text;
}
