/** What `go` keeps of a checksum database in a module cache, which is nearly what a mirror serves below `/sumdb/`. */

import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { parseEndpoint } from '../module/endpoint.ts';
import { parseGoSum, type SumLine } from '../module/gosum.ts';

/** A database's answer for one module version. */
export interface Lookup {
  /** `<database>/lookup/<module>@<version>`, escaped, with slashes. */
  readonly name: string;
  readonly database: string;
  /** Number and go.sum lines of the record, with the empty line behind them. */
  readonly record: string;
  /** The signed tree head that came with it. */
  readonly tree: string;
  /** Records in that tree. */
  readonly size: number;
}

/**
 * Files below `sumdb/` that a checksum database may be asked for (lookups and tiles), with slashes; whatever else lies
 * there is passed over.
 */
export async function listAnswers(sumdbDirectory: string): Promise<readonly string[]> {
  const entries = await readdir(sumdbDirectory, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(sumdbDirectory.length + 1)
        .replaceAll(sep, '/'),
    )
    .filter((name) => {
      const operation = operationOf(name);
      return operation !== undefined && /^(?:lookup|tile)\//.test(operation);
    })
    .sort();
}

function operationOf(name: string): string | undefined {
  const endpoint = parseEndpoint(`sumdb/${name}`);
  return endpoint?.kind === 'sumdb' ? endpoint.operation : undefined;
}

/** The lookups among `names`; one that is no answer of a database is passed over, and asked for again by `go`. */
export async function readLookups(
  sumdbDirectory: string,
  names: readonly string[],
): Promise<readonly Lookup[]> {
  const lookups: Lookup[] = [];
  for (const name of names) {
    const [database = '', ...rest] = name.split('/lookup/');
    if (rest.length === 0) continue;
    const text = await readFile(join(sumdbDirectory, ...name.split('/')), 'utf8');
    const end = text.indexOf('\n\n') + 2;
    const tree = text.slice(end);
    const size = Number(/^go\.sum database tree\n(\d+)\n/.exec(tree)?.[1]);
    if (end < 2 || !Number.isSafeInteger(size)) continue;
    lookups.push({ name, database, record: text.slice(0, end), tree, size });
  }
  return lookups;
}

/** The go.sum lines that the database vouches for. */
export function sumLinesOf(lookups: readonly Lookup[]): readonly SumLine[] {
  return lookups.flatMap(({ record, name }) => {
    const [, ...lines] = record.trimEnd().split('\n');
    return parseGoSum(lines.join('\n'), name).lines;
  });
}

/**
 * The texts of lookups that do not have their database's largest tree, with that tree. A client proves a record against
 * the largest tree it has seen: with different ones the tiles it needs would depend on the order of its questions, and
 * nobody could tell beforehand which belong into a directory. The tree is signed; what it says is the database's word.
 */
export function withLargestTree(
  lookups: readonly Lookup[],
): readonly { readonly name: string; readonly text: string }[] {
  const largest = new Map<string, Lookup>();
  for (const lookup of lookups) {
    const known = largest.get(lookup.database);
    if (known === undefined || known.size < lookup.size) largest.set(lookup.database, lookup);
  }
  return lookups.flatMap(({ name, database, record, tree }) => {
    const best = largest.get(database)?.tree ?? tree;
    return best === tree ? [] : [{ name, text: record + best }];
  });
}
