/** Writes a go.work that means the same from any directory. */

import path from 'node:path';
import type { GoWork } from '../module/gowork.ts';
import type { Replacement } from '../module/mod-directives.ts';

/**
 * Formats `goWork` with absolute directories. Every directive keeps its line, so that a line number in a message of Go
 * is right for the original too. What we do not know stays as it is, for `go` refuses what it does not know; `godebug`
 * lines are left out, they only concern built programs.
 *
 * @param base directory that the relative paths in `goWork` start from
 */
export function formatGoWork(goWork: GoWork, base: string): string {
  const lines: string[] = [];
  if (goWork.go !== undefined) lines[goWork.go.line - 1] = `go ${goWork.go.version}`;
  if (goWork.toolchain !== undefined) {
    lines[goWork.toolchain.line - 1] = `toolchain ${goWork.toolchain.name}`;
  }
  for (const { text, line } of goWork.unknown) lines[line - 1] = text;
  for (const use of goWork.uses) {
    lines[use.line - 1] = `use ${formatDirectory(base, use.directory)}`;
  }
  for (const replacement of goWork.replacements) {
    lines[replacement.line - 1] = formatReplacement(replacement, base);
  }
  return `${Array.from(lines, (line) => line ?? '').join('\n')}\n`;
}

function formatReplacement({ path: modulePath, version, target }: Replacement, base: string) {
  const replaced = version === undefined ? modulePath : `${modulePath} ${version}`;
  const by =
    target.kind === 'module'
      ? `${target.module.path} ${target.module.version}`
      : formatDirectory(base, target.directory);
  return `replace ${replaced} => ${by}`;
}

/** Quoted always: the lexer takes an interpreted Go string for any token, and JSON strings are a subset of those. */
function formatDirectory(base: string, directory: string): string {
  return JSON.stringify(path.resolve(base, directory));
}
