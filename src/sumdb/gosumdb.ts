/** GOSUMDB: which checksum database is believed, and where it is. The rules are those of cmd/go (modfetch, dbDial). */

import { createMirrorEntry } from '../module/mirror-entry.ts';
import { parseVerifierKey, type VerifierKey } from './verifier-key.ts';

/** A database that is to be asked. */
export interface DatabaseSetting {
  readonly kind: 'database';
  readonly key: VerifierKey;
  /** Asked instead of the database's own host and of any mirror. */
  readonly url?: string;
}

export type Gosumdb =
  | { readonly kind: 'off' }
  | DatabaseSetting
  | { readonly kind: 'invalid'; readonly problem: string };

/** Go's own database. Its key is compiled into every `go` (cmd/go/internal/modfetch/key.go). */
const goDatabase = 'sum.golang.org';
const goDatabaseKey = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';

/** The same database under a host that can be reached from mainland China. */
const alias = 'sum.golang.google.cn';

/** Reads the value of GOSUMDB; the problem text holds nothing of it, as its URL may contain a password. */
export function parseGosumdb(text: string): Gosumdb {
  const written = text === alias ? `${goDatabase} https://${alias}` : text;
  if (written === 'off') return { kind: 'off' };
  const [name, url, ...more] = written.split(/\s+/).filter((field) => field !== '');
  if (name === undefined) return { kind: 'invalid', problem: 'it is empty' };
  if (more.length > 0) return { kind: 'invalid', problem: 'more than a key and a URL' };
  const key = parseVerifierKey(name === goDatabase ? goDatabaseKey : name);
  if ('problem' in key) return { kind: 'invalid', ...key };
  if (!isDatabaseName(key.name)) {
    return { kind: 'invalid', problem: 'the name in the key must be host[/path]' };
  }
  if (url === undefined) return { kind: 'database', key };
  if (!url.includes('://')) return { kind: 'invalid', problem: 'what follows the key is no URL' };
  const place = createMirrorEntry(url, () => false);
  if ('problem' in place) return { kind: 'invalid', problem: `the URL: ${place.problem}` };
  return { kind: 'database', key, url };
}

/** What `https://` in front of it makes a URL of a host and a path, and of nothing else. */
function isDatabaseName(name: string): boolean {
  const [host = '', ...elements] = name.split('/');
  return (
    /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?$/.test(host) &&
    elements.every(
      (element) => /^[A-Za-z0-9._~!$&'()*,;=:@-]+$/.test(element) && !/^\.+$/.test(element),
    )
  );
}
