/** Reads the files of a module or a workspace, once, and gathers everything wrong with them. */

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseGoMod } from '../module/gomod.ts';
import { parseGoSum } from '../module/gosum.ts';
import { parseGoWork } from '../module/gowork.ts';
import type {
  ModuleFiles,
  ModuleProject,
  ProjectFile,
  SumFile,
  WorkspaceProject,
} from './project.ts';

/** What is wrong with a file of the project; without `line` it is the file as a whole (it cannot be read, say). */
export interface ReadProblem {
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** `value` is only meaningful without problems; it is missing where a file could not be read at all. */
export interface Read<T> {
  readonly value?: T;
  readonly problems: readonly ReadProblem[];
}

/**
 * Reads go.mod and go.sum of `directory`; `modfile` is what `-modfile` of GOFLAGS says, and the go.sum then goes by
 * its name (`go help modules`: trim .mod, append .sum).
 */
export async function readModule(
  directory: string,
  modfile?: string,
): Promise<Read<ModuleProject>> {
  const goModPath = path.resolve(directory, modfile ?? 'go.mod');
  const { value: module, problems } = await readModuleFiles(directory, goModPath);
  if (module === undefined) return { problems };
  return { value: { kind: 'module', directory, module }, problems };
}

async function readModuleFiles(directory: string, goModPath: string): Promise<Read<ModuleFiles>> {
  const goModFile = await readRequired(goModPath);
  const goSum = await readSums(`${goModPath.replace(/\.mod$/, '')}.sum`);
  if (goModFile.value === undefined) return { problems: goModFile.problems };
  const parsed = parseGoMod(goModFile.value.bytes.toString('utf8'), goModPath);
  const problems: ReadProblem[] = [...parsed.problems, ...goSum.problems];
  if (parsed.value.module === undefined && problems.length === 0) {
    problems.push({ file: goModPath, line: 1, message: 'no module line' });
  }
  return {
    value: { directory, goModFile: goModFile.value, goMod: parsed.value, goSum: goSum.value },
    problems,
  };
}

/** Reads go.work, go.work.sum and the files of every member. */
export async function readWorkspace(goWorkPath: string): Promise<Read<WorkspaceProject>> {
  const directory = path.dirname(goWorkPath);
  const goWorkFile = await readRequired(goWorkPath);
  if (goWorkFile.value === undefined) return { problems: goWorkFile.problems };
  const parsed = parseGoWork(goWorkFile.value.bytes.toString('utf8'), goWorkPath);
  const problems: ReadProblem[] = [...parsed.problems];
  for (const { path: modulePath, query, line } of parsed.value.queries) {
    // Unlike in go.mod, where Go would resolve it.
    const message = `version ${query} of ${modulePath} is not of the form v1.2.3`;
    problems.push({ file: goWorkPath, line, message });
  }
  if (parsed.value.uses.length === 0 && problems.length === 0) {
    problems.push({ file: goWorkPath, message: 'no use line, so there is no module' });
  }
  const members: ModuleFiles[] = [];
  const seen = new Set<string>();
  for (const use of parsed.value.uses) {
    const memberDirectory = path.resolve(directory, use.directory);
    const at = { file: goWorkPath, line: use.line };
    if (seen.has(memberDirectory)) {
      problems.push({ ...at, message: `directory ${use.directory} appears twice` });
      continue;
    }
    seen.add(memberDirectory);
    const goModPath = path.join(memberDirectory, 'go.mod');
    const member = await readModuleFiles(memberDirectory, goModPath);
    if (member.value === undefined) {
      const reason = member.problems.map((problem) => problem.message).join(', ');
      problems.push({ ...at, message: `go.mod of ${use.directory}: ${reason}` });
      continue;
    }
    problems.push(...member.problems);
    members.push(member.value);
  }
  const goWorkSum = await readSums(`${goWorkPath}.sum`);
  problems.push(...goWorkSum.problems);
  return {
    value: {
      kind: 'workspace',
      directory,
      goWorkFile: goWorkFile.value,
      goWork: parsed.value,
      goWorkSum: goWorkSum.value,
      members,
    },
    problems,
  };
}

async function readSums(file: string): Promise<Required<Read<SumFile>>> {
  try {
    const bytes = await readRegular(file);
    const { lines, problems } = parseGoSum(bytes.toString('utf8'), file);
    return { value: { path: file, bytes, lines }, problems };
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const problems = isMissing ? [] : [{ file, message: describeReadError(error) }];
    return { value: { path: file, lines: [] }, problems };
  }
}

async function readRequired(file: string): Promise<Read<ProjectFile>> {
  try {
    return { value: { path: file, bytes: await readRegular(file) }, problems: [] };
  } catch (error) {
    return { problems: [{ file, message: describeReadError(error) }] };
  }
}

/** A pull request may bring a link to /dev/zero or to a pipe: neither ever comes to its end, and no limit ends a read. */
async function readRegular(file: string): Promise<Buffer> {
  if (!(await stat(file)).isFile()) throw new Error('not a regular file');
  return readFile(file);
}

function describeReadError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  return `cannot be read (${code ?? message})`;
}
