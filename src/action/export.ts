/** What later steps get: the mirrors that work, as plain `go` understands them. Nothing that needs our relay. */

import type { MirrorEntry, MirrorList } from '../module/mirror-list.ts';
import type { Job } from './job.ts';
import type { RunRecord } from './record.ts';

/** What the job says about later steps. */
export type ExportJob = Pick<
  Job,
  'mirrorsInput' | 'fallback' | 'shippedMirrors' | 'privateVariablesWithoutRelay'
> & { readonly go: Pick<Job['go'], 'gosumdb'> };

/** What the run found out about the places later steps would ask. */
export interface ExportFacts {
  /** Display names of the mirrors that no later step should be sent to. */
  readonly unfit: ReadonlySet<string>;
  /** Where the checksum database itself answers; undefined where it does not, or was not looked for. */
  readonly databaseUrl: string | undefined;
}

/**
 * The variables to export. GOPROXY only for the input `mirrors`, without the mirrors that failed, without those
 * that need credentials (a variable is no place for a secret), and without those limited to some modules. With `not-found` the list ends before the first mirror
 * left out, because whatever stands behind a gatekeeper must not be asked in its place.
 */
export function exportedEnvironment(
  job: ExportJob,
  facts: ExportFacts,
): Readonly<Record<string, string>> {
  const { mirrorsInput } = job;
  const exported = mirrorsInput === undefined ? [] : exportableMirrors(mirrorsInput, job, facts);
  const goproxy = mirrorsInput === undefined ? '' : joinList(mirrorsInput, exported, job);
  const isDatabaseTold =
    goproxy !== '' && facts.databaseUrl !== undefined && isDatabaseAskedThrough(exported, job);
  return {
    ...(goproxy !== '' && { GOPROXY: goproxy }),
    ...(isDatabaseTold && { GOSUMDB: `${job.go.gosumdb.trim()} ${facts.databaseUrl}` }),
    ...job.privateVariablesWithoutRelay,
  };
}

/** Whether it has to be known, for the variables to export, where the checksum database answers. */
export function wantsDatabase(job: ExportJob): boolean {
  const mirrors = job.mirrorsInput === undefined ? [] : generalMirrors(job.mirrorsInput);
  const exported = mirrors.filter(({ credentials }) => !credentials);
  return isDatabaseAskedThrough(exported, job);
}

/**
 * Names of the mirrors that failed, that were found out with wrong bytes, or that were probed in vain and not asked after
 * that.
 */
export function unfitMirrors({
  journal,
  job,
  mirrors,
}: Pick<RunRecord, 'journal' | 'job' | 'mirrors'>): ReadonlySet<string> {
  const probedInVain = new Set(
    mirrors?.probes.flatMap(({ mirror, failure }) => (failure ? [mirror.name] : [])),
  );
  const distrusted = new Set(
    mirrors?.set.all.filter((mirror) => mirrors.set.isQuarantined(mirror)).map(({ name }) => name),
  );
  const names = (job?.mirrors.groups.flat() ?? []).map(({ name }) => name);
  const unfit = journal
    .reports(names)
    .filter(
      ({ name, state }) =>
        state === 'failing' ||
        distrusted.has(name) ||
        (state === 'not-asked' && probedInVain.has(name)),
    );
  return new Set(unfit.map(({ name }) => name));
}

function exportableMirrors(
  list: MirrorList,
  { fallback }: ExportJob,
  { unfit }: ExportFacts,
): MirrorEntry[] {
  const isExportable = (mirror: MirrorEntry) =>
    mirror.credentials === undefined && !unfit.has(mirror.name);
  const mirrors = generalMirrors(list);
  if (fallback === 'any-error') return mirrors.filter(isExportable);
  const firstLeftOut = mirrors.findIndex((mirror) => !isExportable(mirror));
  return firstLeftOut === -1 ? [...mirrors] : mirrors.slice(0, firstLeftOut);
}

/** Plain `go` would ask a mirror that is limited to some modules (`only=`) for all of them. */
function generalMirrors(list: MirrorList): readonly MirrorEntry[] {
  return list.groups.flat().filter(({ only }) => only === undefined);
}

function joinList(
  list: MirrorList,
  exported: readonly MirrorEntry[],
  { fallback }: ExportJob,
): string {
  const all = generalMirrors(list);
  // `direct` alone would send later steps past every mirror the user named; an empty list says nothing at all.
  if (exported.length === 0 && all.length > 0) return '';
  const isWhole = exported.length === all.length;
  const mayEnd = list.ending === 'off' || fallback === 'any-error' || isWhole;
  const ending = list.ending === 'none' || !mayEnd ? [] : [list.ending];
  return [...exported.map(({ url }) => url), ...ending].join(fallback === 'any-error' ? '|' : ',');
}

/**
 * Whether `go` would ask the checksum database through a third party's mirror, unless GOSUMDB names its address. Only for
 * the database under its plain name or key: every other setting has an address of its own, or is `off`.
 */
function isDatabaseAskedThrough(
  exported: readonly MirrorEntry[],
  { shippedMirrors, go }: ExportJob,
): boolean {
  if (!/^sum\.golang\.org(?:\+\S+)?$/.test(go.gosumdb.trim())) return false;
  const shipped = new Set(shippedMirrors.map(({ url }) => url));
  return exported.some(({ url }) => !shipped.has(url));
}
