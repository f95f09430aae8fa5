/** From a checkout to the projects whose modules the job needs. */

import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { FailureError } from '../failure.ts';
import { type ModuleFlags, parseModuleFlags } from '../go/goflags.ts';
import {
  expandWorkingDirectories,
  findModuleDirectories,
  findUpwards,
  holdsProject,
  isFile,
  type ProjectFileNames,
  relative,
} from './directories.ts';
import type { DownloadableProject, Project, WorkspaceProject } from './project.ts';
import { type Read, type ReadProblem, readModule, readWorkspace } from './read.ts';
import { readVendor } from './vendor.ts';

export interface FindOptions {
  /** Directory of the checkout, absolute. */
  readonly root: string;
  /** Lines of `working-directory`; none means: look for them. */
  readonly workingDirectories: readonly string[];
  /** The GOWORK variable as set: empty or `auto`, `off`, or the absolute path of a go.work. */
  readonly gowork: string | undefined;
  /** The GOFLAGS variable as set; `-mod` and `-modfile` in it matter. */
  readonly goflags: string | undefined;
}

/**
 * The projects of a job, sorted as found, each once.
 *
 * A directory belongs to the nearest go.work at or above it, as it does for Go, if that file lies in the directory itself
 * or uses it; a module that no workspace uses is a project of its own (Go refuses to build it otherwise than with
 * GOWORK=off). GOWORK=off and GOWORK=<path> are obeyed.
 *
 * @throws FailureError `input` with all problems of `workingDirectories`, for a bad GOWORK, or when there is no module;
 *   `module-file` with all problems of all files, placed on the first.
 */
export async function findProjects(options: FindOptions): Promise<readonly Project[]> {
  const flags = parseModuleFlags(options.goflags ?? '');
  const explicit = explicitWorkspace(options.gowork);
  if (explicit !== undefined && !(await isFile(explicit))) {
    throw invalidInput(`GOWORK names ${explicit}, which does not exist`);
  }
  const directories = await chooseDirectories(options, explicit);
  const workspaces = new Map<string, Promise<Read<WorkspaceProject>>>();
  const readWorkspaceOnce = (file: string) => {
    const pending = workspaces.get(file) ?? readWorkspace(file);
    workspaces.set(file, pending);
    return pending;
  };

  const chosen = new Map<string, Read<DownloadableProject>>();
  for (const directory of directories) {
    const goModPath = path.join(directory, 'go.mod');
    const goWorkPath = explicit ?? (await enclosingWorkspace(directory, options.gowork));
    const belongs =
      goWorkPath !== undefined &&
      (goWorkPath === explicit ||
        path.dirname(goWorkPath) === directory ||
        !(await isFile(goModPath)) ||
        (await usesDirectory(await readWorkspaceOnce(goWorkPath), directory)));
    if (belongs) chosen.set(goWorkPath, await readWorkspaceOnce(goWorkPath));
    else chosen.set(goModPath, await readModule(directory, flags.modfile));
  }

  const reads = [...chosen.values()];
  const problems = reads.flatMap((each) => each.problems);
  if (problems.length > 0) throw invalidFiles(options.root, problems);
  const projects = reads.flatMap((each) => each.value ?? []);
  return Promise.all(projects.map((project) => withVendor(project, flags)));
}

function explicitWorkspace(gowork: string | undefined): string | undefined {
  if (gowork === undefined || ['', 'auto', 'off'].includes(gowork)) return undefined;
  // Go says the same: "invalid GOWORK: not an absolute path".
  if (!path.isAbsolute(gowork)) throw invalidInput(`GOWORK is not an absolute path: ${gowork}`);
  return path.normalize(gowork);
}

async function enclosingWorkspace(directory: string, gowork: string | undefined) {
  return gowork === 'off' ? undefined : findUpwards(directory, 'go.work');
}

async function chooseDirectories(
  options: FindOptions,
  explicit: string | undefined,
): Promise<readonly string[]> {
  const { root, workingDirectories, gowork } = options;
  const names: ProjectFileNames = gowork === 'off' ? ['go.mod'] : ['go.work', 'go.mod'];
  if (workingDirectories.length > 0) {
    const { directories, problems } = await expandWorkingDirectories(
      root,
      workingDirectories,
      names,
    );
    if (problems.length > 0) throw invalidInput(`working-directory: ${problems.join('; ')}`);
    return directories;
  }
  if (explicit !== undefined || (await holdsProject(root, names))) return [root];
  if ((await enclosingWorkspace(root, gowork)) !== undefined) return [root];
  const found = await findModuleDirectories(root, names);
  if (found.length > 0) return found;
  throw invalidInput(
    `no ${names.join(' or ')} in ${root} or below it (vendor, testdata, node_modules and directories starting with "." or "_" are not searched); check out the repository first, or name the directory in working-directory`,
  );
}

async function usesDirectory(
  workspace: Read<WorkspaceProject>,
  directory: string,
): Promise<boolean> {
  // Go stops at a go.work it cannot read, so it must be reported and not passed over.
  if (workspace.value === undefined) return true;
  const { goWork, directory: base } = workspace.value;
  const own = await resolved(directory);
  for (const use of goWork.uses) {
    if (await isSame(await resolved(path.resolve(base, use.directory)), own)) return true;
  }
  return false;
}

/** Without links; in whatever case it was given. */
async function resolved(directory: string): Promise<string> {
  return realpath(directory).catch(() => directory);
}

/** Compared as the disk sees them. The numbers of files cannot tell: some file systems give each spelling its own. */
async function isSame(one: string, other: string): Promise<boolean> {
  if (one === other) return true;
  if (one.toLowerCase() !== other.toLowerCase()) return false;
  return (await asListed(one)) === (await asListed(other));
}

/** The path as the directories on it list their entries; on a disk that tells case apart, the path itself. */
async function asListed(file: string): Promise<string> {
  const parent = path.dirname(file);
  if (parent === file) return file;
  const name = path.basename(file);
  const names: readonly string[] = await readdir(parent).catch(() => []);
  const listed = names.includes(name)
    ? name
    : names.find((each) => each.toLowerCase() === name.toLowerCase());
  return path.join(await asListed(parent), listed ?? name);
}

async function withVendor(project: DownloadableProject, flags: ModuleFlags): Promise<Project> {
  const modulesTxt = await readVendor(project, flags.mod);
  if (modulesTxt === undefined) return project;
  return { kind: 'vendored', directory: project.directory, main: project, modulesTxt };
}

function invalidInput(detail: string): FailureError {
  return new FailureError({ class: 'input', detail });
}

function invalidFiles(root: string, problems: readonly ReadProblem[]): FailureError {
  const places = problems.map(({ file, line, message }) => {
    const name = relative(root, file);
    return `${line === undefined ? name : `${name}:${line}`}: ${message}`;
  });
  const { file, line } = problems[0] as ReadProblem;
  return new FailureError({
    class: 'module-file',
    detail: [...new Set(places)].join('; '),
    position: line === undefined ? { file } : { file, line },
  });
}
