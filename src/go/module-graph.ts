/** What `go mod graph` says: which version of each module is selected. */

import type { ModuleVersion } from '../module/path.ts';
import { compareVersions } from '../module/version.ts';

/**
 * The modules of the graph, each at its highest version, which is the one that `go` selects (go.dev/ref/mod#minimal-version-selection);
 * sorted by path. Not the main module, which has no version, nor `go` and `toolchain`, which are no modules and whose versions
 * have no "v". A path that only a replacement makes good ("example") is one like others.
 *
 * @param text lines of two fields, a module and one that it requires.
 */
export function selectVersions(text: string): readonly ModuleVersion[] {
  const selected = new Map<string, string>();
  for (const name of text.split(/\s+/)) {
    const [path = '', version] = name.split('@');
    if (!version?.startsWith('v')) continue;
    const known = selected.get(path);
    if (known === undefined || compareVersions(known, version) < 0) selected.set(path, version);
  }
  return [...selected.keys()].sort().flatMap((path) => {
    const version = selected.get(path);
    return version === undefined ? [] : [{ path, version }];
  });
}
