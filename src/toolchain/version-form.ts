/**
 * The two spellings of a version of Go: Go's own (`1.25.3`, `1.26rc1`) and the semantic version that the tool cache and
 * ranges want (`1.25.3`, `1.26.0-rc.1`). Both are without "go" in front.
 */

import { compareGoVersions } from '../module/version.ts';

const number = '(?:0|[1-9][0-9]{0,8})';
const goForm = new RegExp(`^(${number})\\.(${number})(?:\\.(${number})|(rc|beta)(${number}))?$`);
const semanticForm = new RegExp(
  `^(${number})\\.(${number})\\.(${number})(?:-(rc|beta)\\.?(${number}))?$`,
);

/** The first Go that a go.mod can switch to. Of older ones some are served as modules, and others are not. */
const oldestServed = '1.21';

/** Whether a version of Go, in Go's own spelling, is among those that every mirror of modules should have. */
export function isServed(version: string): boolean {
  return compareGoVersions(version, oldestServed) >= 0;
}

/** Whether the text names one release or prerelease of Go, in Go's own spelling: `1.25` is a language from 1.21 on. */
export function isGoRelease(text: string): boolean {
  const found = goForm.exec(text);
  return found !== null && (found[3] !== undefined || found[4] !== undefined || !isServed(text));
}

/** Whether the version, in Go's own spelling, is a beta or a release candidate. */
export function isPrerelease(version: string): boolean {
  return goForm.exec(version)?.[4] !== undefined;
}

/** Major and minor number of a version in Go's own spelling: `1.25` of `1.25.3`. Undefined if it is no version of Go. */
export function languageOf(version: string): string | undefined {
  const found = goForm.exec(version);
  return found ? `${found[1]}.${found[2]}` : undefined;
}

/** The name of a version of Go in the tool cache: `1.26.0-rc.1` for `1.26rc1`. Undefined if it is no version of Go. */
export function toolCacheVersion(version: string): string | undefined {
  const found = goForm.exec(version);
  if (!found) return undefined;
  const [, major, minor, patch = '0', kind, prerelease] = found;
  const release = `${major}.${minor}.${patch}`;
  return kind === undefined ? release : `${release}-${kind}.${prerelease}`;
}

/** The version of Go that a directory of the tool cache is named after. Undefined if the name is none. */
export function goVersionOf(toolCacheName: string): string | undefined {
  const found = semanticForm.exec(toolCacheName);
  if (!found) return undefined;
  const [, major, minor, patch, kind, prerelease] = found;
  const language = `${major}.${minor}`;
  // No patch release ever had candidates of its own since 1.21, and Go's spelling has no place for them.
  if (kind !== undefined) return patch === '0' ? `${language}${kind}${prerelease}` : undefined;
  // Up to Go 1.20 the first release has no third number.
  return patch === '0' && !isServed(language) ? language : `${language}.${patch}`;
}
