/** From what was asked for and what mirrors list to one version of Go for this machine. Pure. */

import { formatPlatform, type GoPlatform, type ListedToolchain } from './platform.ts';
import { isServed } from './version-form.ts';
import { formatGoRequest, type GoRequest, selectVersion } from './version-spec.ts';

export type Choice =
  /** In Go's own spelling. */
  | { readonly version: string }
  /** One sentence without a final stop. */
  | { readonly problem: string };

/**
 * The Go to install: what was asked for where that is one version, else the highest that the lists have for the platform.
 * One exact version needs no list: lists have holes, and a mirror may serve what its list does not name.
 */
export function chooseVersion(
  request: GoRequest,
  listed: readonly ListedToolchain[],
  platform: GoPlatform,
): Choice {
  if (request.kind === 'exact') return { version: request.version };
  const served = listed.filter(({ version }) => isServed(version));
  const isOwn = ({ os, arch }: ListedToolchain) => os === platform.goos && arch === platform.goarch;
  const own = versionsOf(served.filter(isOwn));
  const version = selectVersion(request, own);
  if (version !== undefined) return { version };

  const asked = `${formatGoRequest(request)} for ${formatPlatform(platform)}`;
  const elsewhere = selectVersion(request, versionsOf(served));
  if (elsewhere !== undefined) {
    const others = served
      .filter((toolchain) => toolchain.version === elsewhere)
      .map(({ os, arch }) => formatPlatform({ goos: os, goarch: arch }));
    return {
      problem: `the mirrors list no Go ${asked}, only for other platforms (${elsewhere} for ${others.join(', ')}); a version named exactly is asked for even if no list has it`,
    };
  }
  const newest = selectVersion({ kind: 'stable' }, own);
  const known =
    newest === undefined
      ? `they list none at all for ${formatPlatform(platform)}`
      : `the newest they list for it is ${newest}`;
  return { problem: `the mirrors list no Go ${asked}; ${known}` };
}

function versionsOf(toolchains: readonly ListedToolchain[]): readonly string[] {
  return toolchains.map(({ version }) => version);
}
