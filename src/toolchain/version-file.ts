/** The Go that a file asks for: go.mod, go.work, .tool-versions, or a file that holds nothing but a version. Pure. */

import path from 'node:path';
import type { Position } from '../failure.ts';
import { parseGoMod } from '../module/gomod.ts';
import { parseGoWork } from '../module/gowork.ts';
import type { SharedDirectives } from '../module/shared-directives.ts';
import { compareGoVersions } from '../module/version.ts';
import { languageOf } from './version-form.ts';
import {
  acceptedVersions,
  type GoRequest,
  parseVersionText,
  quoteVersion,
} from './version-spec.ts';

export type ReadVersionFile =
  | { readonly value: GoRequest; readonly position: Position }
  /** One sentence without a final stop and without the name of the file. */
  | { readonly problem: string; readonly position?: Position };

/**
 * Reads a version file; its name tells which kind it is.
 *
 * @param file as in `position`
 * @param gotoolchain the job's own GOTOOLCHAIN; with `local` a `toolchain` line means nothing, as in actions/setup-go
 */
export function readVersionFile(
  file: string,
  text: string,
  gotoolchain: string | undefined,
): ReadVersionFile {
  const name = path.basename(file);
  if (name.endsWith('.mod')) return readDirectiveFile(file, parseGoMod(text, file), gotoolchain);
  if (name.endsWith('.work')) return readDirectiveFile(file, parseGoWork(text, file), gotoolchain);
  return name === '.tool-versions' ? readToolVersions(file, text) : readPlain(file, text);
}

/** The line of a go.mod or go.work that names the higher version of Go, and that version without "go" in front. */
export interface AskingLine {
  readonly verb: 'go' | 'toolchain';
  readonly version: string;
  readonly line: number;
}

/**
 * The `toolchain` line, or the `go` line where that asks for more, as `go` itself looks at both: with a Go below its `go`
 * line no go.mod can be used. `toolchain default` asks for nothing; a suffix (`go1.25.3-custom`) is no part of a version.
 */
export function findAskingLine({ go, toolchain }: SharedDirectives): AskingLine | undefined {
  const asked = go && ({ verb: 'go', version: go.version, line: go.line } as const);
  if (toolchain === undefined || toolchain.name === 'default') return asked;
  const version = toolchain.name.replace(/^go/, '').replace(/-.*$/s, '');
  const isHigher = asked === undefined || compareGoVersions(version, asked.version) >= 0;
  return isHigher || !namesVersion(version)
    ? { verb: 'toolchain', version, line: toolchain.line }
    : asked;
}

/** `go` stops at a toolchain whose name is no version, so it has to be told and not passed over. */
export function namesVersion(version: string): boolean {
  return languageOf(version) !== undefined;
}

/** What a line asks for: of `go 1.25` the newest patch, as in actions/setup-go. */
export function requestOfLine({ verb, version, line }: AskingLine, file: string): ReadVersionFile {
  const position = { file, line };
  const named = `the line "${verb === 'go' ? 'go ' : 'toolchain go'}${version}"`;
  if (!namesVersion(version)) return { problem: `${named} names no version of Go`, position };
  const read = parseVersionText(version);
  if ('value' in read) return { value: read.value, position };
  return { problem: `${named} names a Go that ${read.problem}`, position };
}

function readDirectiveFile(
  file: string,
  parsed: ReturnType<typeof parseGoMod> | ReturnType<typeof parseGoWork>,
  gotoolchain: string | undefined,
): ReadVersionFile {
  const [problem] = parsed.problems;
  if (problem) return { problem: problem.message, position: { file, line: problem.line } };
  const { toolchain, ...rest } = parsed.value;
  const asking = findAskingLine(gotoolchain === 'local' ? rest : parsed.value);
  if (asking) return requestOfLine(asking, file);
  return { problem: 'there is neither a go line nor a toolchain line that names a version' };
}

/** The file of asdf and mise. Of several versions the first is the one they prefer. */
function readToolVersions(file: string, text: string): ReadVersionFile {
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const [tool, version] = content.replace(/#.*$/, '').trim().split(/\s+/);
    if (tool === 'golang' || tool === 'go') {
      return requestOfText(version ?? '', { file, line: index + 1 });
    }
  }
  return { problem: 'there is no line "golang VERSION"' };
}

/** Several lines are one range, as in actions/setup-go. */
function readPlain(file: string, text: string): ReadVersionFile {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*$/, '').trim());
  const first = lines.findIndex((line) => line !== '');
  if (first === -1) return { problem: `there is no version; accepted is ${acceptedVersions}` };
  const written = lines.filter((line) => line !== '').join(' ');
  return requestOfText(written, { file, line: first + 1 });
}

function requestOfText(text: string, position: Position): ReadVersionFile {
  const read = parseVersionText(text);
  if ('value' in read) return { value: read.value, position };
  const shown = quoteVersion(text) ?? 'what it says';
  return { problem: `${shown} ${read.problem}`, position };
}
