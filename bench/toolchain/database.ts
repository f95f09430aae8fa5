import {
  createChecksumDatabase,
  serveChecksumDatabase,
} from '../../__tests__/support/checksum-database.ts';
import type { RealModule } from './real-module.ts';

export interface Database {
  /** Key and URL, as GOSUMDB has them. */
  readonly gosumdb: string;
  close(): Promise<void>;
}

/** Serves a checksum database on loopback that knows this module and has a key of its own. */
export async function startDatabase({ path, version, sumLines }: RealModule): Promise<Database> {
  const records = [{ path, version, lines: sumLines }];
  const database = createChecksumDatabase({ name: 'checksums.bench', records });
  const { url, close } = await serveChecksumDatabase(database);
  return { gosumdb: `${database.verifierKey} ${url}`, close };
}
