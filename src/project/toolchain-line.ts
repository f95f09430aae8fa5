/** Lines of go.sum that a Go of before CVE-2026-94447 believes over the checksum database. */

import type { Failure } from '../failure.ts';
import type { SumIndex } from '../module/gosum.ts';
import { formatModule, toolchainPath } from '../module/path.ts';
import { compareGoVersions } from '../module/version.ts';

/**
 * A warning for each go.sum line that names a toolchain, where `goVersion` (the Go that would switch, not the one it
 * switches to) takes the hash in it without asking the checksum database: whoever can change go.sum can then have any
 * program run as `go` (design §7). Nothing for a Go that is mended: 1.26.9, 1.27.2 and later ones.
 */
export function findToolchainLines(sums: SumIndex, goVersion: string): readonly Failure[] {
  if (!isMisled(goVersion)) return [];
  const linesOf = (kind: 'zip' | 'mod') =>
    (kind === 'zip' ? sums.zips : sums.mods)
      .filter(({ path }) => path === toolchainPath)
      .flatMap((module) => sums.find(module, kind));
  return [...linesOf('zip'), ...linesOf('mod')].map(({ module, file, line }) => ({
    class: 'module-file',
    detail: `go.sum names a checksum for the toolchain ${formatModule(module)}, and Go ${goVersion} believes it over the checksum database (CVE-2026-94447); remove the line, or use Go 1.26.9, 1.27.2 or later`,
    module: formatModule(module),
    position: { file, line },
  }));
}

function isMisled(goVersion: string): boolean {
  const isMended126 =
    compareGoVersions(goVersion, '1.26.9') >= 0 && compareGoVersions(goVersion, '1.27') < 0;
  return !isMended126 && compareGoVersions(goVersion, '1.27.2') < 0;
}
