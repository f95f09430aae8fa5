/** Names of files as a person in the checkout says them. Pure. */

import path, { type PlatformPath } from 'node:path';
import type { Failure } from '../failure.ts';

/** The failure with the files of the workspace named relative to it, in its text as well; others stay as they are. */
export function nameRelative(
  failure: Failure,
  workspace: string | undefined,
  rules: PlatformPath = path,
): Failure {
  if (workspace === undefined) return failure;
  const { position } = failure;
  const file = position && (insideWorkspace(position.file, workspace, rules) ?? position.file);
  return {
    ...failure,
    detail: withoutWorkspace(failure.detail, workspace, rules),
    ...(position && file !== undefined && { position: { ...position, file } }),
  };
}

/** Only where a path begins: the same letters inside a URL are something else. */
function withoutWorkspace(text: string, workspace: string, rules: PlatformPath): string {
  if (rules.dirname(workspace) === workspace) return text;
  const escaped = (workspace + rules.sep).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  // Windows has two spellings of a drive.
  const flags = rules.sep === '\\' ? 'gi' : 'g';
  return text.replace(new RegExp(`(?<=^|[\\s"'\`(=])${escaped}`, flags), '');
}

/** The path below the workspace; undefined outside it, and where there is none. */
export function insideWorkspace(
  file: string,
  workspace: string | undefined,
  rules: PlatformPath,
): string | undefined {
  if (workspace === undefined) return undefined;
  const relative = rules.relative(workspace, rules.resolve(workspace, file));
  const isOutside =
    relative === '' ||
    relative === '..' ||
    relative.startsWith(`..${rules.sep}`) ||
    // Another drive.
    rules.isAbsolute(relative);
  return isOutside ? undefined : relative;
}
