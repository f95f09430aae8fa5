/**
 * What a run works on: one workspace, one module, or one of them with its dependencies vendored.
 * The files are read and parsed once; everything that asks about a project asks these values.
 */

import type { GoMod } from '../module/gomod.ts';
import type { SumLine } from '../module/gosum.ts';
import type { GoWork } from '../module/gowork.ts';
import type { SharedDirectives } from '../module/shared-directives.ts';
import { compareGoVersions } from '../module/version.ts';

/** A file of the project as it was when the run began; `path` is absolute. */
export interface ProjectFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** A go.sum or go.work.sum; without `bytes` the file does not exist, which Go treats as empty. */
export interface SumFile {
  readonly path: string;
  readonly bytes?: Buffer;
  readonly lines: readonly SumLine[];
}

export interface ModuleFiles {
  readonly directory: string;
  readonly goModFile: ProjectFile;
  readonly goMod: GoMod;
  readonly goSum: SumFile;
}

export interface ModuleProject {
  readonly kind: 'module';
  readonly directory: string;
  readonly module: ModuleFiles;
}

export interface WorkspaceProject {
  readonly kind: 'workspace';
  /** Where go.work lies: relative paths in it start here. */
  readonly directory: string;
  readonly goWorkFile: ProjectFile;
  readonly goWork: GoWork;
  readonly goWorkSum: SumFile;
  /** In the order of the `use` lines. */
  readonly members: readonly ModuleFiles[];
}

/** Needs no download: the sources of its dependencies lie in `vendor`. */
export interface VendoredProject {
  readonly kind: 'vendored';
  readonly directory: string;
  readonly main: DownloadableProject;
  readonly modulesTxt: ProjectFile;
}

export type DownloadableProject = ModuleProject | WorkspaceProject;
export type Project = DownloadableProject | VendoredProject;

/** The go.mod files of a project: one for a module, one per member of a workspace. */
export function modulesOf(project: Project): readonly ModuleFiles[] {
  switch (project.kind) {
    case 'module':
      return [project.module];
    case 'workspace':
      return project.members;
    case 'vendored':
      return modulesOf(project.main);
  }
}

/** What go.mod and go.work have in common, with the file that says it. */
export interface Directives {
  readonly file: ProjectFile;
  readonly directives: SharedDirectives;
}

/** The go.mod and go.work files of a project; go.work first: it overrides what the members say. */
export function directivesOf(project: Project): readonly Directives[] {
  const modules = modulesOf(project).map(({ goModFile, goMod }) => ({
    file: goModFile,
    directives: goMod,
  }));
  switch (project.kind) {
    case 'vendored':
      return directivesOf(project.main);
    case 'workspace':
      return [{ file: project.goWorkFile, directives: project.goWork }, ...modules];
    case 'module':
      return modules;
  }
}

/** The go.sum files Go consults for a project, go.work.sum first. */
export function sumFilesOf(project: Project): readonly SumFile[] {
  switch (project.kind) {
    case 'module':
      return [project.module.goSum];
    case 'workspace':
      return [project.goWorkSum, ...project.members.map((member) => member.goSum)];
    case 'vendored':
      return sumFilesOf(project.main);
  }
}

/** The go version a go.mod without a `go` line stands for (`gover.DefaultGoModVersion`). */
const impliedGoVersion = '1.16';

/** From 1.17 on go.mod names every module that provides a package (`gover.ExplicitIndirectVersion`). */
export function listsEveryModule(goMod: GoMod): boolean {
  return compareGoVersions(goMod.go?.version ?? impliedGoVersion, '1.17') >= 0;
}
