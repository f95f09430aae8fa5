/** Whether go.sum names everything the project requires, before anything is downloaded. */

import type { Failure } from '../failure.ts';
import type { Requirement } from '../module/gomod.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import { compareVersions } from '../module/version.ts';
import {
  type DownloadableProject,
  listsEveryModule,
  type ModuleFiles,
  modulesOf,
  sumFilesOf,
} from './project.ts';
import { createReplacementFinder, downloadedFor, mainModulePaths } from './replacement.ts';

interface MissingSum {
  readonly module: ModuleVersion;
  readonly requirement: Requirement;
  readonly member: ModuleFiles;
}

/**
 * Looks for required modules whose files have no h1 line in the go.sum files of the project. `go mod download` would add
 * such lines quietly, unverified by the repository, and `go build` then fails on the checked-in go.sum.
 *
 * From go 1.17 on go.mod requires every module that provides a package (go.dev/ref/mod#graph-pruning), and each of them
 * needs its line; below that, requirements may stay unused, so that nothing can be said. Replaced modules need the line
 * of their replacement; excluded ones, main modules and local directories need none. A workspace may select a later
 * version than a member requires: there the line of any version from the required one on will do.
 *
 * @returns a `gosum-missing` failure placed on the first such line of go.mod.
 */
export function findMissingSums(project: DownloadableProject): Failure | undefined {
  const missing = listMissing(project);
  const first = missing[0];
  if (first === undefined) return undefined;
  const names = [...new Set(missing.map(({ module }) => formatModule(module)))];
  const shown = names.slice(0, 3).join(', ');
  const others = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const isAbsent = project.kind === 'module' && project.module.goSum.bytes === undefined;
  const subject = isAbsent ? 'there is no go.sum, so that' : 'go.sum has no checksum for';
  const verb = isAbsent ? ' cannot be verified' : '';
  return {
    class: 'gosum-missing',
    detail: `${subject} ${names.length === 1 ? '1 required module' : `${names.length} required modules`}${verb}: ${shown}${others}`,
    module: formatModule(first.module),
    position: { file: first.member.goModFile.path, line: first.requirement.line },
  };
}

function listMissing(project: DownloadableProject): readonly MissingSum[] {
  const isSummed = createSumLookup(project);
  const findReplacement = createReplacementFinder(project);
  const mainModules = mainModulePaths(project);
  return modulesOf(project).flatMap((member) => {
    if (!listsEveryModule(member.goMod)) return [];
    const excluded = new Set(member.goMod.exclusions.map(formatModule));
    return member.goMod.requirements.flatMap((requirement) => {
      if (mainModules.has(requirement.module.path)) return [];
      if (excluded.has(formatModule(requirement.module))) return [];
      const module = downloadedFor(requirement.module, findReplacement);
      if (module === undefined || isSummed(module)) return [];
      return [{ module, requirement, member }];
    });
  });
}

function createSumLookup(project: DownloadableProject): (module: ModuleVersion) => boolean {
  const versions = new Map<string, string[]>();
  for (const { module, kind } of sumFilesOf(project).flatMap((sumFile) => sumFile.lines)) {
    if (kind !== 'zip') continue;
    const known = versions.get(module.path) ?? [];
    known.push(module.version);
    versions.set(module.path, known);
  }
  return (module) => {
    const known = versions.get(module.path) ?? [];
    return project.kind === 'workspace'
      ? known.some((version) => compareVersions(version, module.version) >= 0)
      : known.includes(module.version);
  };
}
