/** What `go` may fetch by itself, past the relay, where some mirrors are limited to patterns (`only=`). */

import { isDedicated, limitingPatterns } from '../module/audience.ts';
import type { MirrorList } from '../module/mirror-list.ts';
import { matchesPattern } from '../module/pattern.ts';
import type { DirectRule } from '../relay/desk.ts';

export interface Direct {
  /** Whether the GOPROXY of a `go` that the relay feeds ends with `direct`. */
  readonly isInList: boolean;
  readonly ruleFor: (modulePath: string) => DirectRule;
}

/**
 * Go has no way to take a module out of GONOPROXY, so with limited mirrors every module comes to the relay, and the relay
 * sends `go` on to what GONOPROXY would have let it fetch. Without any, `go` decides as ever.
 *
 * @param noproxy the patterns of GONOPROXY as they would be in force.
 */
export function directOf(
  list: Pick<MirrorList, 'groups' | 'ending'>,
  noproxy: string | undefined,
): Direct {
  const endsDirect = list.ending === 'direct';
  if (limitingPatterns(list.groups.flat()) === undefined) {
    return { isInList: endsDirect, ruleFor: () => 'after-mirrors' };
  }
  const isInList = endsDirect || noproxy !== undefined;
  return {
    isInList,
    ruleFor(path) {
      // Without `direct` a plain "not found" is safe, and says more: `go` then looks at the shorter paths.
      if (!isInList) return 'after-mirrors';
      if (isDedicated(list, path)) return 'never';
      if (noproxy !== undefined && matchesPattern(noproxy, path)) return 'at-once';
      return endsDirect ? 'after-mirrors' : 'never';
    },
  };
}
