/**
 * Versions of modules (semantic versions with a leading "v", golang.org/x/mod/semver) and of Go itself (go/version).
 */

interface SemanticVersion {
  readonly major: string;
  readonly minor: string;
  readonly patch: string;
  /** With its leading "-", or "". */
  readonly prerelease: string;
  /** With its leading "+", or "". */
  readonly build: string;
}

const number = '0|[1-9][0-9]*';
const identifier = `(?:${number}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;
const buildIdentifier = '[0-9A-Za-z-]+';
const semanticVersion = new RegExp(
  `^v(${number})(?:\\.(${number})(?:\\.(${number})` +
    `(-${identifier}(?:\\.${identifier})*)?(\\+${buildIdentifier}(?:\\.${buildIdentifier})*)?)?)?$`,
);

/** The parts of a semantic version; "v1" and "v1.2" stand for v1.0.0 and v1.2.0. Undefined if it is none. */
export function parseVersion(version: string): SemanticVersion | undefined {
  const found = semanticVersion.exec(version);
  if (!found) return undefined;
  const [, major = '', minor = '0', patch = '0', prerelease = '', build = ''] = found;
  return { major, minor, patch, prerelease, build };
}

/**
 * Below, at or above zero as `a` is lower than, equal to or higher than `b`. Build metadata (also "+incompatible") does
 * not count; what is no semantic version is lower than everything that is one.
 */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (!left || !right) return Number(left !== undefined) - Number(right !== undefined);
  return (
    compareDecimals(left.major, right.major) ||
    compareDecimals(left.minor, right.minor) ||
    compareDecimals(left.patch, right.patch) ||
    comparePrereleases(left.prerelease, right.prerelease)
  );
}

/**
 * The one spelling of a version that go.mod, go.sum and the module proxy protocol use: all three numbers, no build
 * metadata but "+incompatible". Undefined if the text is no semantic version (a branch name, "latest").
 */
export function canonical(version: string): string | undefined {
  const parsed = parseVersion(version);
  if (!parsed) return undefined;
  const kept = parsed.build === '+incompatible' ? parsed.build : '';
  return `v${parsed.major}.${parsed.minor}.${parsed.patch}${parsed.prerelease}${kept}`;
}

/** Whether the version is in the form go.mod, go.sum and the module proxy protocol use. */
export function isCanonical(version: string): boolean {
  return canonical(version) === version;
}

/**
 * Compares versions of Go ("1.25.13", "1.26rc1", also with "go" in front or a "-suffix" behind) by the rules of
 * go/version: "1.21" is lower than "1.21rc1", which is lower than "1.21.0". What is no version of Go is lowest.
 */
export function compareGoVersions(a: string, b: string): number {
  const left = parseGoVersion(a);
  const right = parseGoVersion(b);
  return (
    compareDecimals(left.major, right.major) ||
    compareDecimals(left.minor, right.minor) ||
    compareDecimals(left.patch, right.patch) ||
    compareText(left.kind, right.kind) ||
    compareDecimals(left.prerelease, right.prerelease)
  );
}

/** Whether the text is a version of Go, in the spellings that `compareGoVersions` takes. */
export function isGoVersion(text: string): boolean {
  return goVersion.test(withoutDecoration(text));
}

const goVersion = new RegExp(
  `^(${number})(?:\\.(${number})(?:\\.(${number})|([a-z]+)(${number})?)?)?$`,
);

function parseGoVersion(text: string) {
  const found = goVersion.exec(withoutDecoration(text));
  const [, major = '', minor, patch, kind = '', prerelease = ''] = found ?? [];
  if (minor === undefined) {
    const rest = found ? '0' : '';
    return { major, minor: rest, patch: rest, kind, prerelease };
  }
  // Up to Go 1.20 the first release was "1.20" itself; from 1.21 on that is the language and the release is "1.21.0".
  const isRelease = kind === '' && compareDecimals(minor, '21') < 0;
  return { major, minor, patch: patch ?? (isRelease ? '0' : ''), kind, prerelease };
}

function withoutDecoration(text: string): string {
  return text.replace(/^go/, '').replace(/-.*$/s, '');
}

/** Decimal numbers of any length without leading zeros; "" is lower than "0". */
function compareDecimals(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  // A release is higher than its prereleases.
  if (a === '') return 1;
  if (b === '') return -1;
  const left = a.slice(1).split('.');
  const right = b.slice(1).split('.');
  for (const [index, identifier] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareIdentifiers(identifier, other);
    if (order !== 0) return order;
  }
  return -1;
}

function compareIdentifiers(a: string, b: string): number {
  const isNumeric = (text: string) => /^[0-9]+$/.test(text);
  if (isNumeric(a) && isNumeric(b)) return compareDecimals(a, b);
  return Number(isNumeric(b)) - Number(isNumeric(a)) || compareText(a, b);
}

/** Whether a version stands for a commit, by cmd/go's own rule (golang.org/x/mod/module, IsPseudoVersion). */
export function isPseudoVersion(version: string): boolean {
  return /^v\d+\.(?:0\.0-|\d+\.\d+-(?:[^+]*\.)?0\.)\d{14}-[A-Za-z0-9]+(?:\+[0-9A-Za-z.-]+)?$/.test(
    version,
  );
}
