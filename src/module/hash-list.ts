/** The list that an h1 hash is taken of (golang.org/x/mod/sumdb/dirhash, Hash1): every file's SHA-256 and name, sorted. */
import { hash } from 'node:crypto';

export interface NamedSum {
  /** `path@version/name`, with slashes; without a line feed, which would pass for two lines. */
  readonly name: string;
  /** SHA-256 in hexadecimal. */
  readonly sum: string;
}

export function hashList(sums: readonly NamedSum[]): string {
  // Go sorts names by their UTF-8 bytes; JavaScript would sort by UTF-16 units, which differs above U+FFFF.
  const lines = sums
    .map(({ name, sum }) => ({ key: Buffer.from(name, 'utf8'), line: `${sum}  ${name}\n` }))
    .sort((a, b) => a.key.compare(b.key));
  return `h1:${hash('sha256', lines.map(({ line }) => line).join(''), 'base64')}`;
}
