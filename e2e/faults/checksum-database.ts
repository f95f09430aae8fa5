/** A checksum database of one record, signed with a key of its own (golang.org/x/mod/sumdb, note and tlog). */
import {
  createChecksumDatabase,
  serveChecksumDatabase,
} from '../../__tests__/support/checksum-database.ts';

export interface ChecksumDatabase {
  /** For GOSUMDB, before the URL. */
  readonly verifierKey: string;
  readonly url: string;
  close(): Promise<void>;
}

/** `lines` are the go.sum lines that it knows, of one module version. */
export async function startChecksumDatabase(
  lines: readonly [string, ...string[]],
): Promise<ChecksumDatabase> {
  const [path = '', version = ''] = lines[0].split(' ');
  const records = [{ path, version, lines }];
  const database = createChecksumDatabase({ name: 'sum.test', records });
  return { verifierKey: database.verifierKey, ...(await serveChecksumDatabase(database)) };
}
