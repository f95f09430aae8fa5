/** The Go that the projects of a job ask for, where nobody named one. Pure. */

import type { Position } from '../failure.ts';
import { compareGoVersions } from '../module/version.ts';
import { directivesOf, type Project } from '../project/project.ts';
import {
  findAskingLine,
  namesVersion,
  type ReadVersionFile,
  requestOfLine,
} from './version-file.ts';

/**
 * The highest that any go.mod or go.work asks for, with the line that does; undefined if none asks for anything. Where
 * two lines ask for the same the first one is told.
 */
export function requestOfProjects(
  projects: readonly Project[],
): (ReadVersionFile & { readonly position: Position }) | undefined {
  const asking = projects
    .flatMap(directivesOf)
    .flatMap(({ file, directives }) => {
      const line = findAskingLine(directives);
      return line ? [{ file: file.path, line }] : [];
    })
    .toSorted((one, other) => compareAsking(other.line.version, one.line.version))[0];
  if (asking === undefined) return undefined;
  const { file, line } = asking;
  return { ...requestOfLine(line, file), position: { file, line: line.line } };
}

/** What names no version stands above all versions: it is a fault, and has to be told. */
function compareAsking(one: string, other: string): number {
  return Number(!namesVersion(one)) - Number(!namesVersion(other)) || compareGoVersions(one, other);
}
