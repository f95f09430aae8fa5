/** What later steps get: the mirrors that work, as plain `go` understands them. Nothing that needs our relay. */

import type { Fallback, MirrorEntry, MirrorList } from '../module/mirror-list.ts';
import type { MirrorReport } from '../upstream/journal.ts';

export interface ExportFacts {
  /** The list read from the input `mirrors`; undefined where the input was not given. */
  readonly mirrorsInput: MirrorList | undefined;
  readonly fallback: Fallback;
  /** What became of the mirrors, by display name. One without a report counts as not asked. */
  readonly reports: readonly Pick<MirrorReport, 'name' | 'state'>[];
  /** URLs of the proxies that this Go ships with: all others are a third party's. */
  readonly shippedMirrors: readonly string[];
  /** GOSUMDB as `go env` has it. */
  readonly gosumdb: string;
  /** Where the checksum database itself answered; undefined where it was not asked, or only a mirror passed it on. */
  readonly databaseUrl: string | undefined;
  /** The input `private`. */
  readonly privatePatterns: string | undefined;
}

/**
 * The variables to export. GOPROXY only for the input `mirrors`, without the mirrors that failed and without those
 * that need credentials: a variable is no place for a secret. With `not-found` the list ends before the first mirror
 * left out, because whatever stands behind a gatekeeper must not be asked in its place.
 */
export function exportedEnvironment(facts: ExportFacts): Readonly<Record<string, string>> {
  const { mirrorsInput, privatePatterns } = facts;
  const exported = mirrorsInput === undefined ? [] : exportableMirrors(mirrorsInput, facts);
  const goproxy = mirrorsInput === undefined ? '' : joinList(mirrorsInput, exported, facts);
  const gosumdb = goproxy === '' ? undefined : explicitDatabase(exported, facts);
  return {
    ...(goproxy !== '' && { GOPROXY: goproxy }),
    ...(gosumdb !== undefined && { GOSUMDB: gosumdb }),
    ...(privatePatterns !== undefined && { GOPRIVATE: privatePatterns }),
  };
}

function exportableMirrors(list: MirrorList, facts: ExportFacts): MirrorEntry[] {
  const failing = new Set(
    facts.reports.filter(({ state }) => state === 'failing').map(({ name }) => name),
  );
  const isExportable = (mirror: MirrorEntry) =>
    mirror.credentials === undefined && !failing.has(mirror.name);
  const mirrors = list.groups.flat();
  if (facts.fallback === 'any-error') return mirrors.filter(isExportable);
  const firstLeftOut = mirrors.findIndex((mirror) => !isExportable(mirror));
  return firstLeftOut === -1 ? mirrors : mirrors.slice(0, firstLeftOut);
}

function joinList(
  list: MirrorList,
  exported: readonly MirrorEntry[],
  { fallback }: ExportFacts,
): string {
  const all = list.groups.flat();
  // `direct` alone would send later steps past every mirror the user named; an empty list says nothing at all.
  if (exported.length === 0 && all.length > 0) return '';
  const isWhole = exported.length === all.length;
  const mayEnd = list.ending === 'off' || fallback === 'any-error' || isWhole;
  const ending = list.ending === 'none' || !mayEnd ? [] : [list.ending];
  return [...exported.map(({ url }) => url), ...ending].join(fallback === 'any-error' ? '|' : ',');
}

/**
 * GOSUMDB with the address of the database, so that `go` asks it there and not through a third party's mirror.
 * Only where that address answered in this network, and never in place of a setting that has one or is `off`.
 */
function explicitDatabase(
  exported: readonly MirrorEntry[],
  { shippedMirrors, gosumdb, databaseUrl }: ExportFacts,
): string | undefined {
  const name = gosumdb.trim();
  if (databaseUrl === undefined || name === '' || name === 'off' || /\s/.test(name)) {
    return undefined;
  }
  const shipped = new Set(shippedMirrors.map((url) => url.replace(/\/+$/, '')));
  const isThirdPartyAmongThem = exported.some(({ url }) => !shipped.has(url));
  return isThirdPartyAmongThem ? `${name} ${databaseUrl}` : undefined;
}
