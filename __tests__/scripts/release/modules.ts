/** The release scripts with types: they are plain JavaScript, so that a release job runs them without installing anything. */

interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: readonly string[];
}

interface ReleaseScripts {
  parseTag(tag: string): Version | undefined;
  formatVersion(version: Version): string;
  compareVersions(a: Version, b: Version): number;
  readSection(
    changelog: string,
    version: string,
  ): { readonly notes: string } | { readonly problem: string };
  markRelease(
    tag: string,
    stableTags: readonly string[],
  ): { readonly isPrerelease: boolean; readonly isLatest: boolean };
  planMajorTag(
    tag: string,
    stableTags: readonly string[],
  ): { readonly moves: string } | { readonly staysBecause: string } | { readonly problem: string };
  findProblems(release: {
    readonly tag: string;
    readonly packageJson: string;
    readonly packageLock: string;
    readonly changelog: string;
  }): readonly string[];
}

/** Where the release scripts lie, as seen from the compiled tests. */
export const scriptsDirectory = new URL('../../../../scripts/release/', import.meta.url);

const load = (name: string) => import(new URL(name, scriptsDirectory).href);

export const release: ReleaseScripts = {
  ...(await load('version.mjs')),
  ...(await load('changelog.mjs')),
  ...(await load('plan.mjs')),
  ...(await load('problems.mjs')),
};
