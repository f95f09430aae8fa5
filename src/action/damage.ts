/** What was found damaged in the module cache: taken out, remembered, and told once. */

import { cacheName } from '../cache/content.ts';
import type { DamagedModule } from '../cache/integrity.ts';
import type { CheckedPlace } from '../cache/module-check.ts';
import { removeDamaged } from '../cache/removal.ts';
import { formatModule } from '../module/path.ts';
import type { Finding } from './finding.ts';
import type { Job } from './job.ts';
import type { RunRecord } from './record.ts';
import { countOf } from './wording.ts';

/** As many are named in the annotation. */
const modulesNamed = 3;

export function placeOfJob({ downloadDirectory, go }: Job): CheckedPlace {
  return { downloadDirectory, moduleCacheDirectory: go.gomodcache };
}

/**
 * Takes what is damaged out of the module cache. A module that was complete is so no more, whatever an earlier run of `go`
 * said.
 * @throws FailureError `permission` where that is not possible.
 */
export async function discard(
  job: Job,
  record: RunRecord,
  damaged: readonly DamagedModule[],
): Promise<void> {
  for (const { module, damages } of damaged) {
    const [first] = damages;
    if (first) record.damage.set(formatModule(module), `${first.part} ${first.problem}`);
  }
  await removeDamaged(placeOfJob(job), damaged);
  const names = new Set(damaged.map(({ module }) => formatModule(module)));
  record.completed = record.completed.filter((module) => !names.has(formatModule(module)));
}

/** The damaged files that a cache may have given, named as `Store.restored` has them. */
export function filesOf(damaged: readonly DamagedModule[]): readonly string[] {
  return damaged.flatMap(({ module, damages }) =>
    damages.map(({ part }) => `${cacheName(module)}.${part}`),
  );
}

/** One for all, with their count; none where nothing was damaged. */
export function findingsOnDamage(damage: RunRecord['damage']): readonly Finding[] {
  if (damage.size === 0) return [];
  const names = [...damage.keys()];
  const named = [...damage]
    .slice(0, modulesNamed)
    .map(([module, problem]) => `${module} (${problem})`);
  const more = damage.size - named.length;
  const detail = `${countOf(damage.size, 'module')} in the module cache ${damage.size === 1 ? 'was' : 'were'} damaged: ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  return [
    {
      level: 'warning',
      failure: {
        class: 'cache-corrupt',
        detail,
        ...(names.length === 1 && { module: names[0] ?? '' }),
      },
      tried: 'deleted, to be fetched or unpacked again',
    },
  ];
}
