/** What `go` will ask a module proxy for, as far as the files of a project tell before it was asked. */

import {
  distinctModules,
  formatModule,
  type ModuleVersion,
  toolchainPath,
} from '../module/path.ts';
import { compareVersions } from '../module/version.ts';
import {
  type DownloadableProject,
  listsEveryModule,
  type ModuleFiles,
  modulesOf,
  sumFilesOf,
} from './project.ts';
import { createReplacementFinder, downloadedFor, mainModulePaths } from './replacement.ts';

export interface ForeseenFile {
  readonly kind: 'info' | 'mod' | 'zip';
  readonly module: ModuleVersion;
}

/**
 * The files that the download of a project is expected to ask for, in the order in which `go` does: go.mod files for the
 * module graph, those of required modules first; then the version information of all modules, one after the other; then
 * zips. Nothing is named that go.sum could not verify, a module without its line in go.sum is for `go` alone.
 *
 * The highest version that a member requires stands for the one that is selected. Below go 1.17, where go.mod does not
 * list all that is needed, go.sum does: there it is the highest version that has a line for its zip.
 */
export function foresee(project: DownloadableProject): readonly ForeseenFile[] {
  const lines = sumFilesOf(project).flatMap((file) => file.lines);
  const summedZips = namesOf(lines.filter(({ kind }) => kind === 'zip'));
  const isAsked = createFilter(project);
  const required = requiredBy(project);
  const summedMods = distinctModules(
    lines.flatMap(({ kind, module }) => (kind === 'mod' && isAsked(module) ? [module] : [])),
  );
  const requiredNames = new Set(required.keys());
  const isRequired = (module: ModuleVersion) => requiredNames.has(formatModule(module));
  const modules = [...required.values()].filter(({ module }) =>
    summedZips.has(formatModule(module)),
  );
  const file = (kind: ForeseenFile['kind']) => (module: ModuleVersion) => ({ kind, module });
  return [
    ...summedMods.filter(isRequired).map(file('mod')),
    ...summedMods.filter((module) => !isRequired(module)).map(file('mod')),
    ...modules.map(({ module }) => module).map(file('info')),
    ...modules.flatMap(({ module, isSure }) => (isSure ? [module] : [])).map(file('zip')),
  ];
}

/**
 * The modules whose zips the download brings, as far as the files of the project tell. In a workspace another version may
 * be selected than any go.mod requires.
 */
export function neededModules(project: DownloadableProject): readonly ModuleVersion[] {
  return [...requiredBy(project).values()].flatMap(({ module, isSure }) =>
    isSure ? [module] : [],
  );
}

interface Required {
  readonly module: ModuleVersion;
  /** Whether its zip is downloaded. */
  readonly isSure: boolean;
}

/** What is downloaded for the requirements, after replacements; by `path@version`. */
function requiredBy(project: DownloadableProject): ReadonlyMap<string, Required> {
  const members = modulesOf(project);
  const findReplacement = createReplacementFinder(project);
  const mainModules = mainModulePaths(project);
  const isAsked = createFilter(project);
  const highest = new Map<string, Required>();
  for (const { goMod } of members) {
    const excluded = namesOf(goMod.exclusions.map((module) => ({ module })));
    for (const { module } of goMod.requirements) {
      if (mainModules.has(module.path) || excluded.has(formatModule(module))) continue;
      const known = highest.get(module.path);
      if (known && compareVersions(known.module.version, module.version) >= 0) continue;
      highest.set(module.path, { module, isSure: listsEveryModule(goMod) });
    }
  }
  const required = new Map<string, Required>();
  for (const { module, isSure } of highest.values()) {
    const downloaded = downloadedFor(module, findReplacement);
    if (downloaded) required.set(formatModule(downloaded), { module: downloaded, isSure });
  }
  for (const module of highestSummed(members.filter(({ goMod }) => !listsEveryModule(goMod)))) {
    if (isAsked(module)) required.set(formatModule(module), { module, isSure: true });
  }
  return required;
}

/** Of each path the highest version that these go.sum files have a line for the zip of. */
function highestSummed(members: readonly ModuleFiles[]): readonly ModuleVersion[] {
  const highest = new Map<string, ModuleVersion>();
  for (const { kind, module } of members.flatMap(({ goSum }) => goSum.lines)) {
    const known = highest.get(module.path);
    if (kind !== 'zip' || (known && compareVersions(known.version, module.version) >= 0)) continue;
    highest.set(module.path, module);
  }
  return [...highest.values()];
}

/** go.sum keeps lines of what a `replace` or a workspace took out of use, perhaps because it is on no mirror. */
function createFilter(project: DownloadableProject): (module: ModuleVersion) => boolean {
  const findReplacement = createReplacementFinder(project);
  const mainModules = mainModulePaths(project);
  const excluded = namesOf(
    modulesOf(project).flatMap(({ goMod }) => goMod.exclusions.map((module) => ({ module }))),
  );
  const targets = new Set(
    [...modulesOf(project).map(({ goMod }) => goMod), ...goWorkOf(project)]
      .flatMap(({ replacements }) => replacements)
      .flatMap(({ target }) => (target.kind === 'module' ? [formatModule(target.module)] : [])),
  );
  return (module) => {
    const name = formatModule(module);
    if (module.path === toolchainPath || mainModules.has(module.path)) return false;
    if (targets.has(name)) return true;
    return !excluded.has(name) && findReplacement(module.path, module.version) === undefined;
  };
}

function goWorkOf(project: DownloadableProject) {
  return project.kind === 'workspace' ? [project.goWork] : [];
}

function namesOf(items: readonly { readonly module: ModuleVersion }[]): ReadonlySet<string> {
  return new Set(items.map(({ module }) => formatModule(module)));
}
