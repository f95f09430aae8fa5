/**
 * The versions that release tags name (semver.org), and their order. Pure.
 *
 * @typedef {{
 *   readonly major: number,
 *   readonly minor: number,
 *   readonly patch: number,
 *   readonly prerelease: readonly string[],
 * }} Version
 */

/**
 * The version in a tag such as v1.2.3 or v1.2.3-rc.1; undefined for every other name. Build metadata (`+…`) is refused:
 * two tags of one version would have no order.
 *
 * @returns {Version | undefined}
 */
export function parseTag(tag) {
  const found = /^v(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?$/.exec(tag);
  if (!found) return undefined;
  const [, major, minor, patch, suffix] = found;
  const prerelease = suffix?.split('.') ?? [];
  const isSound =
    [major, minor, patch].every(isCanonicalNumber) &&
    prerelease.every((part) => part !== '' && (!isNumber(part) || isCanonicalNumber(part)));
  if (!isSound) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), prerelease };
}

/** A version as package.json and CHANGELOG.md write it. */
export function formatVersion({ major, minor, patch, prerelease }) {
  const core = `${major}.${minor}.${patch}`;
  return prerelease.length === 0 ? core : `${core}-${prerelease.join('.')}`;
}

/** Below zero where `a` comes before `b` (semver.org, §11). */
export function compareVersions(a, b) {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

function comparePrereleases(a, b) {
  // What has a prerelease part comes before the version itself.
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareParts(part, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers by value and before words, words by their ASCII order. */
function compareParts(a, b) {
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b);
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isNumber(text) {
  return /^\d+$/.test(text);
}

/** Up to nine digits, because larger numbers lose their order; 01 would be a second spelling of 1. */
function isCanonicalNumber(text) {
  return /^(?:0|[1-9]\d{0,8})$/.test(text);
}
