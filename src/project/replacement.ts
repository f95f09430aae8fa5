/** Which replacement applies to a module: `replace` lines of go.mod and, in a workspace, of go.work. */

import path from 'node:path';
import type { Replacement } from '../module/mod-directives.ts';
import type { ModuleVersion } from '../module/path.ts';
import { type DownloadableProject, modulesOf } from './project.ts';

export interface AppliedReplacement {
  readonly replacement: Replacement;
  /** The go.mod or go.work it stands in. */
  readonly file: string;
  /** Directory that a relative target starts from. */
  readonly directory: string;
}

/** Finds what a module is replaced by; a wildcard is asked for with a version of `undefined`. */
export type FindReplacement = (
  modulePath: string,
  version: string | undefined,
) => AppliedReplacement | undefined;

/** The paths of the main modules: never downloaded, whatever version is required. */
export function mainModulePaths(project: DownloadableProject): ReadonlySet<string> {
  return new Set(modulesOf(project).flatMap(({ goMod }) => goMod.module ?? []));
}

/**
 * Go's order (cmd/go/internal/modload, `replacementFrom`): go.work before the members' go.mod files, the exact
 * version before all versions, a later member before an earlier one. A main module as such is never replaced.
 */
export function createReplacementFinder(project: DownloadableProject): FindReplacement {
  const sources = modulesOf(project)
    .map(({ goMod, goModFile, directory }) =>
      indexReplacements(goMod.replacements, goModFile.path, directory),
    )
    .reverse();
  if (project.kind === 'workspace') {
    const { goWork, goWorkFile, directory } = project;
    sources.unshift(indexReplacements(goWork.replacements, goWorkFile.path, directory));
  }
  const mainModules = mainModulePaths(project);
  return (modulePath, version) => {
    if (version === undefined && mainModules.has(modulePath)) return undefined;
    for (const source of sources) {
      const applied = source.get(keyOf(modulePath, version)) ?? source.get(keyOf(modulePath));
      if (applied !== undefined) return applied;
    }
    return undefined;
  };
}

function indexReplacements(
  replacements: readonly Replacement[],
  file: string,
  directory: string,
): ReadonlyMap<string, AppliedReplacement> {
  return new Map(
    replacements.map((replacement) => [
      keyOf(replacement.path, replacement.version),
      { replacement, file, directory },
    ]),
  );
}

function keyOf(modulePath: string, version?: string): string {
  return `${modulePath}@${version ?? ''}`;
}

/** What is downloaded for a requirement: the module, its replacement, or nothing for a local directory. */
export function downloadedFor(
  required: ModuleVersion,
  findReplacement: FindReplacement,
): ModuleVersion | undefined {
  const applied = findReplacement(required.path, required.version);
  if (applied === undefined) return required;
  const { target } = applied.replacement;
  return target.kind === 'module' ? target.module : undefined;
}

/**
 * The target as vendor/modules.txt records it: directories as written in a go.mod outside a workspace or in go.work, else
 * relative to go.work (`canonicalizeReplacePath`).
 */
export function canonicalTarget(project: DownloadableProject, applied: AppliedReplacement): string {
  const { target } = applied.replacement;
  if (target.kind === 'module') return `${target.module.path}@${target.module.version}`;
  const isWrittenForProject = project.kind === 'module' || applied.file === project.goWorkFile.path;
  if (isWrittenForProject || path.isAbsolute(target.directory)) return target.directory;
  const fromWorkspace = path.relative(
    project.directory,
    path.join(applied.directory, target.directory),
  );
  const slashed = fromWorkspace.replaceAll(path.sep, '/') || '.';
  return /^\.\.?(\/|$)/.test(slashed) || path.isAbsolute(slashed) ? slashed : `./${slashed}`;
}
