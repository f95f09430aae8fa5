import type { BearerToken } from '../module/mirror-token.ts';

/** A user name and a password for one host. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Credentials that were looked up for a URL. */
export interface FoundCredentials extends Credentials {
  /** Where they stand, for people; never a secret. */
  readonly origin: string;
}

/** The value of an Authorization or Proxy-Authorization header (RFC 7617, UTF-8 as Go sends it). */
export function basicAuthorization(credentials: Credentials): string {
  return `Basic ${basicToken(credentials)}`;
}

/** What stands behind `Basic`. */
export function basicToken({ username, password }: Credentials): string {
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}

/** The value of an Authorization header, for a token by RFC 6750. */
export function authorization(credentials: Credentials | BearerToken): string {
  return 'token' in credentials ? `Bearer ${credentials.token}` : basicAuthorization(credentials);
}
