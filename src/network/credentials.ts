/** A user name and a password for one host. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The value of an Authorization or Proxy-Authorization header (RFC 7617, UTF-8 as Go sends it). */
export function basicAuthorization({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
