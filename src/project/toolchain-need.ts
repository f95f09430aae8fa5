/** Whether the Go at hand is enough for the projects, and what it will do about it where it is not. Pure. */

import path from 'node:path';
import type { FailureOf, Position } from '../failure.ts';
import type { SharedDirectives } from '../module/shared-directives.ts';
import { compareGoVersions, isGoVersion } from '../module/version.ts';
import { directivesOf, type Project } from './project.ts';

export type ToolchainNeed =
  /** It runs itself; or it refuses what GOTOOLCHAIN or a file says, in its own words. */
  | { readonly kind: 'met' }
  /**
   * It runs another Go in its place: from PATH, or, without `isOnPathOnly`, as a module. `to` is without "go" in front and
   * may have a suffix (`1.25.3-custom`). The line that wants it; without one it is GOTOOLCHAIN itself.
   */
  | {
      readonly kind: 'switch';
      readonly to: string;
      readonly isOnPathOnly: boolean;
      readonly position?: Position;
    }
  | { readonly kind: 'too-old'; readonly failure: FailureOf<'toolchain'> };

/**
 * What `go` of this version will do in the projects, by the rules of cmd/go (internal/toolchain, Select). What one project
 * cannot do without comes first, then the highest version that one of them switches to.
 *
 * @param goVersion as `go env` tells it, without "go" in front
 * @param gotoolchain the job's own setting
 */
export function findToolchainNeed(
  projects: readonly Project[],
  goVersion: string,
  gotoolchain: string,
): ToolchainNeed {
  const setting = readSetting(gotoolchain, goVersion);
  if (setting === undefined) return { kind: 'met' };
  const needs = projects.map((project) => needOf(project, goVersion, setting));
  const tooOld = needs.find(({ kind }) => kind === 'too-old');
  const switches = needs
    .filter((need) => need.kind === 'switch')
    .toSorted((one, other) => compareGoVersions(other.to, one.to));
  return tooOld ?? switches[0] ?? { kind: 'met' };
}

/** GOTOOLCHAIN, read. */
interface Setting {
  readonly text: string;
  /** What runs unless a file asks for more; with its suffix. */
  readonly least: string;
  /** Where a Go may come from that a file asks for; `nowhere`: only `least` ever runs. */
  readonly source: 'nowhere' | 'auto' | 'path';
}

/** Undefined for what `go` refuses. */
function readSetting(text: string, goVersion: string): Setting | undefined {
  if (text === 'auto' || text === 'path') return { text, least: goVersion, source: text };
  const [, name = '', suffix] = /^([^+]*)(?:\+(.*))?$/s.exec(text) ?? [];
  const least = name === '' || name === 'local' ? goVersion : versionOf(name);
  if (least === undefined) return undefined;
  if (suffix === undefined) return { text, least, source: 'nowhere' };
  return suffix === 'auto' || suffix === 'path' ? { text, least, source: suffix } : undefined;
}

/** The version in the name of a toolchain, with its suffix; undefined where `go` sees none. */
function versionOf(toolchain: string): string | undefined {
  const isName = toolchain.startsWith('go') && !/[\\/]/.test(toolchain) && isGoVersion(toolchain);
  return isName ? toolchain.slice('go'.length) : undefined;
}

function needOf(project: Project, goVersion: string, setting: Setting): ToolchainNeed {
  // In a workspace `go` looks at go.work alone; a member that wants more than that is a fault of another kind.
  const [first] = directivesOf(project);
  if (first === undefined) return { kind: 'met' };
  const { file, directives } = first;
  const chosen = choose(directives, setting);
  if (chosen === undefined) return { kind: 'met' };
  const { go } = directives;
  if (go !== undefined && compareGoVersions(go.version, chosen.version) > 0) {
    const position = { file: file.path, line: go.line };
    return { kind: 'too-old', failure: tooOld(go.version, chosen.version, setting, position) };
  }
  // No release has the name of a language, so `go` refuses it unless PATH has a program of that name.
  if (chosen.version === goVersion || isLanguage(chosen.version)) return { kind: 'met' };
  return {
    kind: 'switch',
    to: chosen.version,
    isOnPathOnly: setting.source === 'path',
    ...(chosen.line !== undefined && { position: { file: file.path, line: chosen.line } }),
  };
}

interface Chosen {
  readonly version: string;
  readonly line?: number;
}

/** The Go that will run, and the line that asked for it. Undefined where `go` refuses the `toolchain` line. */
function choose({ go, toolchain }: SharedDirectives, setting: Setting): Chosen | undefined {
  let chosen: Chosen = { version: setting.least };
  if (setting.source === 'nowhere' || toolchain?.name === 'default') return chosen;
  if (toolchain !== undefined) {
    const version = versionOf(toolchain.name);
    if (version === undefined) return undefined;
    if (compareGoVersions(version, chosen.version) > 0) chosen = { version, line: toolchain.line };
  }
  if (go !== undefined && compareGoVersions(go.version, chosen.version) > 0) {
    chosen = { version: firstReleaseOf(go.version), line: go.line };
  }
  return chosen;
}

/** Since 1.21 a version without a patch is that of the language, and its first release ends in ".0". */
function firstReleaseOf(version: string): string {
  return isLanguage(version) ? `${version}.0` : version;
}

function isLanguage(version: string): boolean {
  return /^\d+\.\d+$/.test(version) && compareGoVersions(version, '1.21') >= 0;
}

function tooOld(
  needed: string,
  running: string,
  { text, source }: Setting,
  position: Position,
): FailureOf<'toolchain'> {
  const setting = `GOTOOLCHAIN=${text === '' ? 'local' : text}`;
  const reason =
    source === 'nowhere'
      ? `${setting} lets no other run`
      : `with ${setting} another could run, but the line "toolchain default" rules it out`;
  return {
    class: 'toolchain',
    detail: `${path.basename(position.file)} asks for Go ${needed}, and the one that runs is Go ${running}: ${reason}`,
    position,
  };
}
