/** What a release is among those already published: the latest or not, and whether the major tag comes to it. Pure. */
import { compareVersions, parseTag } from './version.mjs';

/**
 * @param {string} tag one that `parseTag` takes, before its release is published
 * @param {readonly string[]} stableTags of the published stable releases; names that are no release tag are passed over
 * @returns {{ readonly isPrerelease: boolean, readonly isLatest: boolean }}
 */
export function markRelease(tag, stableTags) {
  const { isPrerelease, newer } = place(tag, stableTags);
  return { isPrerelease, isLatest: !isPrerelease && newer.length === 0 };
}

/**
 * The major tag (v1) only ever moves to a newer version, and never to a prerelease or to a release that was taken back:
 * everybody who wrote `@v1` runs it at once.
 *
 * @param {string} tag one that `parseTag` takes, after its release was published
 * @param {readonly string[]} stableTags of the published stable releases, its own among them
 * @returns {{ readonly moves: string } | { readonly staysBecause: string } | { readonly problem: string }}
 */
export function planMajorTag(tag, stableTags) {
  const { version, isPrerelease, newer } = place(tag, stableTags);
  if (isPrerelease) return { staysBecause: `${tag} is a prerelease` };
  if (!stableTags.includes(tag)) {
    return { problem: `${tag} is not published, or is marked as a prerelease` };
  }
  // Semantic Versioning promises nothing between versions below 1.0.0.
  if (version.major === 0) {
    return { staysBecause: `${tag} promises no compatibility with what comes next` };
  }
  const newerOfMajor = newer.find((each) => each.version.major === version.major);
  if (newerOfMajor) return { staysBecause: `${newerOfMajor.name} is newer than ${tag}` };
  return { moves: `v${version.major}` };
}

function place(tag, stableTags) {
  const version = parseTag(tag);
  if (version === undefined) throw new RangeError(`${JSON.stringify(tag)} is no release tag`);
  const newer = stableTags
    .flatMap((name) => {
      const stable = parseTag(name);
      return stable?.prerelease.length === 0 ? [{ name, version: stable }] : [];
    })
    .filter((stable) => compareVersions(stable.version, version) > 0);
  return { version, isPrerelease: version.prerelease.length > 0, newer };
}
