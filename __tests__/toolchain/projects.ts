/** Projects as they are after their files have been read. */

import { parseGoMod } from '../../src/module/gomod.ts';
import { parseGoWork } from '../../src/module/gowork.ts';
import type { ModuleFiles, ModuleProject, WorkspaceProject } from '../../src/project/project.ts';

export function moduleFiles(directory: string, lines: string): ModuleFiles {
  const text = `module example.com${directory}\n${lines}\n`;
  const path = `${directory}/go.mod`;
  return {
    directory,
    goModFile: { path, bytes: Buffer.from(text) },
    goMod: parseGoMod(text, path).value,
    goSum: { path: `${directory}/go.sum`, lines: [] },
  };
}

/** A module in `directory`; `lines` follow the `module` line, so that the first of them is line 2. */
export function moduleProject(directory: string, lines: string): ModuleProject {
  return { kind: 'module', directory, module: moduleFiles(directory, lines) };
}

/** A workspace; `lines` begin on line 1. */
export function workspaceProject(
  directory: string,
  lines: string,
  members: readonly ModuleFiles[],
): WorkspaceProject {
  const path = `${directory}/go.work`;
  return {
    kind: 'workspace',
    directory,
    goWorkFile: { path, bytes: Buffer.from(lines) },
    goWork: parseGoWork(lines, path).value,
    goWorkSum: { path: `${path}.sum`, lines: [] },
    members,
  };
}
