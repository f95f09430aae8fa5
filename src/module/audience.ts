/** Who may hear of a module: which mirrors of a list may be asked for it, where some are limited to patterns (`only=`). */

import type { MirrorEntry, MirrorList } from './mirror-list.ts';
import { matchesPattern } from './pattern.ts';

/** The patterns of all mirrors that are limited to some, in GOPRIVATE's form; undefined where none is. */
export function limitingPatterns(
  mirrors: readonly Pick<MirrorEntry, 'only'>[],
): string | undefined {
  const patterns = mirrors.flatMap(({ only }) => only?.split(',') ?? []);
  return patterns.length === 0 ? undefined : [...new Set(patterns)].join(',');
}

/** Whether the module belongs to mirrors that are limited to such modules, and to nobody else. */
export function isDedicated(list: Pick<MirrorList, 'groups'>, modulePath: string): boolean {
  const patterns = limitingPatterns(list.groups.flat());
  return patterns !== undefined && matchesPattern(patterns, modulePath);
}

/**
 * Says of each mirror of the list whether it may be asked for this module. A limited mirror is meant for the modules that
 * match it, private ones included, as long as it is the user's own: what is private never goes to a public mirror.
 *
 * @param modulePath undefined for a question that names no module.
 */
export function createAudience(
  list: Pick<MirrorList, 'groups'>,
  modulePath: string | undefined,
  isPrivate: boolean,
): (mirror: Pick<MirrorEntry, 'isPublic' | 'only'>) => boolean {
  const isForFew = modulePath !== undefined && isDedicated(list, modulePath);
  return ({ isPublic, only }) => {
    if (isPrivate && isPublic) return false;
    if (only === undefined) return !isForFew;
    return modulePath !== undefined && matchesPattern(only, modulePath);
  };
}
