/** What go asks of a module's zip file beyond being a zip file (golang.org/x/mod/zip, CheckZip). */

import { entriesPerTurn, takeTurns } from './event-loop.ts';
import { formatModule, isFilePath, isModulePath, type ModuleVersion } from './path.ts';
import { matchesPathMajor, splitPathVersion } from './path-major.ts';
import { isCanonical } from './version.ts';
import type { ZipEntry } from './zip.ts';

/** Most bytes go accepts for these two files at the root of a module (MaxGoMod, MaxLICENSE). */
export const maxRootFileBytes = 16 * 1024 * 1024;

/** Why go would refuse to unpack these entries as this module, or undefined. */
export async function findModuleZipProblem(
  entries: readonly ZipEntry[],
  module: ModuleVersion,
): Promise<string | undefined> {
  const pathMajor = splitPathVersion(module.path)?.major;
  if (
    pathMajor === undefined ||
    !isModulePath(module.path) ||
    !isCanonical(module.version) ||
    !matchesPathMajor(module.version, pathMajor)
  ) {
    return `${JSON.stringify(formatModule(module))} is no module version`;
  }
  const prefix = `${formatModule(module)}/`;
  const tree = new Map<string, TreeNode>();
  for (const [index, entry] of entries.entries()) {
    if (index % entriesPerTurn === entriesPerTurn - 1) await takeTurns();
    const problem = entry.name.startsWith(prefix)
      ? findEntryProblem(entry.name.slice(prefix.length), entry.size, tree)
      : `name does not begin with ${prefix}`;
    if (problem !== undefined) return `entry ${JSON.stringify(entry.name)}: ${problem}`;
  }
  return undefined;
}

/** `name` is relative to the module's root; a directory ends in a slash. */
function findEntryProblem(
  name: string,
  size: number,
  tree: Map<string, TreeNode>,
): string | undefined {
  if (name === '') return undefined;
  const isDirectory = name.endsWith('/');
  const path = isDirectory ? name.slice(0, -1) : name;
  if (!isFilePath(path)) return 'a name go does not allow';
  const collision = findCollision(path, isDirectory, tree);
  if (collision !== undefined) return collision;
  if (isDirectory) return undefined;

  const base = path.slice(path.lastIndexOf('/') + 1);
  if (base.toLowerCase() === 'go.mod' && path !== 'go.mod') {
    return 'a go.mod outside the root, or not in lower case';
  }
  if ((path === 'go.mod' || path === 'LICENSE') && size > maxRootFileBytes) {
    return `larger than the ${maxRootFileBytes} bytes go accepts`;
  }
  return undefined;
}

interface TreeNode {
  readonly path: string;
  readonly isDirectory: boolean;
}

/** Two names that are one on a file system without case, or a file that would also have to be a directory. */
function findCollision(
  path: string,
  isDirectory: boolean,
  tree: Map<string, TreeNode>,
): string | undefined {
  let current = path;
  let isCurrentDirectory = isDirectory;
  while (true) {
    const folded = foldCase(current);
    const other = tree.get(folded);
    if (other && other.path !== current) return `collides with ${JSON.stringify(other.path)}`;
    if (other && other.isDirectory !== isCurrentDirectory) return 'both a file and a directory';
    // Everything above a known directory was checked when it came in.
    if (other && isCurrentDirectory && current !== path) return undefined;
    tree.set(folded, { path: current, isDirectory: isCurrentDirectory });
    const slash = current.lastIndexOf('/');
    if (slash < 0) return undefined;
    current = current.slice(0, slash);
    isCurrentDirectory = true;
  }
}

/**
 * One spelling for all that are one where case does not count, as Go folds (unicode.SimpleFold): letter by letter, with ς and σ
 * the same, and without the letters that would become two (ß) or that have a case in Turkish alone (ı).
 */
export function foldCase(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII, controls included
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return Array.from(text, (letter) =>
    letter === '\u0131' ? letter : oneLetter(oneLetter(letter, 'toUpperCase'), 'toLowerCase'),
  ).join('');
}

function oneLetter(letter: string, change: 'toUpperCase' | 'toLowerCase'): string {
  const changed = letter[change]();
  return Array.from(changed).length === 1 ? changed : letter;
}
