import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMirror } from '../../__tests__/support/mirror.ts';
import { writeChecksumDatabase } from '../../e2e/checksum-database.ts';
import type { RealModule } from './real-module.ts';

export interface Database {
  /** Key and URL, as GOSUMDB has them. */
  readonly gosumdb: string;
  close(): Promise<void>;
}

const name = 'sum.golang.org';

/** Serves a checksum database on loopback that knows these modules and has a key of its own. */
export async function startDatabase(
  modules: readonly RealModule[],
  scratch: string,
): Promise<Database> {
  const directory = await mkdtemp(join(scratch, 'database-'));
  const key = await writeChecksumDatabase(directory, modules);
  const root = join(directory, 'sumdb');
  const sumdb: Record<string, { readonly body: Buffer }> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    sumdb[file.slice(root.length + 1)] = { body: await readFile(file) };
  }
  const server = await startMirror({ sumdb });
  return { gosumdb: `${key} ${server.url}/sumdb/${name}`, close: server.close };
}
