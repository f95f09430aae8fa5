/** A checksum database of a few records, laid out as files; its tree and signatures are what `go` itself checks. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createChecksumDatabase, everyAnswer } from '../__tests__/support/checksum-database.ts';
import type { TestModule } from '../__tests__/support/modules.ts';

/** The one name that the relay passes on; the key is the test's own. */
const name = 'sum.golang.org';

/**
 * Writes `sumdb/…` into a directory in the layout of a module proxy. The lookup of each module comes with the tree that ended
 * with its record, as it would from a database that grows while it is asked.
 * @returns the value of GOSUMDB that trusts it.
 */
export async function writeChecksumDatabase(
  directory: string,
  modules: readonly Pick<TestModule, 'path' | 'version' | 'sumLines'>[],
): Promise<string> {
  const records = modules.map(({ path, version, sumLines }) => ({
    path,
    version,
    lines: sumLines,
  }));
  const database = createChecksumDatabase({ name, records, treeOf: (record) => record + 1 });
  for (const [operation, content] of everyAnswer(database)) {
    // The files of a mirror have no tree head of their own.
    if (operation === 'latest') continue;
    const file = join(directory, 'sumdb', name, ...operation.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return database.verifierKey;
}
