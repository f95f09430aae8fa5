/** Which Go somebody asks for, in every spelling that actions/setup-go takes and in Go's own. Pure. */

import Range from 'semver/classes/range.js';
import { compareGoVersions } from '../module/version.ts';
import {
  goVersionOf,
  isGoRelease,
  isPrerelease,
  isServed,
  languageOf,
  toolCacheVersion,
} from './version-form.ts';

export type GoRequest =
  /** In Go's own spelling: `1.25.3`, `1.26rc1`. */
  | { readonly kind: 'exact'; readonly version: string }
  /** `text` as written; `range` for the library `semver`. */
  | { readonly kind: 'range'; readonly text: string; readonly range: string }
  /** The newest release, and the newest patch of the minor version before it. */
  | { readonly kind: 'stable' | 'oldstable' };

export type ReadRequest =
  | { readonly value: GoRequest }
  /** What is wrong with the text: a predicate ("is …") without a final stop that does not repeat the text. */
  | { readonly problem: string };

/** What is accepted, for messages. */
export const acceptedVersions =
  'a version (1.25.3, 1.26rc1), the newest patch of a minor version (1.25 or 1.25.x), a range (^1.24, ~1.24.2, >=1.23 <1.26), stable or oldstable';

const tooOld =
  'is below Go 1.21, the oldest that mirrors of modules serve dependably; actions/setup-go installs older ones';

/** Longer than any range that a person writes, and too short to keep the parser of ranges busy. */
const longestText = 200;

/** Reads the text of `go-version`, which comes from YAML: see `parseVersionText`, and beware of numbers. */
export function parseGoVersion(text: string): ReadRequest {
  const minor = /^1\.([1-9])$/.exec(unquote(text.trim()))?.[1];
  return minor === undefined ? parseVersionText(text) : { problem: describeLostZero(minor) };
}

/**
 * Reads what names a version or a range. Quotes and "go" in front are no part of a version; a range is by the rules of the
 * library `semver`, as in actions/setup-go.
 */
export function parseVersionText(text: string): ReadRequest {
  const bare = unquote(text.trim());
  if (bare === 'stable' || bare === 'oldstable') return { value: { kind: bare } };
  const exact = readExact(bare);
  if (exact !== undefined) return exact;
  if (bare === '' || bare.length > longestText) return { problem: `is not ${acceptedVersions}` };
  return readRange(bare);
}

/**
 * A text that is no version, for messages, which everybody can read: undefined unless it begins like a version and is as short
 * as one. Anything else may be a token, from a file that was named or linked to by mistake or in place of another input.
 */
export function quoteVersion(text: string): string | undefined {
  const isShown = text.length <= 20 && /^[v=<>^~\s]*(?:go)?\d[\w.<>=^~*|\s-]*$/.test(text);
  return isShown ? JSON.stringify(text) : undefined;
}

/** The request as `parseGoVersion` reads it again. */
export function formatGoRequest(request: GoRequest): string {
  switch (request.kind) {
    case 'exact':
      return request.version;
    case 'range':
      return request.text;
    case 'stable':
    case 'oldstable':
      return request.kind;
  }
}

/**
 * Whether a version of Go, in Go's own spelling, is what was asked for. Never for `stable` and `oldstable`: which
 * versions these are, only a list tells (`selectVersion`).
 */
export function satisfies(request: GoRequest, version: string): boolean {
  switch (request.kind) {
    case 'exact':
      return compareGoVersions(request.version, version) === 0;
    case 'range': {
      const semantic = toolCacheVersion(version);
      return semantic !== undefined && new Range(request.range).test(semantic);
    }
    case 'stable':
    case 'oldstable':
      return false;
  }
}

/**
 * The highest version that was asked for, of a list in Go's own spelling and any order. As in actions/setup-go a
 * prerelease is taken only if the request names it, or is a range with prereleases that no release is in.
 */
export function selectVersion(request: GoRequest, versions: readonly string[]): string | undefined {
  const known = versions.filter((version) => languageOf(version) !== undefined);
  const releases = known.filter((version) => !isPrerelease(version));
  switch (request.kind) {
    case 'exact':
      return highest(known.filter((version) => satisfies(request, version)));
    case 'range': {
      const matching = known.filter((version) => satisfies(request, version));
      return highest(matching.filter((version) => !isPrerelease(version))) ?? highest(matching);
    }
    case 'stable':
      return highest(releases);
    case 'oldstable': {
      const newest = highest(releases);
      const language = newest === undefined ? undefined : languageOf(newest);
      return highest(releases.filter((version) => languageOf(version) !== language));
    }
  }
}

function highest(versions: readonly string[]): string | undefined {
  return versions.toSorted(compareGoVersions).at(-1);
}

function unquote(text: string): string {
  return /^(["'])([^"']*)\1$/.exec(text)?.[2]?.trim() ?? text;
}

/** One version, in Go's spelling or as a semantic version. Undefined if the text is no single version. */
function readExact(text: string): ReadRequest | undefined {
  const bare = text.replace(/^[v=\s]+/, '').replace(/^go/, '');
  const version = goVersionOf(bare) ?? (isGoRelease(bare) ? bare : undefined);
  if (version === undefined) return undefined;
  return isServed(version) ? { value: { kind: 'exact', version } } : { problem: tooOld };
}

function readRange(text: string): ReadRequest {
  const range = text
    .replace(/(^|[\s<>=^~v|])go(?=\d)/g, '$1')
    .replace(/(\d+\.\d+)(rc|beta)(\d+)/g, '$1.0-$2.$3');
  const parsed = tryRange(range);
  if (parsed === undefined) return { problem: `is not ${acceptedVersions}` };
  if (!parsed.intersects(new Range('>=0.0.0-0'))) {
    return { problem: 'is a range that no version can be in; a range is written as >=1.23 <1.26' };
  }
  if (!parsed.intersects(new Range('>=1.21.0'))) return { problem: tooOld };
  return { value: { kind: 'range', text, range } };
}

function tryRange(text: string): Range | undefined {
  try {
    return new Range(text);
  } catch {
    return undefined;
  }
}

/** An unquoted `1.20` is a number to YAML, and the number is 1.2. */
function describeLostZero(minor: string): string {
  const meant = `1.${minor}0`;
  const unserved = isServed(meant) ? '' : `, though Go ${meant} also ${tooOld}`;
  return `is what YAML makes of ${meant} without quotes: write '${meant}'${unserved}. Go 1.${minor} itself ${tooOld}`;
}
