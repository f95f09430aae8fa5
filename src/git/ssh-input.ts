/** The inputs `ssh-key` and `ssh-known-hosts`, as people paste them. Pure; no problem repeats any part of a key. */

export interface KnownHosts {
  /** As a file has it. */
  readonly text: string;
  /** Named in the clear, `host` or `host:port`, lower case; hashed names and patterns are not among them. */
  readonly hosts: readonly string[];
}

export type Parsed<Value> =
  | { readonly value: Value }
  /** Without a final stop. */
  | { readonly problems: readonly string[] };

const wanted =
  'a private key from "-----BEGIN" to "-----END … PRIVATE KEY-----", without a passphrase';

/** The key as ssh takes it: lines that end with a line feed, the last one too. */
export function parseSshKey(text: string): Parsed<string> {
  const key = `${text.replace(/\r\n?/g, '\n').trim()}\n`;
  const problem = problemOf(key);
  return problem === undefined ? { value: key } : { problems: [problem] };
}

function problemOf(key: string): string | undefined {
  if (/^PuTTY-User-Key-File/.test(key)) {
    return `is a key of PuTTY; "puttygen KEY -O private-openssh" turns it into ${wanted}`;
  }
  if (/^(?:ssh-|ecdsa-|sk-)|^-+ ?BEGIN (?:SSH2 |RSA )?PUBLIC KEY/.test(key)) {
    return `is the public half; wanted is ${wanted}`;
  }
  const [, kind = '', body = ''] =
    /^-----BEGIN ([A-Z ]*?) ?PRIVATE KEY-----\n([\s\S]+)\n-----END \1 ?PRIVATE KEY-----\n$/.exec(
      key,
    ) ?? [];
  if (body === '') return `is not ${wanted}`;
  const isProtected =
    kind === 'ENCRYPTED' || /^Proc-Type: 4,ENCRYPTED/m.test(body) || isProtectedOpenSsh(body);
  return isProtected
    ? 'is protected by a passphrase, which nobody can type here; make a key for this purpose without one (ssh-keygen -t ed25519 -N "")'
    : undefined;
}

/** The format names the cipher of its private part right after its own name (PROTOCOL.key of OpenSSH). */
function isProtectedOpenSsh(body: string): boolean {
  const bytes = Buffer.from(body, 'base64');
  const magic = 'openssh-key-v1\0';
  if (bytes.toString('latin1', 0, magic.length) !== magic) return false;
  const start = magic.length + 4;
  const cipher = bytes.toString('latin1', start, start + bytes.readUInt32BE(magic.length));
  return cipher !== 'none';
}

/** Lines of a known_hosts file, such as `ssh-keyscan` prints them. */
export function parseKnownHosts(text: string): Parsed<KnownHosts> {
  const problems: string[] = [];
  const hosts = new Set<string>();
  const lines = text.split(/\r\n?|\n/).map((line) => line.trim());
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const [, marker, names = ''] =
      /^(?:(@\S+)\s+)?(\S+)\s+(?:ssh-|ecdsa-|sk-)\S+\s+AAAA[A-Za-z0-9+/=]+(?:\s|$)/.exec(line) ??
      [];
    if (names === '') {
      problems.push(
        `line ${index + 1} is not of the form "HOST KEYTYPE KEY", as ssh-keyscan prints it`,
      );
    } else if (marker !== '@revoked') {
      for (const name of names.split(',')) {
        const host = plainHost(name);
        if (host !== undefined) hosts.add(host);
      }
    }
  }
  if (problems.length > 0) return { problems };
  return { value: { text: `${lines.join('\n')}\n`, hosts: [...hosts] } };
}

function plainHost(name: string): string | undefined {
  const [, bracketed, port] = /^\[([^\]]+)\]:(\d+)$/.exec(name) ?? [];
  const host = (bracketed ?? name).toLowerCase();
  if (!/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(host)) return undefined;
  return port === undefined || port === '22' ? host : `${host}:${port}`;
}
