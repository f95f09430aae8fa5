/**
 * Whether what lies in a module cache for one module is what go.sum says. Blocks its thread while it reads, a few
 * milliseconds at a time. All of it is plain data, so that it can be sent to another thread.
 */

import { lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import { hashMod, hashZip } from '../module/h1.ts';
import { maxRootFileBytes } from '../module/module-zip.ts';
import type { ModuleVersion } from '../module/path.ts';
import { maxZipBytes } from '../module/zip.ts';
import { cacheName, treeName } from './content.ts';
import { describeKind } from './file-kind.ts';
import { findInfoProblem, maxInfoBytes } from './info.ts';
import { openSource, Refused, readSmallFile } from './safe-read.ts';
import { hashTree } from './tree-hash.ts';

/** What is to be looked at. Hashes are those of go.sum; where it has none, only what can be told without is. */
export interface ModuleCheck {
  readonly module: ModuleVersion;
  readonly zip?: readonly string[];
  readonly mod?: readonly string[];
  readonly info?: true;
  /** What `go` makes of the zip, which has to hash to one of `zip`: the tree, .ziphash, .partial and .lock. */
  readonly unpacked?: true;
}

/** Absolute directories. */
export interface CheckedPlace {
  readonly downloadDirectory: string;
  /** GOMODCACHE, for trees. */
  readonly moduleCacheDirectory: string;
}

/** `versions` is the directory of all the other files. */
export type ModulePart =
  | 'zip'
  | 'mod'
  | 'info'
  | 'ziphash'
  | 'partial'
  | 'lock'
  | 'tree'
  | 'versions';

export interface Damage {
  readonly part: ModulePart;
  /** What is wrong, without a final stop. */
  readonly problem: string;
}

export interface CheckedModule {
  readonly damages: readonly Damage[];
  /** Nothing is wrong with the .ziphash, but `go` would unpack the zip without hashing it (design §8). */
  readonly hasOpenZiphash: boolean;
  readonly files: number;
  readonly bytes: number;
}

const endings: Readonly<Record<Exclude<ModulePart, 'tree' | 'versions'>, string>> = {
  zip: '.zip',
  mod: '.mod',
  info: '.info',
  ziphash: '.ziphash',
  partial: '.partial',
  lock: '.lock',
};

/** The file or directory of a part. */
export function placeOf(
  { downloadDirectory, moduleCacheDirectory }: CheckedPlace,
  module: ModuleVersion,
  part: ModulePart,
): string {
  if (part === 'tree') return path.join(moduleCacheDirectory, treeName(module));
  const name = path.join(downloadDirectory, cacheName(module));
  return part === 'versions' ? path.dirname(name) : name + endings[part];
}

/** An entry of a zip up to this size is inflated in one piece: 40 ms on a slow runner's core. */
const mostAtOnce = 4 * 1024 * 1024;

/** A .ziphash is 47 bytes long. */
const maxZiphashBytes = 1024;

/** What is found where a part belongs; `hash` where there is one. */
type Found = { readonly bytes: number; readonly hash?: string } | { readonly problem: string };

/**
 * Looks at the parts that exist. What cannot be read counts as damaged: nobody can vouch for it.
 * @throws what node:fs throws for a reason that is no file's: too many open files, no memory.
 */
export async function checkModule(place: CheckedPlace, check: ModuleCheck): Promise<CheckedModule> {
  const { module } = check;
  const damages: Damage[] = [];
  let files = 0;
  let bytes = 0;
  /** @returns whether the part is there and sound; undefined where there is none. */
  const look = async (
    part: ModulePart,
    find: (name: string) => Promise<Found | undefined> | Found | undefined,
    expected: readonly string[] = [],
  ): Promise<boolean | undefined> => {
    const found = await tell(() => find(placeOf(place, module, part)));
    if (found === undefined) return undefined;
    files += 1;
    const problem = 'problem' in found ? found.problem : findHashProblem(found.hash, expected);
    if ('bytes' in found) bytes += found.bytes;
    if (problem !== undefined) damages.push({ part, problem });
    return problem === undefined;
  };
  const result = (hasOpenZiphash: boolean) => ({ damages, hasOpenZiphash, files, bytes });

  if ((await look('versions', findDirectory)) === false) return result(false);
  const hasZip = check.zip && (await look('zip', (name) => findZip(name, module), check.zip));
  if (check.mod) await look('mod', findMod, check.mod);
  if (check.info) await look('info', (name) => findInfo(name, module.version));
  if (!check.unpacked) return result(false);

  await look('lock', findPlain);
  const isUnfinished = (await look('partial', findPlain)) !== undefined;
  const hasTree = await look(
    'tree',
    // Another `go` may be about to unpack it, and one that finds a .partial unpacks it anew.
    isUnfinished ? findNothing : (name) => findTree(name, module),
    check.zip,
  );
  const hasHash = await look('ziphash', findZiphash, check.zip);
  return result(hasHash === true && !(hasZip === true && hasTree === true));
}

/** An error of one file is a problem of that file. */
async function tell(
  find: () => Promise<Found | undefined> | Found | undefined,
): Promise<Found | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof Refused) return { problem: error.message };
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === undefined || ['EMFILE', 'ENFILE', 'ENOMEM'].includes(code)) throw error;
    return { problem: `cannot be read (${code})` };
  }
}

function findHashProblem(found: string | undefined, expected: readonly string[]) {
  if (found === undefined || expected.length === 0 || expected.includes(found)) return undefined;
  return `hashes to ${found}, go.sum has ${expected.join(', ')}`;
}

function findDirectory(name: string): Found | undefined {
  // A link to a directory is somebody's choice of a disk: what it leads to is checked as if it were here.
  const status = statSync(name, { throwIfNoEntry: false });
  if (status === undefined || status.isDirectory()) return undefined;
  return { problem: `is ${describeKind(status)} and no directory` };
}

async function findZip(name: string, module: ModuleVersion): Promise<Found | undefined> {
  const source = openSource(name, maxZipBytes);
  if (source === undefined) return undefined;
  try {
    const hashed = await hashZip(source.bytes, module, { mostAtOnce });
    return 'problem' in hashed ? hashed : { hash: hashed.hash, bytes: source.bytes.size };
  } finally {
    source.close();
  }
}

function findMod(name: string): Found | undefined {
  const content = readSmallFile(name, maxRootFileBytes);
  return content && { hash: hashMod(content), bytes: content.length };
}

function findInfo(name: string, version: string): Found | undefined {
  const content = readSmallFile(name, maxInfoBytes);
  if (content === undefined) return undefined;
  const problem = findInfoProblem(content.toString('utf8'), version);
  return problem === undefined ? { bytes: content.length } : { problem };
}

/** Go takes white space around the hash away. */
function findZiphash(name: string): Found | undefined {
  const content = readSmallFile(name, maxZiphashBytes);
  return content && { hash: content.toString('latin1').trim(), bytes: content.length };
}

/** Its content does not matter. */
function findPlain(name: string): Found | undefined {
  const status = lstatSync(name, { throwIfNoEntry: false });
  if (status === undefined) return undefined;
  return status.isFile() ? { bytes: 0 } : { problem: `is ${describeKind(status)}` };
}

function findNothing(): undefined {
  return undefined;
}

async function findTree(name: string, module: ModuleVersion): Promise<Found | undefined> {
  const status = lstatSync(name, { throwIfNoEntry: false });
  if (status === undefined) return undefined;
  if (!status.isDirectory()) return { problem: `is ${describeKind(status)} and no directory` };
  try {
    return await hashTree(name, module);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The tree is there; a file of it is gone, or has a name that only bytes can say.
    if (code === 'ENOENT' || code === 'ENOTDIR') return { problem: `cannot be read (${code})` };
    throw error;
  }
}
