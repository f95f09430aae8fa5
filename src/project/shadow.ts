/**
 * Lets `go mod download` work without touching the project: Go reads and writes copies in a private directory, so that
 * nothing has to be put back, not even after kill -9.
 *
 * A module is downloaded with -modfile (Go then keeps go.sum beside that file, and takes relative replacements from the
 * directory of the real go.mod); a workspace through GOWORK, with a go.work whose paths are absolute.
 */

import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { storageError } from '../cache/storage-failure.ts';
import type { DownloadJob } from '../go/download.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import { formatGoWork } from './go-work-text.ts';
import {
  type DownloadableProject,
  listsEveryModule,
  type ModuleProject,
  modulesOf,
  type WorkspaceProject,
} from './project.ts';
import { createReplacementFinder, downloadedFor } from './replacement.ts';

/** A file Go names in its messages, and the file of the project whose lines it stands for. */
export interface ShadowFile {
  readonly shadow: string;
  readonly original: string;
}

/** What `go` is to download, in copies. */
export type ShadowJob = DownloadJob & {
  /** Line numbers are the same in both. */
  readonly files: readonly ShadowFile[];
};

/** Start of the names of shadow directories; the process and the machine it ran on follow. */
export const shadowPrefix = 'go-mod-resilient-';

/** Process ids mean nothing on another machine or in another container that shares the directory. */
export function shadowOwner(pid: number): string {
  return `${pid}@${os.hostname().replaceAll(/[^A-Za-z0-9.-]/g, '')}-`;
}

/**
 * Copies what Go may write into a new directory below `tempDirectory`, readable by this user only. Prepare anew for
 * another run from the original state: Go may have added lines to the copies.
 *
 * @throws FailureError `disk-full` or `permission`.
 */
export async function prepareShadow(
  project: DownloadableProject,
  tempDirectory: string,
): Promise<ShadowJob> {
  try {
    await mkdir(tempDirectory, { recursive: true });
    const prefix = path.join(tempDirectory, `${shadowPrefix}${shadowOwner(process.pid)}`);
    const directory = await mkdtemp(prefix);
    return project.kind === 'module'
      ? await shadowModule(project, directory)
      : await shadowWorkspace(project, directory);
  } catch (error) {
    throw storageError(error, `copies of go.mod and go.sum in ${tempDirectory}`);
  }
}

async function shadowModule(project: ModuleProject, directory: string): Promise<ShadowJob> {
  const { goMod, goModFile, goSum } = project.module;
  const modfile = path.join(directory, 'go.mod');
  const sumFile = path.join(directory, 'go.sum');
  await writeFile(modfile, goModFile.bytes);
  if (goSum.bytes !== undefined) await writeFile(sumFile, goSum.bytes);
  const files = [
    { shadow: modfile, original: goModFile.path },
    { shadow: sumFile, original: goSum.path },
  ];
  const { directory: place } = project;
  if (listsEveryModule(goMod)) return { kind: 'module', directory: place, modfile, files };
  return { kind: 'packages', directory: place, modfile, choose: createChoice(project), files };
}

/** Below go 1.17 go.sum says what builds and tests need, by the lines that it has for zips. */
function createChoice(
  project: ModuleProject,
): (selected: readonly ModuleVersion[]) => readonly ModuleVersion[] {
  const findReplacement = createReplacementFinder(project);
  const summed = new Set(
    project.module.goSum.lines.flatMap(({ kind, module }) =>
      kind === 'zip' ? [formatModule(module)] : [],
    ),
  );
  return (selected) =>
    selected.flatMap((module) => {
      const downloaded = downloadedFor(module, findReplacement);
      return downloaded && summed.has(formatModule(downloaded)) ? [downloaded] : [];
    });
}

async function shadowWorkspace(project: WorkspaceProject, directory: string): Promise<ShadowJob> {
  const { goWork, goWorkFile, goWorkSum } = project;
  const gowork = path.join(directory, 'go.work');
  await writeFile(gowork, formatGoWork(goWork, project.directory));
  if (goWorkSum.bytes !== undefined) await writeFile(`${gowork}.sum`, goWorkSum.bytes);
  return {
    kind: 'workspace',
    directory: project.directory,
    gowork,
    required: new Set(
      modulesOf(project).flatMap(({ goMod }) =>
        goMod.requirements.map(({ module }) => module.path),
      ),
    ),
    patterns: modulesOf(project)
      .filter(({ goMod }) => !listsEveryModule(goMod))
      .map((member) => path.join(member.directory, '...')),
    files: [
      { shadow: gowork, original: goWorkFile.path },
      { shadow: `${gowork}.sum`, original: goWorkSum.path },
    ],
  };
}
