/** Puts verified files into a directory that serves as a `file://` mirror. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModuleFile } from '../cache/content.ts';
import { openTree, type Placement, placeFiles } from '../cache/file-tree.ts';
import { hasSameBytes } from '../cache/same-bytes.ts';
import { escapePath, unescapeVersion } from '../module/path.ts';
import { compareVersions, isPseudoVersion } from '../module/version.ts';

export interface Publication {
  /** The directory of the bundle. */
  readonly directory: string;
  /** `cache/download` of the module cache that has the files. */
  readonly source: string;
  readonly files: readonly ModuleFile[];
  /** Below `sumdb/` of `source`, with slashes. */
  readonly answers: readonly string[];
  readonly signal: AbortSignal;
}

export interface Published {
  /** Files that were not there yet, or were others. */
  readonly written: number;
  readonly kept: number;
  readonly bytes: number;
}

/** Each file is written under another name and renamed; a version is listed after its files are there. */
export async function publish(publication: Publication): Promise<Published> {
  const { directory, source, files, answers } = publication;
  return placeFiles(directory, async (placement) => {
    let [written, kept, bytes] = [0, 0, 0];
    const [from, to] = [openTree(source), openTree(directory)];
    for (const name of [
      ...files.map(({ relativePath }) => relativePath),
      ...answers.map((answer) => `sumdb/${answer}`),
    ]) {
      publication.signal.throwIfAborted();
      const file = await from.find(name);
      if (file === undefined) continue;
      const there = await to.find(name);
      bytes += file.size;
      if (there?.size === file.size && (await hasSameBytes(file.path, there.path))) {
        kept += 1;
        continue;
      }
      await placement.copy(file.path, name);
      written += 1;
    }
    for (const database of databasesOf(answers)) {
      await placement.write('', `sumdb/${database}/supported`);
    }
    for (const path of new Set(files.map(({ module }) => module.path))) {
      await writeList(placement, directory, path);
    }
    return { written, kept, bytes };
  });
}

function databasesOf(answers: readonly string[]): ReadonlySet<string> {
  return new Set(answers.flatMap((name) => /^(.+?)\/(?:lookup|tile)\//.exec(name)?.[1] ?? []));
}

/** The protocol wants released versions only: what is named by a commit is not offered. */
async function writeList(
  placement: Placement,
  directory: string,
  modulePath: string,
): Promise<void> {
  const name = `${escapePath(modulePath)}/@v`;
  const names = await readdir(join(directory, ...name.split('/'))).catch(() => []);
  const versions = names
    .flatMap((file) => (file.endsWith('.zip') ? [unescapeVersion(file.slice(0, -4))] : []))
    .filter((version) => version !== undefined)
    .filter((version) => !isPseudoVersion(version))
    .toSorted(compareVersions);
  const list = versions.map((version) => `${version}\n`).join('');
  const before = await readFile(join(directory, ...`${name}/list`.split('/')), 'utf8').catch(
    () => undefined,
  );
  if (before !== list) await placement.write(list, `${name}/list`);
}
