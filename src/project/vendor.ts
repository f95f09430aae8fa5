/** Whether a project builds from its vendor directory, and whether that directory still matches go.mod. */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Failure, FailureError } from '../failure.ts';
import { compareGoVersions } from '../module/version.ts';
import { type ModulesTxt, parseModulesTxt, type VendoredModule } from './modules-txt.ts';
import {
  type DownloadableProject,
  modulesOf,
  type ProjectFile,
  type VendoredProject,
} from './project.ts';
import { canonicalTarget, createReplacementFinder } from './replacement.ts';

/**
 * vendor/modules.txt if Go would build from it (`setDefaultBuildMod`): by default from go 1.14 on, when it was written
 * for the mode in use (workspace or module); always with `-mod=vendor`, never with another `-mod`.
 *
 * @throws FailureError `vendor` when the file is there and cannot be read.
 */
export async function readVendor(
  project: DownloadableProject,
  mod: string | undefined,
): Promise<ProjectFile | undefined> {
  if (mod !== undefined && mod !== 'vendor') return undefined;
  const file = path.join(project.directory, 'vendor', 'modules.txt');
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      // Go goes on with an empty list and finds it inconsistent with go.mod.
      return mod === 'vendor' ? { path: file, bytes: Buffer.alloc(0) } : undefined;
    }
    throw new FailureError({
      class: 'vendor',
      detail: `vendor/modules.txt cannot be read (${code ?? String(error)})`,
      position: { file },
      cause: error,
    });
  }
  if (mod === 'vendor') return { path: file, bytes };
  const goVersion = goVersionOf(project);
  if (goVersion === undefined || compareGoVersions(goVersion, '1.14') < 0) return undefined;
  const { isForWorkspace } = parseModulesTxt(bytes.toString('utf8'));
  return isForWorkspace === (project.kind === 'workspace') ? { path: file, bytes } : undefined;
}

/** The `go` line that decides: of go.work in a workspace, else of go.mod; none means Go ignores vendor. */
function goVersionOf(project: DownloadableProject): string | undefined {
  return project.kind === 'workspace'
    ? project.goWork.go?.version
    : project.module.goMod.go?.version;
}

/**
 * Compares vendor/modules.txt with go.mod or go.work by Go's rules (`checkVendorConsistency`).
 *
 * @returns a `vendor` failure that lists every inconsistency, placed on the first; nothing when `go build` would accept it.
 */
export function checkVendor(project: VendoredProject): Failure | undefined {
  const modulesTxt = parseModulesTxt(project.modulesTxt.bytes.toString('utf8'));
  const problems = findInconsistencies(project.main, modulesTxt, project.modulesTxt.path);
  const first = problems[0];
  if (first === undefined) return undefined;
  const command = project.main.kind === 'workspace' ? 'go work vendor' : 'go mod vendor';
  const listed = problems.map(({ module, message }) => `${module} ${message}`).join('; ');
  return {
    class: 'vendor',
    detail: `the vendor directory is out of date in ${problems.length === 1 ? 'one place' : `${problems.length} places`}, \`${command}\` renews it: ${listed}`,
    module: first.module,
    position: { file: first.file, line: first.line },
  };
}

interface Inconsistency {
  readonly module: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
}

function findInconsistencies(
  project: DownloadableProject,
  modulesTxt: ModulesTxt,
  modulesTxtPath: string,
): readonly Inconsistency[] {
  const vendored = new Map(
    modulesTxt.modules.map((module) => [nameOf(module.path, module.version), module]),
  );
  return [
    ...findUnmarkedRequirements(project, modulesTxt, vendored),
    ...findUnmarkedReplacements(project, vendored),
    ...findStaleMarks(project, modulesTxt, modulesTxtPath),
  ];
}

type Vendored = ReadonlyMap<string, VendoredModule>;

function findUnmarkedRequirements(
  project: DownloadableProject,
  modulesTxt: ModulesTxt,
  vendored: Vendored,
): Inconsistency[] {
  const isOld = isBeforeExplicitMarks(project);
  const provided = new Map(
    modulesTxt.modules
      .filter((module) => module.providesPackages)
      .map((module) => [module.path, module.version]),
  );
  return modulesOf(project).flatMap(({ goMod, goModFile }) =>
    goMod.requirements.flatMap(({ module: { path: modulePath, version }, line }) => {
      const module = nameOf(modulePath, version);
      if (vendored.get(module)?.isExplicit) return [];
      const other = provided.get(modulePath);
      if (isOld && (other === undefined || other === version)) return [];
      const message = isOld
        ? `is required in go.mod, but vendor/modules.txt has ${other}`
        : 'is required in go.mod, but not marked as explicit in vendor/modules.txt';
      return [{ module, message, file: goModFile.path, line }];
    }),
  );
}

function findUnmarkedReplacements(
  project: DownloadableProject,
  vendored: Vendored,
): Inconsistency[] {
  const findReplacement = createReplacementFinder(project);
  const isOld = isBeforeExplicitMarks(project);
  const written = [
    ...modulesOf(project).flatMap(({ goMod }) => goMod.replacements),
    ...(project.kind === 'workspace' ? project.goWork.replacements : []),
  ];
  const replaced = new Map(written.map((each) => [nameOf(each.path, each.version), each]));
  return [...replaced].flatMap(([module, { path: modulePath, version }]) => {
    // Another line than the written one may apply: go.work's wins over the members'.
    const applied = findReplacement(modulePath, version);
    const mark = vendored.get(module);
    if (applied === undefined) return [];
    const at = { module, file: applied.file, line: applied.replacement.line };
    const target = canonicalTarget(project, applied);
    if (mark?.replacement === undefined) {
      const isUnknownBefore114 = version === undefined || !mark?.providesPackages;
      if (isOld && isUnknownBefore114) return [];
      return [{ ...at, message: 'is replaced, but not marked as replaced in vendor/modules.txt' }];
    }
    if (mark.replacement === target) return [];
    return [
      {
        ...at,
        message: `is replaced by ${target}, but by ${mark.replacement} in vendor/modules.txt`,
      },
    ];
  });
}

function findStaleMarks(
  project: DownloadableProject,
  modulesTxt: ModulesTxt,
  file: string,
): Inconsistency[] {
  const findReplacement = createReplacementFinder(project);
  const required = new Set(
    modulesOf(project).flatMap(({ goMod }) =>
      goMod.requirements.map(({ module }) => nameOf(module.path, module.version)),
    ),
  );
  return modulesTxt.modules.flatMap((each) => {
    const module = nameOf(each.path, each.version);
    const problems: Inconsistency[] = [];
    if (each.providesPackages && each.isExplicit && !required.has(module)) {
      const message = 'is marked as explicit in vendor/modules.txt, but not required in go.mod';
      problems.push({ module, message, file, line: each.line });
    }
    if (each.replacement !== undefined && findReplacement(each.path, each.version) === undefined) {
      const message = 'is marked as replaced in vendor/modules.txt, but not replaced';
      problems.push({ module, message, file, line: each.line });
    }
    return problems;
  });
}

/** Before go 1.14 modules.txt did not say what is explicit, so Go checks less. */
function isBeforeExplicitMarks(project: DownloadableProject): boolean {
  if (project.kind === 'workspace') return false;
  const version = project.module.goMod.go?.version;
  return version === undefined || compareGoVersions(version, '1.14') < 0;
}

function nameOf(modulePath: string, version: string | undefined): string {
  return version === undefined ? modulePath : `${modulePath}@${version}`;
}
