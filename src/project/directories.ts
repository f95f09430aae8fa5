/** Which directories of a repository hold a module or a workspace. */

import { glob, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Directories whose modules are not the project's own: `./...` leaves out all but node_modules too
 * (`go help packages`), and npm packages that ship a go.mod are somebody else's.
 */
function isForeign(name: string): boolean {
  return (
    name === 'vendor' ||
    name === 'testdata' ||
    name === 'node_modules' ||
    name.startsWith('.') ||
    name.startsWith('_')
  );
}

/** Whether `file` exists and is no directory, which is all Go asks of a go.mod or go.work. */
export async function isFile(file: string): Promise<boolean> {
  try {
    return !(await stat(file)).isDirectory();
  } catch {
    return false;
  }
}

async function isDirectory(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isDirectory();
  } catch {
    return false;
  }
}

/** The files that make a directory a project: with GOWORK=off a go.work is none of them. */
export type ProjectFileNames = readonly ('go.mod' | 'go.work')[];

export async function holdsProject(directory: string, names: ProjectFileNames): Promise<boolean> {
  for (const name of names) {
    if (await isFile(path.join(directory, name))) return true;
  }
  return false;
}

/** The nearest file called `name` in `directory` or above it. */
export async function findUpwards(directory: string, name: string): Promise<string | undefined> {
  for (let current = directory; ; current = path.dirname(current)) {
    const file = path.join(current, name);
    if (await isFile(file)) return file;
    if (path.dirname(current) === current) return undefined;
  }
}

/**
 * Every directory at or below `root` that holds a file of `names`, sorted by name.
 * Symbolic links are not followed (as `./...` does not), and directories that may not be read hold nothing for us.
 */
export async function findModuleDirectories(
  root: string,
  names: ProjectFileNames,
): Promise<readonly string[]> {
  const found: string[] = [];
  const pending = [root];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isDirectory() && !isForeign(entry.name)) {
        pending.push(path.join(directory, entry.name));
      } else if (names.some((name) => name === entry.name) && !entry.isDirectory()) {
        found.push(directory);
      }
    }
  }
  return [...new Set(found)].sort();
}

export interface ExpandedDirectories {
  /** Absolute, without duplicates: lines in their order, the matches of one line sorted. */
  readonly directories: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Turns `working-directory` lines into directories that hold a file of `names`. A line is a path (absolute, or relative to
 * `root`) or a glob; globs skip vendor, testdata, node_modules and directories starting with "." or "_" unless the
 * pattern spells the name out. A line that leads nowhere is a problem.
 */
export async function expandWorkingDirectories(
  root: string,
  lines: readonly string[],
  names: ProjectFileNames,
): Promise<ExpandedDirectories> {
  const directories: string[] = [];
  const problems: string[] = [];
  for (const line of lines) {
    const literal = path.resolve(root, line);
    if (await isDirectory(literal)) {
      if (await holdsProject(literal, names)) directories.push(literal);
      else problems.push(await describeEmpty(root, line, literal, names));
    } else if (/[*?[{]/.test(line)) {
      const matches = await matchDirectories(root, line, names);
      if (matches.length === 0) {
        problems.push(`"${line}" matches no directory with a ${names.join(' or ')}`);
      }
      directories.push(...matches);
    } else {
      problems.push(`"${line}" is not a directory`);
    }
  }
  return { directories: [...new Set(directories)], problems };
}

async function matchDirectories(
  root: string,
  pattern: string,
  names: ProjectFileNames,
): Promise<readonly string[]> {
  const spelledOut = new Set(pattern.split(/[\\/]/));
  const isSkipped = (name: string) => isForeign(name) && !spelledOut.has(name);
  const found: string[] = [];
  const entries = glob(pattern, {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => isSkipped(entry.name),
  });
  for await (const entry of entries) {
    const directory = path.resolve(entry.parentPath, entry.name);
    if (isSkipped(entry.name) || !(await holdsProject(directory, names))) continue;
    found.push(directory);
  }
  return [...new Set(found)].sort();
}

async function describeEmpty(
  root: string,
  line: string,
  directory: string,
  names: ProjectFileNames,
): Promise<string> {
  const above = await findUpwards(path.dirname(directory), 'go.mod');
  const hint =
    above === undefined ? '' : ` (the nearest go.mod above it is ${relative(root, above)})`;
  return `"${line}" holds no ${names.join(' or ')}${hint}`;
}

/** How a file is named in messages: from `root` with slashes, or in full where it lies outside. */
export function relative(root: string, file: string): string {
  const name = path.relative(root, file);
  return name.startsWith('..') || path.isAbsolute(name) ? file : name.replaceAll(path.sep, '/');
}
