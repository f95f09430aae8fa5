/** Heads of the checksum database's tree that this machine has seen, which every later one has to continue. */

import { lstat, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { placeFiles } from '../cache/file-tree.ts';
import { FailureError, type FailureOf, failureOf } from '../failure.ts';
import { openTreeHead } from '../sumdb/tree-head.ts';
import type { VerifierKey } from '../sumdb/verifier-key.ts';

/** A head has about 160 bytes; nothing larger was written by `go` or by us. */
const mostBytes = 64 * 1024;

export interface SeenTree {
  readonly file: string;
  /** The signed note. */
  readonly text: string;
}

export interface SeenTreeFiles {
  readonly ofGo: readonly string[];
  readonly ours: string | undefined;
}

/** Where heads may lie: what `go` keeps for every user of GOPATH, and what earlier runs kept. */
export function seenTreeFiles(
  database: string,
  places: { readonly gopath: string; readonly cacheDirectory: string | undefined },
): SeenTreeFiles {
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

export interface SignedTrees {
  readonly notes: readonly string[];
  /** What lay in the place of ours and was none; it is told, and the run goes on. */
  readonly damage: FailureOf<'cache-corrupt'> | undefined;
}

/**
 * The heads that the key has signed: no other one is evidence against anybody. A file of ours that holds none is removed, as it
 * would end every run to come; what `go` keeps is not ours to remove, and a `go` that asks the database does not work with it.
 * @throws FailureError `cache-corrupt` that names the file of `go`.
 */
export async function readSignedTrees(
  { ofGo, ours }: SeenTreeFiles,
  key: VerifierKey,
): Promise<SignedTrees> {
  const notes: string[] = [];
  for (const { file, text } of await readSeenTrees(ofGo)) {
    const flaw = flawOf(text, key);
    if (flaw !== undefined) {
      throw new FailureError({
        class: 'cache-corrupt',
        detail: `the tree of the checksum database ${key.name} that \`go\` keeps in ${file} is not to be trusted: ${flaw}`,
      });
    }
    notes.push(text);
  }
  let damage: SignedTrees['damage'];
  for (const { file, text } of await readSeenTrees(ours === undefined ? [] : [ours])) {
    const flaw = flawOf(text, key);
    if (flaw === undefined) {
      notes.push(text);
      continue;
    }
    const isRemoved = await rm(file).then(
      () => true,
      () => false,
    );
    const detail = `${file} held no tree of ${key.name}: ${flaw}`;
    damage = {
      class: 'cache-corrupt',
      detail: isRemoved ? `${detail}; the file was removed` : detail,
    };
  }
  return { notes, damage };
}

/** Why a text is no head signed by the key; undefined for one that is. */
function flawOf(text: string, key: VerifierKey): string | undefined {
  try {
    openTreeHead(Buffer.from(text), key);
    return undefined;
  } catch (thrown) {
    return failureOf(thrown).detail;
  }
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
