/** What a release is among those already published: a prerelease, the latest, the one that the major tag names. Pure. */
import { compareVersions, parseTag } from './version.mjs';

/**
 * @typedef {{
 *   readonly isPrerelease: boolean,
 *   readonly isLatest: boolean,
 *   readonly majorTag: { readonly moves: string } | { readonly staysBecause: string },
 * }} ReleasePlan
 */

/**
 * The major tag (v1) only ever moves to a newer version, and never to a prerelease: everybody who wrote `@v1` runs it at once.
 *
 * @param {string} tag one that `parseTag` takes
 * @param {readonly string[]} publishedTags of stable releases; `tag` itself may be among them, other names are passed over
 * @returns {ReleasePlan}
 */
export function planRelease(tag, publishedTags) {
  const version = parseTag(tag);
  if (version === undefined) throw new RangeError(`${JSON.stringify(tag)} is no release tag`);
  const newer = publishedTags
    .flatMap((name) => {
      const published = parseTag(name);
      return published?.prerelease.length === 0 ? [{ name, version: published }] : [];
    })
    .filter((published) => compareVersions(published.version, version) > 0);
  const isPrerelease = version.prerelease.length > 0;
  return {
    isPrerelease,
    isLatest: !isPrerelease && newer.length === 0,
    majorTag: planMajorTag(tag, version, newer),
  };
}

function planMajorTag(tag, { major, prerelease }, newer) {
  if (prerelease.length > 0) return { staysBecause: `${tag} is a prerelease` };
  // Semantic Versioning promises nothing between versions below 1.0.0.
  if (major === 0) return { staysBecause: `${tag} promises no compatibility with what comes next` };
  const newerOfMajor = newer.find(({ version }) => version.major === major);
  if (newerOfMajor) return { staysBecause: `${newerOfMajor.name} is newer than ${tag}` };
  return { moves: `v${major}` };
}
