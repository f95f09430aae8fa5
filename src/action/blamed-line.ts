/** The line of go.mod, go.work or go.sum that a failure is about, found in the parsed files. */

import type { PlatformPath } from 'node:path';
import type { Failure, Position } from '../failure.ts';
import type { SumIndex } from '../module/gosum.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import { directivesOf, modulesOf, type Project } from '../project/project.ts';

/** In the first of the projects that has such a line. */
export function findLine(
  failure: Failure,
  projects: readonly Project[],
  sums: SumIndex,
  rules: PlatformPath,
): Position | undefined {
  const { module, detail } = failure;
  switch (failure.class) {
    case 'toolchain':
      // A dependency that wants a later Go is asked for by its own line.
      return (
        (module === undefined ? undefined : findRequirement(module, projects)) ??
        findGoLine(detail, projects)
      );
    case 'module-file':
      return (
        findWorkspaceLine(detail, projects, rules) ??
        (module === undefined ? undefined : findNaming(module, detail, projects))
      );
    case 'checksum-mismatch':
      return module === undefined ? undefined : findSum(failure, module, sums, projects);
    case 'sumdb-mismatch':
      return module === undefined
        ? undefined
        : (findSum(failure, module, sums, projects) ?? findRequirement(module, projects));
    case 'gosum-missing':
    case 'offline-miss':
    case 'http-not-found':
    case 'http-auth':
    case 'vcs-auth':
    case 'vcs-missing':
    case 'vcs-not-found':
    case 'vcs-network':
      if (module === undefined) return undefined;
      return findNaming(module, detail, projects) ?? findSum(failure, module, sums, projects);
    default:
      return undefined;
  }
}

/** The `toolchain` or `go` line that asks for the Go version that `go` names. */
function findGoLine(detail: string, projects: readonly Project[]): Position | undefined {
  const version = /\bgo(?: >= )?(\d[\w.]*\w)/.exec(detail)?.[1];
  for (const { file, directives } of projects.flatMap(directivesOf)) {
    const { toolchain, go } = directives;
    const named = toolchain?.name === `go${version}` ? toolchain : undefined;
    const asking = named ?? (go?.version === version ? go : undefined);
    if (asking) return { file: file.path, line: asking.line };
  }
  return undefined;
}

/** A `use` line whose directory `go` names, or the `go` line that is older than a member's. */
function findWorkspaceLine(
  detail: string,
  projects: readonly Project[],
  rules: PlatformPath,
): Position | undefined {
  const named = /\bmodule (.+) listed in go\.work file(.*)/.exec(detail);
  if (named === null) return undefined;
  const [, directory = '', complaint = ''] = named;
  for (const project of projects) {
    if (project.kind !== 'workspace') continue;
    const { goWork, goWorkFile } = project;
    const use = goWork.uses.find(
      (one) =>
        rules.resolve(project.directory, one.directory) ===
        rules.resolve(project.directory, directory),
    );
    const line = complaint.includes('requires go >=') ? (goWork.go?.line ?? use?.line) : use?.line;
    if (line !== undefined) return { file: goWorkFile.path, line };
  }
  return undefined;
}

/** The line that brings a module in: where a replacement is the matter that of the replacement. */
function findNaming(
  module: string,
  detail: string,
  projects: readonly Project[],
): Position | undefined {
  const isReplaced = /\breplace(?:d by|ments?)\b/.test(detail);
  return isReplaced
    ? (findReplacement(module, projects) ?? findRequirement(module, projects))
    : (findRequirement(module, projects) ?? findReplacement(module, projects));
}

/** `module` may be without a version, or a package inside the module: then the longest path that holds it. */
function findRequirement(module: string, projects: readonly Project[]): Position | undefined {
  const [wanted = ''] = module.split('@');
  const candidates = projects.flatMap(modulesOf).flatMap(({ goMod, goModFile }) =>
    goMod.requirements.map((requirement) => ({
      required: requirement.module,
      at: { file: goModFile.path, line: requirement.line },
    })),
  );
  const exact = candidates.find(({ required }) => formatModule(required) === module);
  if (exact) return exact.at;
  const [closest] = candidates
    .filter(({ required: { path } }) => wanted === path || wanted.startsWith(`${path}/`))
    .sort((one, other) => other.required.path.length - one.required.path.length);
  return closest?.at;
}

/** The replacement of a module, or the one that puts it in another's place. */
function findReplacement(module: string, projects: readonly Project[]): Position | undefined {
  const [path = ''] = module.split('@');
  for (const { file, directives } of projects.flatMap(directivesOf)) {
    const found = directives.replacements.find(
      ({ path: replaced, target }) =>
        replaced === path || (target.kind === 'module' && target.module.path === path),
    );
    if (found) return { file: file.path, line: found.line };
  }
  return undefined;
}

/** The line with the hash that was not met; else the one for the file that the failure is about. */
function findSum(
  failure: Failure,
  name: string,
  sums: SumIndex,
  projects: readonly Project[],
): Position | undefined {
  const module = versionOf(name);
  if (module === undefined) return undefined;
  const zips = sums.find(module, 'zip');
  const mods = sums.find(module, 'mod');
  const isGoMod = /\/go\.mod\b|\.mod\b/.test(failure.detail);
  const inOrder = isGoMod ? [...mods, ...zips] : [...zips, ...mods];
  const expected = failure.class === 'checksum-mismatch' ? failure.expected : undefined;
  const directories = projects.flatMap(modulesOf).map(({ goSum }) => goSum.path);
  const isOwn = ({ file }: { readonly file: string }) => directories.includes(file);
  const line =
    inOrder.find((one) => one.hash === expected && isOwn(one)) ??
    inOrder.find((one) => one.hash === expected) ??
    inOrder.find(isOwn) ??
    inOrder[0];
  return line && { file: line.file, line: line.line };
}

function versionOf(name: string): ModuleVersion | undefined {
  const at = name.lastIndexOf('@');
  return at === -1 ? undefined : { path: name.slice(0, at), version: name.slice(at + 1) };
}
