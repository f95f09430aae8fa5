/**
 * The rules by which actions/setup-go v7 comes from a spelling to a version, with an empty tool cache: first releases of
 * its manifest (`findFromManifest`, stable ones only), then whatever go.dev lists (`findMatch`), both from newest to oldest.
 */

import coerce from 'semver/functions/coerce.js';
import prerelease from 'semver/functions/prerelease.js';
import rcompare from 'semver/functions/rcompare.js';
import satisfies from 'semver/functions/satisfies.js';
import valid from 'semver/functions/valid.js';

/** `makeSemver`: undefined where it throws. */
function makeSemver(version: string): string | undefined {
  const [release = '', suffix] = version
    .replace('go', '')
    .replace('beta', '-beta.')
    .replace('rc', '-rc.')
    .split('-');
  const core = coerce(release)?.version;
  if (core === undefined || suffix === undefined) return core;
  return valid(`${core}-${suffix}`) ?? undefined;
}

/** The version that setup-go would install, in Go's own spelling as in `versions`; undefined where it fails. */
export function setupGoVersion(spec: string, versions: readonly string[]): string | undefined {
  const offered = versions
    .map((version) => ({ version, semantic: makeSemver(version) ?? '0.0.0' }))
    .toSorted((one, other) => rcompare(one.semantic, other.semantic));
  const releases = offered.filter(({ semantic }) => prerelease(semantic) === null);
  if (spec === 'stable') return releases[0]?.version;
  if (spec === 'oldstable') {
    const minorOf = (semantic: string) => semantic.split('.', 2).join('.');
    const minors = [...new Set(releases.map(({ semantic }) => minorOf(semantic)))];
    return releases.find(({ semantic }) => minorOf(semantic) === minors[1])?.version;
  }
  const found =
    releases.find(({ semantic }) => satisfies(semantic, spec)) ??
    offered.find(({ semantic }) => satisfies(semantic, spec));
  return found?.version;
}

/** What setup-go reads from a file (`parseGoVersionFile`); empty where it then takes whatever Go is there. */
export function setupGoFileVersion(name: string, text: string, gotoolchain?: string): string {
  switch (name) {
    case 'go.mod':
    case 'go.work': {
      const toolchain = /^toolchain go(1\.\d+(?:\.\d+|rc\d+)?)/m.exec(text)?.[1];
      if (gotoolchain !== 'local' && toolchain !== undefined) return toolchain;
      return /^go (\d+(?:\.\d+)*)/m.exec(text)?.[1] ?? '';
    }
    case '.tool-versions':
      return /^golang\s+([^\n#]+)/m.exec(text)?.[1]?.trim() ?? '';
    default:
      return text.trim();
  }
}
