/** Heads of the checksum database's tree that this machine has seen, which every later one has to continue. */

import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { placeFiles } from '../cache/file-tree.ts';

/** A head has about 160 bytes; nothing larger was written by `go` or by us. */
const mostBytes = 64 * 1024;

export interface SeenTree {
  readonly file: string;
  /** The signed note. */
  readonly text: string;
}

/** Where heads may lie: what `go` keeps for every user of GOPATH, and what earlier runs kept. */
export function seenTreeFiles(
  database: string,
  places: { readonly gopath: string; readonly cacheDirectory: string | undefined },
): { readonly ofGo: readonly string[]; readonly ours: string | undefined } {
  const name = path.join('sumdb', ...database.split('/'), 'latest');
  const [first = ''] = places.gopath.split(path.delimiter);
  return {
    ofGo: path.isAbsolute(first) ? [path.join(first, 'pkg', name)] : [],
    ours: places.cacheDirectory && path.join(places.cacheDirectory, name),
  };
}

/** Those of the files that are there; an empty one is how `go` begins. What is no regular file is left alone. */
export async function readSeenTrees(files: readonly string[]): Promise<readonly SeenTree[]> {
  const seen: SeenTree[] = [];
  for (const file of files) {
    const status = await lstat(file).catch(() => undefined);
    if (!status?.isFile() || status.size === 0 || status.size > mostBytes) continue;
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') seen.push({ file, text });
  }
  return seen;
}

/**
 * Keeps a head for later runs. Of two runs that end at once either head may stay: both were proven to be of one tree, and the
 * next run only compares with an older one. Go's own file is not written: it is locked in a way that only `go` knows.
 */
export async function keepSeenTree(file: string, text: string): Promise<void> {
  try {
    await placeFiles(path.dirname(file), ({ write }) => write(text, path.basename(file)));
  } catch {
    // A directory that cannot be written keeps no head, as on a machine that was made for this job.
  }
}
